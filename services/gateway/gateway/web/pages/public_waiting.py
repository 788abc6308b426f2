"""Patients put themselves on a practice's waiting list: what they wish, the code, done."""

from __future__ import annotations

from datetime import time
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask import redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import errors, rpc
from gateway.refusals import Refused, Unavailable
from gateway.web import dates, language, public_form, public_pages
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.public_pages import Door
from gateway.web.working_time_form import weekdays

LABELS = {
    **{name: label for name, label in public_form.LABELS.items() if name != "note"},
    "hours": _l("Time of day"),
    "until_date": _l("Until when"),
}
HOURS: dict[str, tuple[Any, time | None, time | None]] = {
    "": (_l("Any time"), None, None),
    "morning": (_l("Morning"), None, time(12)),
    "afternoon": (_l("Afternoon"), time(12), time(17)),
    "evening": (_l("Evening"), time(17), None),
}
_CARRIED = (*public_form.TYPED, "hours", "until_date", "service_id", "calendar_id", *(f"day_{n}" for n in range(1, 8)))


@web.get("/b/<slug>/waiting")
def waiting_form(slug: str) -> Any:
    try:
        door = public_pages.enter(slug)
    except Refused as refused:
        if refused.code != "online_booking_off":
            raise
        return public_pages.closed(slug)
    form = Form(LABELS, {"channel": "sms", **request.args.to_dict()})
    return _form(door, form) if door.service(form.values) else redirect(_beginning(slug), 303)


@web.post("/b/<slug>/waiting")
def join_waiting_list(slug: str) -> Any:
    """Sends the code; another one as well."""
    door = public_pages.enter(slug)
    form = Form(LABELS, request.form.to_dict())
    service = door.service(form.values)
    if service is None:
        return redirect(_beginning(slug), 303)
    public_form.check(form)
    until = dates.read_date(form.text("until_date"))
    if form.text("until_date") and until is None:
        form.refuse("until_date", "invalid")
    if form.refused:
        return _form(door, form), 422
    calendar, hours = door.calendar(form.values), HOURS.get(form["hours"], HOURS[""])
    wish = scheduling.JoinWaitingList(
        service_id=service.id,
        calendar_ids=[calendar.id] if calendar else [],
        weekdays=[day.number for day in weekdays() if form.ticked(f"day_{day.number}")],
        from_hour=hours[1],
        to_hour=hours[2],
        until_date=until,
        channel="email" if form["channel"] == "email" else "sms",
        first_name=form["first_name"],
        last_name=form["last_name"],
        phone=form.text("phone"),
        email=form.text("email"),
        language=language.of_letters(),
    )
    try:
        asked = rpc.call(scheduling.ask_to_join_waiting_list, wish, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused, {"from_hour": "hours", "to_hour": "hours"})
        return _form(door, form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _form(door, form), errors.STATUS["unavailable"]
    form.values |= {"joining_id": str(asked.joining_id)}
    return _code(door, form)


@web.post("/b/<slug>/waiting/confirm")
def confirm_joining(slug: str) -> Any:
    """The code puts them on the list."""
    door = public_pages.enter(slug)
    form = Form(LABELS, request.form.to_dict())
    joining_id = public_form.uuid_in(form.values, "joining_id")
    if joining_id is None:
        return redirect(_beginning(slug), 303)
    form.require("code")
    if form.refused:
        return _code(door, form), 422
    typed = scheduling.ConfirmJoining(joining_id=joining_id, code="".join(form["code"].split())[:20])
    try:
        joined = rpc.call(scheduling.confirm_joining, typed, idempotency_key=form.key)
    except Refused as refused:
        if refused.code == "hold_expired":  # here it is the code that has run out, no time
            form.say("code", _("This code has run out. Have a new one sent."))
        else:
            public_form.take_code(form, refused)
        return _code(door, form), errors.STATUS.get(refused.code, 422)
    return public_pages.render(
        "public/waiting_done.html", door.slug, door.practice, until=joined.until_date, service=door.service(form.values)
    )


@web.get("/b/<slug>/waiting/confirm")
def confirm_joining_again(slug: str) -> Any:
    """An address that only a form leads to, opened again by itself."""
    return redirect(_beginning(slug), 303)


def _form(door: Door, form: Form) -> str:
    return public_pages.render(
        "public/waiting.html", door.slug, door.practice, form=form, service=door.service(form.values),
        calendar=door.calendar(form.values), days=weekdays(), key=new_key(), first_date=door.offer.first_date,
        hours_offered=[(code, name) for code, (name, _begin, _end) in HOURS.items()],
    )  # fmt: skip


def _code(door: Door, form: Form) -> str:
    hidden = {name: form.values[name] for name in (*_CARRIED, "joining_id") if form.values.get(name)}
    return public_pages.render(
        "public/waiting_code.html", door.slug, door.practice, form=form, hidden=hidden, key=new_key()
    )


def _beginning(slug: str) -> str:
    return public_form.at("web.public_practice", slug)
