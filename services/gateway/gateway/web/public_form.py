"""What a patient types to book online, and how it travels from step to step: in the forms, never in an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.errors import sentence
from gateway.refusals import Refused
from gateway.web import frames, language
from gateway.web.forms import Form

LABELS = {
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "channel": _l("Where the code goes"),
    "note": _l("Message for the practice"),
    "code": _l("Code"),
}
TYPED = ("first_name", "last_name", "phone", "email", "channel", "sms", "by_email", "note")
"""Fields that go along whatever becomes of the time."""
PLACE = ("service_id", "calendar_id", "starts_at")
"""The time that is wanted; without a calendar on any."""
HOLD = ("hold_id", "token")
_CARRIED = ("embed", "lang")


def at(endpoint: str, slug: str, **values: Any) -> str:
    """The address of a step; inside a frame it stays inside the frame, and in its language."""
    kept: dict[str, Any] = {name: request.args[name] for name in _CARRIED if name in request.args}
    return url_for(endpoint, slug=slug, **kept, **values)


def other_language() -> str | None:
    """This page in the other language, where that is only looking at it again."""
    if request.method != "GET":
        return None
    other = "en" if language.chosen() == "pl" else "pl"
    if not frames.is_framed():
        return url_for("web.switch_language", code=other, back=request.full_path.rstrip("?"))
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **request.args.to_dict(), "lang": other})


def read() -> Form:
    """The form of a step; somebody who comes for the first time wants to be reminded (decision 8)."""
    form = Form(LABELS, request.form.to_dict())
    if "channel" not in form.values:
        form.values |= {"channel": "sms", "sms": "on", "by_email": "on"}
    return form


def kept(form: Form) -> dict[str, str]:
    """What was typed, to be hidden in the forms of other steps."""
    return {name: form.values[name] for name in TYPED if name in form.values}


def has_typed(form: Form) -> bool:
    return any(form.text(name) for name in ("first_name", "last_name", "phone", "email", "note"))


def uuid_in(values: Mapping[str, str], name: str) -> UUID | None:
    try:
        return UUID(values.get(name, ""))
    except ValueError:
        return None


def moment_in(values: Mapping[str, str], name: str) -> datetime | None:
    """An aware instant; None for anything else."""
    try:
        found = datetime.fromisoformat(values.get(name, ""))
    except ValueError:
        return None
    return found if found.tzinfo and 1900 < found.year < 2200 else None  # noqa: PLR2004


def day_in(values: Mapping[str, str]) -> date | None:
    """The date of the time that is wanted, as its sender wrote it."""
    moment = moment_in(values, "starts_at")
    return moment.date() if moment else None


def why(refused: Refused) -> str:
    """Why a time cannot be had: where its field says more than the whole, that."""
    first = refused.fault.errors[0] if refused.fault.errors else refused.fault
    return sentence(first.code, first.data)


def check(form: Form) -> None:
    """What can be seen without asking scheduling."""
    form.require("first_name", "last_name", "phone" if form["channel"] != "email" else "email")


def take_code(form: Form, refused: Refused) -> None:
    """What is wrong with the code, with how many tries are left where that is known."""
    left = refused.fault.data.get("tries")
    if refused.code != "wrong_code" or not isinstance(left, int):
        form.take(refused)
    elif left > 0:
        form.say("code", _("This code is not right. Tries left: %(number)s.", number=left))
    else:
        form.say("code", _("This code is not right, and it was the last try. Have a new one sent."))


def code_request(form: Form, hold: scheduling.HoldToken) -> scheduling.RequestBookingCode:
    return scheduling.RequestBookingCode(
        hold_id=hold.hold_id,
        token=hold.token,
        channel="email" if form["channel"] == "email" else "sms",
        first_name=form["first_name"],
        last_name=form["last_name"],
        phone=form.text("phone"),
        email=form.text("email"),
        consents=scheduling.Consents(sms=form.ticked("sms"), email=form.ticked("by_email")),
        note=form.text("note"),
        language=language.of_letters(),
    )


def hold_in(form: Form) -> scheduling.HoldToken | None:
    hold_id = uuid_in(form.values, "hold_id")
    return scheduling.HoldToken(hold_id=hold_id, token=form["token"]) if hold_id and form["token"] else None
