"""LISTA OCZEKUJĄCYCH: who waits for a time to become free, what they wish, and what has been offered to them."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import news, waiting_form, waiting_words
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.pages.messages import find_patients, read_patient
from gateway.web.visit_form import read_id
from gateway.web.working_time_form import quarters, weekdays

A_PAGE = 100
_CALENDARS: rpc.Reading = (scheduling.list_calendars, Nothing())


@web.get("/calendar/waiting-list")
@signed_in
def waiting_list() -> str:
    """By place in the queue, those who have an offer first; ``state``: those who wait no more."""
    asked = request.args.get("state")
    state: Any = asked if asked in set(get_args(scheduling.WaitingState)) - {"offered"} else "waiting"
    cursor = request.args.get("cursor") or None
    readings = [_listing(state, cursor)]
    if state == "waiting" and cursor is None:
        readings.append(_listing("offered", None))
    calendars, page, *offered = map(rpc.need, rpc.together([_CALENDARS, *readings]))
    return render_template(
        "waiting/list.html",
        entries=[*(entry for more in offered for entry in more.items), *page.items],
        state=state,
        next_cursor=page.next_cursor,
        newest=cursor is None,
        calendars=calendars.items,
        said=waiting_words,
    )


@web.get("/calendar/waiting-list/new")
@signed_in
def new_waiting() -> str:
    """With patient and service in the address, or (``copy``) the wishes of somebody who was on it before."""
    values = waiting_form.fresh(request.args)
    copied = read_id(request.args.get("copy"))
    patient_id = read_id(values.get("patient_id"))
    if copied and patient_id and (entry := _entry(copied, patient_id)):
        values = waiting_form.values(entry)
    return _page(Form(waiting_form.LABELS, values), new_key())


@web.post("/calendar/waiting-list")
@signed_in
def add_to_waiting_list() -> Any:
    """Adds; ``find`` and ``other`` (a page without JavaScript) search the patient and forget the chosen one."""
    form = Form(waiting_form.LABELS, request.form.to_dict())
    key = form.key or new_key()
    if form["action"] == "other":
        form.values["patient_id"] = ""
    if form["action"] in {"find", "other"}:
        return _page(form, key)
    asked = waiting_form.read(form)
    if asked is None:
        return _page(form, key), 422
    try:
        entry = rpc.call(scheduling.add_to_waiting_list, asked, idempotency_key=key)
    except Refused as refused:
        form.take(refused, waiting_form.FIELDS)
        return _page(form, new_key()), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = _("The answer did not come in time. Send it again: it will not be added twice.")
        return _page(form, key), 503
    news.tell(_("On the waiting list: %(name)s.", name=f"{entry.patient.first_name} {entry.patient.last_name}"))
    return redirect(url_for("web.waiting_list"), 303)


@web.post("/calendar/waiting-list/<uuid:entry_id>/withdraw")
@signed_in
def withdraw_waiting(entry_id: UUID) -> Any:
    entry = rpc.call(
        scheduling.withdraw_waiting,
        scheduling.EntryId(entry_id=entry_id),
        idempotency_key=Form({}, request.form.to_dict()).key,
    )
    news.tell(_("Taken off the waiting list: %(name)s.", name=f"{entry.patient.first_name} {entry.patient.last_name}"))
    return redirect(url_for("web.waiting_list"), 303)


@web.get("/calendar/waiting-list/<uuid:entry_id>/offers")
@signed_in
def waiting_offers(entry_id: UUID) -> str:
    """What was offered to them, newest first, and what became of it."""
    offers, calendars = rpc.together([(scheduling.list_offers, scheduling.EntryId(entry_id=entry_id)), _CALENDARS])
    return render_template(
        "waiting/offers.html",
        offers=rpc.need(offers).items,
        calendars={calendar.id: calendar for calendar in rpc.need(calendars).items},
        said=waiting_words,
    )


def _listing(state: Any, cursor: str | None) -> rpc.Reading:
    return scheduling.list_waiting, scheduling.ListWaiting(state=state, limit=A_PAGE, cursor=cursor)


def _entry(entry_id: UUID, patient_id: UUID) -> scheduling.WaitingEntry | None:
    """One of a patient's entries, whatever became of it."""
    asked = scheduling.ListWaiting(state=None, patient_id=patient_id)
    return next((one for one in rpc.call(scheduling.list_waiting, asked).items if one.id == entry_id), None)


def _page(form: Form, key: str) -> str:
    patient_id = read_id(form["patient_id"])
    found = find_patients(form.text("q") or "") if form["action"] == "find" and form.text("q") else None
    calendars, services = rpc.together([_CALENDARS, (scheduling.list_services, Nothing())])
    return render_template(
        "waiting/new.html",
        form=form,
        key=key,
        patient=read_patient(patient_id) if patient_id else None,
        found=found,
        calendars=[one for one in rpc.need(calendars).items if one.active],
        services=[one for one in rpc.need(services).items if one.active or str(one.id) == form["service_id"]],
        lengths=waiting_form.lengths(),
        days=weekdays(),
        quarters=quarters(),
    )
