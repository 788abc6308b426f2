"""DUPLIKATY: cards that may be one person, and making one of two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.web import dates, patient_form, patient_words, phones
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.pages.patient_card import read
from gateway.web.patient_duplicates import like

A_PAGE = 25
LABELS = {"confirmed": _l("Confirmation")}
_CHOSEN = tuple(field for field in patient_form.CARD_LABELS if field != "notes")
_WRONG = 422


class Row(NamedTuple):
    """One field of two cards, in words. ``how``: same, only_kept, only_merged, differs or joined."""

    field: str
    label: str
    kept: str
    merged: str
    how: str


@web.post("/patients/same")
@signed_in
def same_patients() -> str:
    """Whether somebody like the one who is being typed is here already. A POST: names stay out of addresses.

    ``choose``: to be chosen for the visit that is being booked, rather than looked at.
    """
    form = Form(patient_form.LABELS, request.form.to_dict())
    choose = "choose" in request.args
    return render_template("patients/same.html", same=like(form), choose=choose, said=patient_words)


@web.get("/patients/duplicates")
@signed_in
def duplicate_patients() -> str:
    asked = scheduling.Page(limit=A_PAGE, cursor=request.args.get("cursor") or None)
    page = rpc.call(scheduling.list_duplicates, asked)
    return render_template("patients/duplicates.html", page=page, said=patient_words)


@web.get("/patients/<uuid:patient_id>/merge/<uuid:merged_id>")
@signed_in
def merge_patients(patient_id: UUID, merged_id: UUID) -> Any:
    """Both cards side by side; the first one goes on."""
    kept, merged = read(patient_id), read(merged_id)
    if merged.merged_into == kept.id:
        return redirect(url_for("web.patient", patient_id=kept.id), 303)
    return _page(kept, merged, Form(LABELS))


@web.post("/patients/<uuid:patient_id>/merge/<uuid:merged_id>")
@signed_in
def merge_patients_now(patient_id: UUID, merged_id: UUID) -> Any:
    form = Form(LABELS, request.form.to_dict())
    if not form.ticked("confirmed"):
        form.say("confirmed", _("Tick that you have compared the cards: it cannot be undone."))
        return _page(read(patient_id), read(merged_id), form), _WRONG
    asked = scheduling.MergePatients(
        patient_id=patient_id,
        merged_id=merged_id,
        take=[field for field in _CHOSEN if form[f"take_{field}"] == "merged"],
        expected_version=form.version(),
        merged_expected_version=form.version("merged_expected_version"),
    )
    try:
        kept = rpc.call(scheduling.merge_patients, asked, idempotency_key=form.key)
    except Refused as refused:
        return _refused(patient_id, merged_id, form, refused)
    flash(_("The two cards are one now: %(name)s.", name=patient_words.name(kept)))
    return redirect(url_for("web.patient", patient_id=patient_id), 303)


def _refused(patient_id: UUID, merged_id: UUID, form: Form, refused: Refused) -> Any:
    if refused.code == "version_conflict":
        form.problem = _("One of the cards has just been changed. Look at both again; nothing has been done yet.")
        form.values.pop("confirmed", None)
    else:
        form.take(refused)
    return _page(read(patient_id), read(merged_id), form), errors.STATUS.get(refused.code, _WRONG)


def _page(kept: scheduling.Patient, merged: scheduling.Patient, form: Form) -> str:
    return render_template(
        "patients/merge.html",
        kept=kept,
        merged=merged,
        rows=list(_rows(kept, merged)),
        form=form,
        key=new_key(),
        said=patient_words,
    )


def _rows(kept: scheduling.Patient, merged: scheduling.Patient) -> Iterator[Row]:
    """The fields that either card has, in the card's order."""
    for field, label in patient_form.CARD_LABELS.items():
        one, other = getattr(kept, field), getattr(merged, field)
        if not one and not other:
            continue
        if one == other:
            how = "same"
        elif not other:
            how = "only_kept"
        elif not one:
            how = "only_merged"
        else:
            how = "joined" if field == "notes" else "differs"
        yield Row(field, str(label), _shown(field, one), _shown(field, other), how)


def _shown(field: str, value: Any) -> str:
    if not value:
        return ""
    if field == "phone":
        return phones.national(value)
    if field == "birth_date":
        return dates.full(value)
    return patient_words.masked(value) if field == "pesel" else str(value)
