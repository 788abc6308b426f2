"""PACJENCI: finding patients, and new cards."""

from __future__ import annotations

from typing import Any

from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import patient_form, patient_words
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.patient_duplicates import like

A_PAGE = 50
OPTIONS = 8
_SAME_PERSON = 409


@web.get("/patients")
@signed_in
def patients() -> str:
    """Everybody, or those whose name or phone has ``q`` in it; the table alone while one types."""
    q = request.args.get("q", "").strip()
    page = rpc.call(
        scheduling.find_patients,
        scheduling.FindPatients(q=q or None, limit=A_PAGE, cursor=request.args.get("cursor") or None),
    )
    part = request.headers.get("HX-Target") == "patients"
    return render_template("patients/table.html" if part else "patients/list.html", q=q, page=page)


@web.get("/patients/options")
@signed_in
def patient_options() -> str:
    """What the patient field of a form offers while one types."""
    q = request.args.get("q", "").strip()
    found = rpc.call(scheduling.find_patients, scheduling.FindPatients(q=q, limit=OPTIONS)).items if q else []
    return render_template("patients/options.html", q=q, found=found)


@web.get("/patients/new")
@signed_in
def new_patient() -> str:
    form = Form(patient_form.LABELS, {"consent_sms": "on", "consent_email": "on"})
    return _page(form)


@web.post("/patients")
@signed_in
def add_patient() -> Any:
    """Adds the card, unless somebody like that has one and nobody said that it is somebody else."""
    form = Form(patient_form.LABELS, request.form.to_dict())
    card = patient_form.read_card(form)
    if form.refused:
        return _page(form), 422
    if not form.ticked("anyway") and (same := like(form)):
        return _page(form, same, key=form.key), _SAME_PERSON
    try:
        added = rpc.call(scheduling.add_patient, scheduling.AddPatient(**card), idempotency_key=form.key)
    except Refused as refused:
        form.take(refused)
        return _page(form), errors.STATUS.get(refused.code, 422)
    flash(_("The card of %(name)s is saved.", name=patient_words.name(added)))
    return redirect(url_for("web.patient", patient_id=added.id), 303)


def _page(form: Form, same: list[scheduling.Duplicate] | None = None, key: str | None = None) -> str:
    return render_template(
        "patients/new.html",
        form=form,
        same=same or [],
        sources=[(source, patient_words.SOURCES[source]) for source in patient_form.SOURCES],
        key=key or new_key(),
        said=patient_words,
    )
