"""Patients."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body, Day
from gateway.patient_export import PatientData, all_about

blueprint = APIBlueprint("patients", __name__, tag="Patients")


class PatientConsents(scheduling.Consents, Body):
    """Whether the patient may be written to."""


class NewPatient(scheduling.AddPatient, Body):
    """A patient's card."""

    birth_date: Day | None = None
    consents: PatientConsents = PatientConsents()


class PatientChange(scheduling.AddPatient, Body):
    """Fields left out keep their value; null empties one that may be empty."""

    first_name: str | None = None  # type: ignore[assignment]
    last_name: str | None = None  # type: ignore[assignment]
    birth_date: Day | None = None
    consents: PatientConsents | None = None  # type: ignore[assignment]


class PatientSearch(scheduling.FindPatients, Body):
    """``q``: any part of a name or phone number, with or without Polish letters."""

    q: Annotated[str, Field(max_length=200)] | None = None
    cursor: Annotated[str, Field(max_length=1000)] | None = None


@blueprint.get("/patients")
@blueprint.input(PatientSearch, location="query")
@blueprint.output(scheduling.Patients)
def find_patients(query_data: PatientSearch) -> Any:
    """The practice's patients, by name; or those that match ``q``."""
    return rpc.call(scheduling.find_patients, query_data)


@blueprint.post("/patients")
@blueprint.input(NewPatient)
@blueprint.output(scheduling.Patient, 201)
def add_patient(json_data: NewPatient) -> Any:
    """Add a patient."""
    patient = rpc.call(scheduling.add_patient, json_data, idempotency_key=idempotency_key())
    return patient, 201, versions.created(patient, "patients.read_patient", "patient_id")


@blueprint.get("/patients/<uuid:patient_id>")
@blueprint.output(scheduling.Patient)
def read_patient(patient_id: UUID) -> Any:
    """One patient's card."""
    patient = rpc.call(scheduling.read_patient, scheduling.PatientId(patient_id=patient_id))
    return patient, 200, versions.tag(patient)


@blueprint.patch("/patients/<uuid:patient_id>")
@blueprint.input(PatientChange)
@blueprint.output(scheduling.Patient)
def change_patient(patient_id: UUID, json_data: PatientChange) -> Any:
    """Change a patient's card."""
    change = scheduling.ChangePatient(patient_id=patient_id, **versions.sent(json_data), **versions.expected())
    patient = rpc.call(scheduling.change_patient, change)
    return patient, 200, versions.tag(patient)


@blueprint.delete("/patients/<uuid:patient_id>")
@blueprint.output(scheduling.Patient)
def erase_patient(patient_id: UUID) -> Any:
    """Forget a patient. What documents treatment is kept as long as the law wants it; the answer says until when."""
    asked = scheduling.ErasePatient(patient_id=patient_id, **versions.expected())
    patient = rpc.call(scheduling.erase_patient, asked, idempotency_key=idempotency_key())
    return patient, 200, versions.tag(patient)


@blueprint.get("/patients/<uuid:patient_id>/consents")
@blueprint.output(scheduling.ConsentHistory)
def list_consents(patient_id: UUID) -> Any:
    """What the patient answered about messages, when and how; newest first."""
    return rpc.call(scheduling.list_consents, scheduling.PatientId(patient_id=patient_id))


@blueprint.get("/patients/<uuid:patient_id>/export")
@blueprint.output(PatientData)
def export_patient(patient_id: UUID) -> Any:
    """All that is known of one patient: card, consents, visits, who touched them, and messages."""
    return all_about(patient_id)
