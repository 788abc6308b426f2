"""The blueprint of all screens, and what each of their answers has in common."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Flask, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError, CSRFProtect

from gateway import errors
from gateway.web import context, frames, language

web = Blueprint("web", __name__, template_folder="templates")
csrf = CSRFProtect()

_MOST_OF_A_FILE = 6_000_000
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_FROM_US = frozenset({"same-origin", "none"})
"""What a browser says (Sec-Fetch-Site) of a form on our own pages, and of an address typed by hand."""


@web.record_once
def _set_up(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    # A reception leaves the calendar open all day: a form is good for as long as the browser's session.
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    # Programs carry a token of their own: only the pages check (below).
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # Pages that a letter's link opens send no Referer; where a form came from the browser says itself (below).
    app.config["WTF_CSRF_SSL_STRICT"] = False
    csrf.init_app(app)
    language.set_up(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    errors.use_page(app, error_page)


@web.before_request
def _take_files() -> None:
    """Before anything reads the form: a list of patients may be larger than what a form of ours ever is."""
    if request.endpoint == "web.prepare_patient_import":
        request.max_content_length = _MOST_OF_A_FILE


@web.before_request
def _check_csrf() -> None:
    if frames.is_framed():
        frames.check_form()
        return
    csrf.protect()
    if request.method not in _READING and request.headers.get("Sec-Fetch-Site", "none") not in _FROM_US:
        raise CSRFError


@web.errorhandler(CSRFError)
def _csrf_failed(_: CSRFError) -> Any:
    return error_page(403, "csrf_failed", errors.sentence("csrf_failed", {})), 403


@web.context_processor
def _shared() -> dict[str, Any]:
    return context.shared()


@web.after_request
def _finish(response: Response) -> Response:
    """Pages show health data: nobody keeps them. A redirect inside a dialog is one of the whole window."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.add("Vary", "Cookie, HX-Request")
    if is_htmx() and response.location and 300 <= response.status_code < 400:  # noqa: PLR2004
        response.headers["HX-Redirect"] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
    return response


def is_htmx() -> bool:
    """Whether the answer goes into a page that is already there."""
    return "HX-Request" in request.headers


def error_page(status: int, code: str, sentence: str) -> str:
    """The page (or, in a dialog, the part of one) that says what went wrong; see ``errors.use_page``."""
    return render_template("error.html", **context.shared(), status=status, code=code, sentence=sentence)


from gateway.web.pages import (  # noqa: E402 - the views need the blueprint
    account,
    agenda,
    assets,
    calendar,
    calendar_feeds,
    calendar_settings,
    calendars,
    changes,
    days_off,
    email_confirmation,
    feed_files,
    front,
    help_keys,
    invitations,
    live,
    message_batches,
    message_templates,
    messages,
    new_visit,
    offer_links,
    online_booking,
    outside,
    passwords,
    patient_card,
    patient_duplicates,
    patient_imports,
    patient_papers,
    patient_privacy,
    patients,
    people,
    practice,
    preferences,
    public,
    public_booking,
    public_waiting,
    recalls,
    registration,
    second_factor,
    sending_state,
    services,
    sessions,
    visit_history,
    visit_links,
    visits,
    waiting_list,
    write_messages,
)

PAGES = (
    account,
    agenda,
    assets,
    calendar,
    calendar_feeds,
    calendar_settings,
    calendars,
    changes,
    days_off,
    email_confirmation,
    feed_files,
    front,
    help_keys,
    invitations,
    live,
    message_batches,
    message_templates,
    messages,
    new_visit,
    offer_links,
    online_booking,
    outside,
    passwords,
    patient_card,
    patient_duplicates,
    patient_imports,
    patient_papers,
    patient_privacy,
    patients,
    people,
    practice,
    preferences,
    public,
    public_booking,
    public_waiting,
    recalls,
    registration,
    second_factor,
    sending_state,
    services,
    sessions,
    visit_history,
    visit_links,
    visits,
    waiting_list,
    write_messages,
)
