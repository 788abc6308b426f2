"""NOWA WIZYTA: a visit, or one every few weeks, for a known or a new patient; in a dialog or as a page of its own."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as WerkzeugResponse

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import booked_again, dates, free, series, visit_form
from gateway.web.blueprint import is_htmx, web
from gateway.web.forms import Form, new_key
from gateway.web.patient_form import CONTACT_LABELS, read_new_patient
from gateway.web.series import Occurrence, Series
from gateway.web.visit_form import Place

LABELS = {
    "patient": _l("Patient"),
    **CONTACT_LABELS,
    **visit_form.PLACE_LABELS,
    **series.LABELS,
    "note": _l("Note"),
}
FOUND = 8
_NOT_FREE = frozenset({"slot_taken", "outside_working_time", "in_break", "local_time_missing"})
"""Why some visit of a series could not be booked while others can."""


@web.get("/visits/new")
@signed_in
def new_visit() -> Any:
    """``copy=<id of a visit>``: the same again, a week later; else what the address says of patient, time and chair."""
    copied = visit_form.read_id(request.args.get("copy"))
    asked = booked_again.values(copied) if copied else request.args.to_dict()
    day = dates.read_date(asked.get("date")) or dates.today()
    time = asked.get("time", "")
    if dates.read_time(time) is None:
        time = free.first(day, visit_form.read_id(asked.get("calendar_id")))
    wanted = dates.read_time(time)
    values = {
        "date": day.isoformat(),
        "time": visit_form.time_value(dates.at(day, wanted.minutes, second=bool(wanted.second))) if wanted else time,
        "minutes": asked.get("minutes", str(visit_form.USUAL_MINUTES)),
        "count": "6",
        "consent_sms": "on",
        "consent_email": "on",
        **{field: asked.get(field, "") for field in ("calendar_id", "patient_id", "service_id", "note")},
    }
    return _page(Form(LABELS, values), new_key())


@web.get("/visits/times")
@signed_in
def visit_times() -> str:
    """The options of the field for the hour, for another date: twice a year they differ."""
    times = visit_form.times(request.args.get("time", ""), dates.read_date(request.args.get("date")))
    return render_template("visits/times.html", times=times, selected=request.args.get("time", ""))


@web.post("/visits")
@signed_in
def book_visit() -> Any:
    """Books, or does what the other buttons say.

    ``find`` and ``other`` (a page without JavaScript) search the patient and forget the chosen one; ``check`` shows the
    dates of a series; ``others`` books those that are free; ``overbook`` books over another visit, on purpose;
    ``waiting`` goes on to the waiting list, with the patient.
    """
    form = Form(LABELS, request.form.to_dict())
    key = form.key or new_key()
    if form["action"] == "find":
        return _page(form, key)
    if form["action"] == "other":
        form.values["patient_id"] = ""
        return _page(form, key)
    try:
        return _to_waiting_list(form, key) if form["action"] == "waiting" else _booked(form, key)
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
    place, repeated = visit_form.read_place(form), series.read(form)
    if form["action"] == "check":
        dates_of_series = series.preview(place, repeated, form["service_id"]) if place and repeated else None
        return _page(form, key, dates_of_series), 422 if form.refused else 200
    added = read_new_patient(form) if visit_form.read_id(form["patient_id"]) is None else None
    if place is None or form.refused:
        return _page(form, key), 422
    patient_id = _patient_of(form, key, added)
    if patient_id is None:
        form.refuse("patient", "required")
        return _page(form, key), 422
    if repeated is not None:
        return _book_series(form, key, patient_id, place, repeated)
    visit = rpc.call(
        scheduling.book_visit,
        scheduling.BookVisit(
            patient_id=patient_id,
            note=form.text("note"),
            **_of_service(form),
            **({"overbook": True} if form["action"] == "overbook" else {}),
            **place._asdict(),
        ),
        idempotency_key=f"{key}-visit",
    )
    said = {"patient": name(visit), "when": dates.when(visit.starts_at)}
    if visit.overbooked:
        return saved(visit, _("Booked over another visit: %(patient)s, %(when)s.", **said))
    return saved(visit, _("Booked: %(patient)s, %(when)s.", **said))


def _patient_of(form: Form, key: str, added: scheduling.AddPatient | None) -> UUID | None:
    """Who comes; somebody new gets a card first. None where nobody was chosen."""
    if added is not None:
        made = rpc.call(scheduling.add_patient, added, idempotency_key=f"{key}-patient")
        # Whatever happens to the visit now, the patient has a card: do not make a second one.
        form.values["patient_id"] = str(made.id)
    return visit_form.read_id(form["patient_id"])


def _to_waiting_list(form: Form, key: str) -> Any:
    """Whoever was chosen or written down goes along, and the service."""
    added = read_new_patient(form) if visit_form.read_id(form["patient_id"]) is None else None
    if form.refused:
        return _page(form, key), 422
    patient_id, service_id = _patient_of(form, key, added), visit_form.read_id(form["service_id"])
    minutes = None if service_id else form.text("minutes")
    return redirect(url_for("web.new_waiting", patient_id=patient_id, service_id=service_id, minutes=minutes), 303)


def _of_service(form: Form) -> dict[str, UUID]:
    service_id = visit_form.read_id(form["service_id"])
    return {"service_id": service_id} if service_id else {}


def _book_series(form: Form, key: str, patient_id: UUID, place: Place, repeated: Series) -> Any:
    """All of them; when some cannot be, the dates are shown and the others offered."""
    asked = scheduling.BookSeries(
        patient_id=patient_id,
        note=form.text("note"),
        skip_refused=form["action"] == "others",
        **_of_service(form),
        **place._asdict(),
        every_weeks=repeated.every_weeks,
        count=repeated.count,
    )
    try:
        booked = rpc.call(scheduling.book_series, asked, idempotency_key=f"{key}-series")
    except Refused as refused:
        if refused.code not in _NOT_FREE:
            raise
        form.problem = _("Not all of these dates are free. Nothing has been booked yet.")
        shown = series.preview(place, repeated, form["service_id"])
        return _page(form, new_key(), shown), errors.STATUS.get(refused.code, 422)
    if not booked.visits:
        form.problem = _("None of these dates is free. Nothing has been booked.")
        return _page(form, new_key(), series.preview(place, repeated, form["service_id"])), 409
    first = booked.visits[0]
    message = ngettext(
        "Booked: %(patient)s, %(num)d visit, the first %(when)s.",
        "Booked: %(patient)s, %(num)d visits, the first %(when)s.",
        len(booked.visits),
        patient=name(first),
        when=dates.when(first.starts_at),
    )
    if booked.refused:
        left_out = _("Not booked: %(dates)s.", dates=series.refused_words(booked.refused))
        message = f"{message} {left_out}"
    return saved(first, message)


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


def _page(form: Form, key: str, occurrences: list[Occurrence] | None = None) -> str:
    patient_id = visit_form.read_id(form["patient_id"])
    chosen = _patient(patient_id) if patient_id else None
    found = None
    if form["action"] == "find" and form.text("q"):
        found = rpc.call(scheduling.find_patients, scheduling.FindPatients(q=form.text("q"), limit=FOUND)).items
    choices = visit_form.choices(form, by_service=True)
    return render_template(
        "visits/new.html",
        form=form,
        key=key,
        chosen=chosen,
        found=found,
        face="chosen" if chosen else "new" if _writing(form) else "search",
        **choices._asdict(),
        every=series.EVERY,
        occurrences=occurrences,
        taken=form.codes.get("time") == "slot_taken" and not form["every_weeks"],
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
