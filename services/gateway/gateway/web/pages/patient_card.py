"""KARTA PACJENTA: one patient, with visits and messages; changing the card."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.base import Nothing
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc, trail
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import conflicts, dates, patient_duplicates, patient_form, patient_words, waiting_words
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.patient_visits import Visits, visits_of

SHOWN_MESSAGES = 20
_CONFLICT = 412
_WRONG = 422


@web.get("/patients/<uuid:patient_id>")
@signed_in
def patient(patient_id: UUID) -> str:
    """The card as it is; ``pesel=shown`` with the number in full."""
    found = read(patient_id)
    merged_into = read(found.merged_into) if found.merged_into else None
    return render_template(
        "patients/card.html",
        patient=found,
        merged_into=merged_into,
        visits=Visits.split(visits_of(found.id), dates.utc_now()),
        calendars={calendar.id: calendar for calendar in rpc.call(scheduling.list_calendars, Nothing()).items},
        same=patient_duplicates.of(found.id) if found.state == "active" else [],
        waiting=_waiting(found.id) if found.state == "active" else [],
        waiting_words=waiting_words,
        pesel_shown=request.args.get("pesel") == "shown",
        said=patient_words,
        **_messages(found.id),
    )


def _waiting(patient_id: UUID) -> list[scheduling.WaitingEntry]:
    """What they wait for now; nothing where scheduling does not know the waiting list yet."""
    asked = scheduling.ListWaiting(state=None, patient_id=patient_id)
    try:
        entries = rpc.call(scheduling.list_waiting, asked).items
    except Unavailable:
        return []
    return [entry for entry in entries if entry.state in {"waiting", "offered"}]


@web.get("/patients/<uuid:patient_id>/pesel")
@signed_in
def patient_pesel(patient_id: UUID) -> str:
    """The number in full, into the card that is open."""
    return render_template("patients/pesel.html", patient=read(patient_id), pesel_shown=True, said=patient_words)


@web.get("/patients/<uuid:patient_id>/consents")
@signed_in
def patient_consents(patient_id: UUID) -> str:
    """Every answer there was, newest first."""
    found = read(patient_id)
    history = rpc.call(scheduling.list_consents, scheduling.PatientId(patient_id=patient_id)).items
    people = trail.names_of_people() if any(said.actor_id for said in history) else {}
    return render_template("patients/consents.html", patient=found, history=history, people=people, said=patient_words)


@web.get("/patients/<uuid:patient_id>/edit")
@signed_in
def edit_patient(patient_id: UUID) -> Any:
    found = read(patient_id)
    if found.state != "active":
        return redirect(url_for("web.patient", patient_id=patient_id), 303)
    values = patient_form.values(found)
    values[conflicts.SEEN] = conflicts.seen(values, patient_form.PARTS)
    return _form(found, Form(patient_form.LABELS, values))


@web.post("/patients/<uuid:patient_id>")
@signed_in
def change_patient(patient_id: UUID) -> Any:
    form = Form(patient_form.LABELS, request.form.to_dict())
    status = _save(patient_id, form)
    if form.refused:
        return _form(read(patient_id), form), status
    flash(_("The card is saved."))
    return redirect(url_for("web.patient", patient_id=patient_id), 303)


def _save(patient_id: UUID, form: Form, *, again: bool = True) -> int:
    """Save the form, or say in it why not; the status to answer then."""
    card = patient_form.read_card(form)
    if form.refused:
        return _WRONG
    change = scheduling.ChangePatient(patient_id=patient_id, expected_version=form.version(), **card)
    try:
        rpc.call(scheduling.change_patient, change, idempotency_key=form.key)
    except Refused as refused:
        if refused.code != "version_conflict":
            form.take(refused)
            return errors.STATUS.get(refused.code, _WRONG)
        now = patient_form.values(read(patient_id))
        conflicts.merge(form, now, patient_form.PARTS, patient_form.describe)
        form.values |= {"expected_version": now["expected_version"], "key": new_key()}
        if not form.others and again:  # the other one saved the very same
            return _save(patient_id, form, again=False)
        form.problem = _(
            "Somebody else has changed this card in the meantime. What differs is marked: look at it and save again. "
            "Nothing of yours has been saved yet."
        )
        return _CONFLICT
    return 200


def read(patient_id: UUID) -> scheduling.Patient:
    return rpc.call(scheduling.read_patient, scheduling.PatientId(patient_id=patient_id))


def _form(patient: scheduling.Patient, form: Form) -> str:
    return render_template(
        "patients/edit.html",
        patient=patient,
        form=form,
        sources=[(source, patient_words.SOURCES[source]) for source in patient_form.SOURCES],
        key=new_key(),
        said=patient_words,
    )


def _messages(patient_id: UUID) -> dict[str, Any]:
    """The newest messages; a card without them is better than none, so their absence is only said."""
    asked = notifications.ListMessages(patient_id=patient_id, limit=SHOWN_MESSAGES)
    try:
        found = rpc.call(notifications.list_messages, asked)
    except (Unavailable, Refused):
        return {"messages": [], "messages_unknown": True, "more_messages": False}
    return {"messages": found.items, "messages_unknown": False, "more_messages": found.next_cursor is not None}
