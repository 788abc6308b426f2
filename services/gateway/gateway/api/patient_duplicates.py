"""Cards that may be one person's, and making one of two."""

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

blueprint = APIBlueprint("patient_duplicates", __name__, tag="Patients")

Text = Annotated[str, Field(max_length=300)]


class PairSearch(scheduling.Page, Body):
    cursor: Annotated[str, Field(max_length=1000)] | None = None


class CardTyped(Body):
    """What is known of somebody who may have a card already."""

    first_name: Text | None = None
    last_name: Text | None = None
    phone: Text | None = None
    birth_date: Day | None = None
    pesel: Text | None = Field(default=None, repr=False)


class Merger(Body):
    """``take``: fields of the other card that win (``phone``, ``consents`` ...). What this one lacks it gets anyway."""

    merged_id: UUID
    take: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=20)] = Field(default_factory=list)
    merged_expected_version: int | None = None


@blueprint.get("/patient-duplicates")
@blueprint.input(PairSearch, location="query")
@blueprint.output(scheduling.DuplicatePairs)
def list_duplicates(query_data: PairSearch) -> Any:
    """Pairs of cards that may be one person's: by phone, PESEL, or name and birth date."""
    return rpc.call(scheduling.list_duplicates, query_data)


@blueprint.post("/patient-duplicates/search")
@blueprint.input(CardTyped)
@blueprint.output(scheduling.Duplicates)
def find_duplicates(json_data: CardTyped) -> Any:
    """Whether somebody has a card already. Nothing is kept of what is asked."""
    return rpc.call(scheduling.find_duplicates, scheduling.FindDuplicates(**versions.sent(json_data)))


@blueprint.get("/patients/<uuid:patient_id>/duplicates")
@blueprint.output(scheduling.Duplicates)
def list_duplicates_of(patient_id: UUID) -> Any:
    """Other cards that may be this patient's, likeliest first."""
    return rpc.call(scheduling.find_duplicates, scheduling.FindDuplicates(patient_id=patient_id))


@blueprint.post("/patients/<uuid:patient_id>/merge")
@blueprint.input(Merger)
@blueprint.output(scheduling.Patient)
def merge_patients(patient_id: UUID, json_data: Merger) -> Any:
    """This card goes on with the visits of both. It cannot be undone."""
    asked = scheduling.MergePatients(patient_id=patient_id, **versions.sent(json_data), **versions.expected())
    patient = rpc.call(scheduling.merge_patients, asked, idempotency_key=idempotency_key())
    return patient, 200, versions.tag(patient)
