"""The steps of online booking after the choice of a time: who it is, the code, done. Each is the answer to a form."""

from __future__ import annotations

from typing import Any

from contracts.faults import Fault
from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.refusals import Refused, Unavailable
from gateway.web import public_form, public_pages
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.public_pages import Door

_LOST = frozenset({"hold_expired", "slot_taken", "not_found", "outside_working_time", "in_break", "calendar_closed"})
"""The time that was held, or wanted, cannot be had any more."""


@web.post("/b/<slug>/hold")
def hold_public_time(slug: str) -> Any:
    """Keeps the time, and asks who comes."""
    door = public_pages.enter(slug)
    form = public_form.read()
    try:
        # Another time is another wish, also with the key of the same page.
        held = _hold(door, form, f"{form.key}/{form['starts_at']}" if form.key else None)
    except Refused as refused:
        return public_pages.gone(door, form, refused)
    return public_pages.details(door, form, held)


@web.post("/b/<slug>/details")
def public_details(slug: str) -> Any:
    """Back to what was typed."""
    door = public_pages.enter(slug)
    form = public_form.read()
    try:
        held, notice = _held_or_again(door, form)
    except Refused as refused:
        return public_pages.gone(door, form, refused)
    return public_pages.details(door, form, held, notice)


@web.post("/b/<slug>/code")
def request_booking_code(slug: str) -> Any:
    """The first code, or another one."""
    door = public_pages.enter(slug)
    form = public_form.read()
    try:
        held, notice = _held_or_again(door, form)
    except Refused as refused:
        return public_pages.gone(door, form, refused)
    return _send_code(door, form, held, notice)


@web.post("/b/<slug>/confirm")
def confirm_public_hold(slug: str) -> Any:
    """The code makes the held time a visit."""
    door = public_pages.enter(slug)
    form = public_form.read()
    hold = public_form.hold_in(form)
    if hold is None:
        return public_pages.gone(door, form, _lost())
    form.require("code")
    if form.refused:
        return _code_again(door, form, 422)
    typed = scheduling.ConfirmPublicHold(
        hold_id=hold.hold_id, token=hold.token, code="".join(form["code"].split())[:20]
    )
    try:
        visit = rpc.call(scheduling.confirm_public_hold, typed, idempotency_key=form.key)
    except Refused as refused:
        if refused.code in _LOST:
            return _go_on(door, form)
        public_form.take_code(form, refused)
        return _code_again(door, form, errors.STATUS.get(refused.code, 422))
    return public_pages.done(door, visit, form)


def _hold(door: Door, form: Form, key: str | None) -> scheduling.PublicHold:
    """Raises Refused with what is in ``_LOST``, or ``rate_limited``."""
    service, starts_at = door.service(form.values), public_form.moment_in(form.values, "starts_at")
    if service is None or starts_at is None:
        raise _lost()
    calendar = door.calendar(form.values)
    wanted = scheduling.HoldPublicTime(
        service_id=service.id, starts_at=starts_at, calendar_id=calendar.id if calendar else None
    )
    return rpc.call(scheduling.hold_public_time, wanted, idempotency_key=key)


def _held_or_again(door: Door, form: Form) -> tuple[scheduling.PublicHold, str | None]:
    """The hold; where it has run out, the same time held anew if nobody has it, and a sentence that says so."""
    hold = public_form.hold_in(form)
    if hold is not None:
        try:
            return rpc.call(scheduling.read_public_hold, hold), None
        except Refused as refused:
            if refused.code not in _LOST:
                raise
    held = _hold(door, form, new_key())
    return held, _("That took a while, but the time was still free: it is yours again for some minutes.")


def _send_code(door: Door, form: Form, held: scheduling.PublicHold, notice: str | None = None) -> Any:
    public_form.check(form)
    if form.refused:
        return public_pages.details(door, form, held, notice), 422
    asked = public_form.code_request(form, scheduling.HoldToken(hold_id=held.id, token=held.token))
    try:
        sent = rpc.call(scheduling.request_booking_code, asked, idempotency_key=form.key)
    except Refused as refused:
        if refused.code in _LOST:
            return public_pages.gone(door, form, refused)
        form.take(refused)
        return public_pages.details(door, form, held, notice), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return public_pages.details(door, form, held, notice), errors.STATUS["unavailable"]
    form.values.pop("code", None)
    return public_pages.code(door, form, held.model_copy(update={"held_until": sent.held_until}), notice)


def _code_again(door: Door, form: Form, status: int) -> Any:
    """The page with the code once more, with what is wrong; while it is read the hold may run out."""
    hold = public_form.hold_in(form)
    try:
        held = rpc.call(scheduling.read_public_hold, hold) if hold else None
    except Refused as refused:
        if refused.code not in _LOST:
            raise
        held = None
    if held is None:
        return _go_on(door, form)
    return public_pages.code(door, form, held), status


def _go_on(door: Door, form: Form) -> Any:
    """The hold is gone in the middle of the code: the same time and a new code, or other times."""
    try:
        held, _notice = _held_or_again(door, Form(form.labels, {**form.values, "hold_id": ""}))
    except Refused as refused:
        return public_pages.gone(door, form, refused)
    form.values["key"] = new_key()
    form.errors.clear()
    notice = _("That took a while, but the time was still free. A new code is on its way: the old one is void.")
    return _send_code(door, form, held, notice)


def _lost() -> Refused:
    return Refused(Fault(code="hold_expired"))
