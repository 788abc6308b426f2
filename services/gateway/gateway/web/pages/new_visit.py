"""NOWA WIZYTA: a visit for a known or a new patient, in a dialog or as a page of its own."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as WerkzeugResponse

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import dates, free, visit_form
from gateway.web.blueprint import is_htmx, web
from gateway.web.feed import calendars
from gateway.web.forms import Form, new_key
from gateway.web.patient_form import CONTACT_LABELS, read_new_patient

LABELS = {"patient": _l("Patient"), **CONTACT_LABELS, **visit_form.PLACE_LABELS, "note": _l("Note")}
FOUND = 8


@web.get("/visits/new")
@signed_in
def new_visit() -> Any:
    asked = request.args
    day = dates.read_date(asked.get("date")) or dates.today()
    values = {
        "date": day.isoformat(),
        "time": _asked_time() or free.first(day, visit_form.read_id(asked.get("calendar_id"))),
        "minutes": asked.get("minutes", str(visit_form.USUAL_MINUTES)),
        "calendar_id": asked.get("calendar_id", ""),
        "patient_id": asked.get("patient_id", ""),
        "consent_sms": "on",
        "consent_email": "on",
    }
    return _page(Form(LABELS, values), new_key())


def _asked_time() -> str | None:
    asked = request.args.get("time")
    return asked if dates.read_minutes(asked) is not None else None


@web.post("/visits")
@signed_in
def book_visit() -> Any:
    """Books, or (the two extra buttons of a page without JavaScript) searches the patient or forgets the chosen one."""
    form = Form(LABELS, request.form.to_dict())
    key = form.key or new_key()
    if form["action"] == "find":
        return _page(form, key)
    if form["action"] == "other":
        form.values["patient_id"] = ""
        return _page(form, key)
    try:
        return _booked(form, key)
    except Refused as refused:
        if refused.code == "idempotency_key_reused":
            form.problem = _("This visit has already been booked. Look at the calendar before you book another one.")
        else:
            visit_form.take(form, refused)
        return _page(form, new_key()), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = _("The answer did not come in time. Send it again: it will not be booked twice.")
        return _page(form, key), 503


def _booked(form: Form, key: str) -> Any:
    place = visit_form.read_place(form)
    patient_id = visit_form.read_id(form["patient_id"])
    added = read_new_patient(form) if patient_id is None else None
    if place is None or form.refused:
        return _page(form, key), 422
    if added is not None:
        patient_id = rpc.call(scheduling.add_patient, added, idempotency_key=f"{key}-patient").id
        # Whatever happens to the visit now, the patient has a card: do not make a second one.
        form.values["patient_id"] = str(patient_id)
    if patient_id is None:
        form.refuse("patient", "required")
        return _page(form, key), 422
    visit = rpc.call(
        scheduling.book_visit,
        scheduling.BookVisit(patient_id=patient_id, note=form.text("note"), **place._asdict()),
        idempotency_key=f"{key}-visit",
    )
    return saved(visit, _("Booked: %(patient)s, %(when)s.", patient=name(visit), when=dates.when(visit.starts_at)))


def saved(visit: scheduling.Visit, message: str, *, close: bool = True) -> WerkzeugResponse:
    """Answer a save: the calendar that is open is told so, a page without JavaScript goes there."""
    day = dates.wall(visit.starts_at).date()
    place = url_for("web.calendar", date=day.isoformat())
    if not is_htmx():
        flash(message)
        return redirect(place, 303)
    response = WerkzeugResponse(status=204)
    response.headers["HX-Trigger"] = json.dumps({"visit-changed": {"message": message, "close": close, "place": place}})
    return response


def name(visit: scheduling.Visit) -> str:
    return f"{visit.patient.first_name} {visit.patient.last_name}"


def _page(form: Form, key: str) -> str:
    patient_id = visit_form.read_id(form["patient_id"])
    chosen = _patient(patient_id) if patient_id else None
    found = None
    if form["action"] == "find" and form.text("q"):
        found = rpc.call(scheduling.find_patients, scheduling.FindPatients(q=form.text("q"), limit=FOUND)).items
    return render_template(
        "visits/new.html",
        form=form,
        key=key,
        chosen=chosen,
        found=found,
        face="chosen" if chosen else "new" if _writing(form) else "search",
        calendars=calendars(),
        times=visit_form.times(form["time"]),
        lengths=visit_form.lengths(form["minutes"]),
    )


def _writing(form: Form) -> bool:
    """Whether somebody began to write down a new patient."""
    return any(form.text(field) for field in ("first_name", "last_name", "phone", "email"))


def _patient(patient_id: UUID) -> scheduling.Patient | None:
    try:
        return rpc.call(scheduling.read_patient, scheduling.PatientId(patient_id=patient_id))
    except Refused as refused:
        if refused.code == "not_found":
            return None
        raise
