"""The page that the link in a reminder opens: the visit, and what its patient may do with it.

Opening it changes nothing, however many programs look at the link: each act is a form.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.refusals import Refused
from gateway.web import dates, ical, language, news, public_form, public_times
from gateway.web.blueprint import web
from gateway.web.by_link import by_link
from gateway.web.forms import Form, new_key

LABELS = {"reason": public_form.LABELS["note"]}
_FARTHEST = timedelta(days=365)
"""So far ahead one may look; which times there are is scheduling's to say."""
_NOW_NOT = frozenset({"change_too_late", "visit_not_changeable", "version_conflict", "link_not_valid"})
"""A link that was valid a moment ago may be of another time than the visit has by now."""
_LOST = frozenset(
    {"slot_taken", "outside_working_time", "in_break", "calendar_closed", "validation_failed", "local_time_missing"}
)

_by_link = by_link("public/link_expired.html")


@web.get("/v/<token>")
@_by_link
def linked_visit(token: str) -> str:
    visit = _read(token)
    return _page("public/visit.html", token, visit)


@web.post("/v/<token>/confirm")
@_by_link
def confirm_linked_visit(token: str) -> Any:
    visit = _read(token)
    try:
        rpc.call(scheduling.confirm_linked_visit, scheduling.LinkToken(token=token), idempotency_key=_key())
    except Refused as refused:
        return _refused(token, visit, refused)
    news.tell(_("Thank you. The practice knows that you are coming."))
    return redirect(url_for("web.linked_visit", token=token), 303)


@web.get("/v/<token>/cancel")
@_by_link
def ask_to_cancel_linked_visit(token: str) -> Any:
    visit = _read(token)
    if not visit.can_change:
        return redirect(url_for("web.linked_visit", token=token), 303)
    return _page("public/visit_cancel.html", token, visit, form=Form(LABELS), key=new_key())


@web.post("/v/<token>/cancel")
@_by_link
def cancel_linked_visit(token: str) -> Any:
    visit = _read(token)
    form = Form(LABELS, request.form.to_dict())
    asked = scheduling.CancelLinkedVisit(token=token, reason=form.text("reason"))
    try:
        rpc.call(scheduling.cancel_linked_visit, asked, idempotency_key=form.key)
    except Refused as refused:
        if refused.fault.errors:
            form.take(refused)
            return _page("public/visit_cancel.html", token, visit, form=form, key=new_key()), 422
        return _refused(token, visit, refused)
    news.tell(_("The visit is cancelled. Thank you for letting the practice know."))
    return redirect(url_for("web.linked_visit", token=token), 303)


@web.get("/v/<token>/times")
@_by_link
def linked_times(token: str) -> Any:
    """Where the visit could move: on its own chair, or on any (``any=1``)."""
    visit = _read(token)
    if not visit.can_change:
        return redirect(url_for("web.linked_visit", token=token), 303)
    return _times(token, visit, any_calendar="any" in request.args)


@web.get("/v/<token>/move")
@_by_link
def ask_to_move_linked_visit(token: str) -> Any:
    """The old time and the new one, and a button."""
    visit = _read(token)
    starts_at = public_form.moment_in(request.args, "starts_at")
    if starts_at is None or not visit.can_change:
        return redirect(url_for("web.linked_visit", token=token), 303)
    calendar = request.args.get("calendar_id", "")
    return _page("public/visit_move.html", token, visit, starts_at=starts_at, calendar_id=calendar, key=new_key())


@web.post("/v/<token>/move")
@_by_link
def move_linked_visit(token: str) -> Any:
    visit = _read(token)
    starts_at = public_form.moment_in(request.form, "starts_at")
    if starts_at is None:
        return redirect(url_for("web.linked_times", token=token), 303)
    calendar_id = public_form.uuid_in(request.form, "calendar_id")
    asked = scheduling.MoveLinkedVisit(token=token, starts_at=starts_at, calendar_id=calendar_id)
    try:
        moved = rpc.call(scheduling.move_linked_visit, asked, idempotency_key=_key())
    except Refused as refused:
        if refused.code in _LOST:
            said = public_form.why(refused)
            day = dates.wall(starts_at).date()
            return _times(token, visit, day, any_calendar=calendar_id is not None, problem=said), 409
        return _refused(token, visit, refused)
    news.tell(_("The visit has a new time. The link in your message is void; a new one comes with the next message."))
    return redirect(url_for("web.linked_visit", token=moved.token), 303)


@web.get("/v/<token>/visit.ics")
@_by_link
def linked_visit_file(token: str) -> Response:
    """For the patient's own calendar."""
    visit = _read(token)
    entry = ical.Entry(
        id=visit.visit_id,
        version=visit.version,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=_("Visit: %(practice)s", practice=visit.practice_name),
        location=visit.practice_address or "",
        description=_("Phone: %(phone)s", phone=visit.practice_phone) if visit.practice_phone else "",
        cancelled=visit.status == "cancelled",
    )
    return ical.file_of(entry, rpc.now(), "wizyta.ics" if language.chosen() == "pl" else "visit.ics")


def _read(token: str) -> scheduling.LinkedVisit:
    """Raises Refused: ``link_not_valid``."""
    visit = rpc.call(scheduling.read_linked_visit, scheduling.LinkToken(token=token))
    dates.use_zone(visit.time_zone)
    return visit


def _key() -> str | None:
    return Form({}, request.form.to_dict()).key


def _page(template: str, token: str, visit: scheduling.LinkedVisit, **values: Any) -> str:
    def go(endpoint: str, **query: Any) -> str:
        return url_for(f"web.{endpoint}", token=token, **query)

    return render_template(
        template, visit=visit, go=go, other_language=public_form.other_language(), **{"key": new_key(), **values}
    )


def _refused(token: str, visit: scheduling.LinkedVisit, refused: Refused) -> Any:
    """The visit as it is now, with why this could not be done."""
    if refused.code not in _NOW_NOT:
        raise refused
    said = errors.sentence(refused.code, refused.fault.data)
    now = _read(token) if refused.code != "change_too_late" else visit.model_copy(update={"can_change": False})
    said = said if not now.another_time else ""  # the page itself says it better
    return _page("public/visit.html", token, now, problem=said), errors.STATUS[refused.code]


def _times(
    token: str,
    visit: scheduling.LinkedVisit,
    day: date | None = None,
    *,
    any_calendar: bool,
    problem: str | None = None,
) -> str:
    def ask(begin: date, end: date) -> scheduling.PublicTimes:
        asked = scheduling.ListLinkedTimes(token=token, from_=begin, to=end, any_calendar=any_calendar)
        return rpc.call(scheduling.list_linked_times, asked)

    wanted = public_times.Wanted(day) if day else public_times.read_wanted(request.args.to_dict())
    today = dates.today()
    times = public_times.look(ask, today, today + _FARTHEST, wanted)
    return _page(
        "public/visit_times.html", token, visit, times=times, any_calendar=any_calendar, problem=problem
    )  # fmt: skip
