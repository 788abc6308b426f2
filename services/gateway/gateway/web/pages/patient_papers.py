"""A patient's card as PDF, and all that is known of a patient: as PDF for people, as JSON for programs."""

from __future__ import annotations

import json
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import Response, request
from flask_babel import gettext as _

from gateway import auth, rpc
from gateway.auth import signed_in
from gateway.patient_export import all_about
from gateway.web import dates
from gateway.web.blueprint import web
from gateway.web.off_the_hub import off_the_hub
from gateway.web.pages.patient_card import read
from gateway.web.patient_visits import Visits, visits_of

# What a browser's own viewer of PDFs needs; the policy of the pages leaves it blank.
_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@web.get("/patients/<uuid:patient_id>/card.pdf")
@signed_in
def patient_card_pdf(patient_id: UUID) -> Response:
    """The card on paper; ``pesel=shown`` with the PESEL."""
    found = read(patient_id)
    practice, chairs = auth.required().practice, _chairs()
    visits = Visits.split(visits_of(patient_id), dates.utc_now())
    with_pesel = request.args.get("pesel") == "shown"
    from gateway.web import patient_pdf  # a quarter of what a process imports: not before somebody wants paper

    made = off_the_hub(lambda: patient_pdf.card(practice, found, visits, chairs, with_pesel=with_pesel))
    return _pdf(made, _("patient-card"))


@web.get("/patients/<uuid:patient_id>/export.pdf")
@signed_in
def patient_export_pdf(patient_id: UUID) -> Response:
    known = all_about(patient_id)
    practice, chairs = auth.required().practice, _chairs()
    from gateway.web import patient_pdf

    made = off_the_hub(lambda: patient_pdf.everything(practice, known, chairs))
    return _pdf(made, _("patient-data"))


@web.get("/patients/<uuid:patient_id>/export.json")
@signed_in
def patient_export(patient_id: UUID) -> Response:
    """As /api/v1 answers it."""
    told = all_about(patient_id).model_dump(mode="json")
    response = Response(json.dumps(told, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{_("patient-data")}.json"'
    return response


def _chairs() -> dict[UUID, str]:
    return {calendar.id: calendar.name for calendar in rpc.call(scheduling.list_calendars, Nothing()).items}


def _pdf(made: bytes, name: str) -> Response:
    """To be looked at first. The name says nothing of whose it is."""
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Content-Security-Policy"] = _POLICY
    return response
