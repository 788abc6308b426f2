"""Contracts <-> domain for patients: a part of ``wire``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from contracts.changes import Change
from contracts.scheduling import rpc as messages

from scheduling.adapters import wire, wire_waiting
from scheduling.application.export_patient import ExportedPatient
from scheduling.application.ports_patients import LookAlike, Pair
from scheduling.application.shown import Page
from scheduling.application.shown_patients import ShownPatient
from scheduling.domain.consent import Consents, ConsentSaid
from scheduling.domain.patient import Patient

_NOT_THE_CARD = {"patient_id", "expected_version", "consent_source"}


def patient_fields(request: messages.AddPatient | messages.ChangePatient) -> Mapping[str, Any]:
    """The fields of the card that the sender set."""
    named = request.model_fields_set - _NOT_THE_CARD
    fields = {name: getattr(request, name) for name in named}
    if fields.get("consents") is not None:
        fields["consents"] = Consents(fields["consents"].sms, fields["consents"].email)
    elif "consents" in fields:
        del fields["consents"]
    return fields


def patient(shown: ShownPatient) -> messages.Patient:
    answer = _card(shown.patient, shown.said)
    if shown.visits is None or shown.zone is None:
        return answer
    last, following = (at and at.astimezone(shown.zone) for at in (shown.visits.last_at, shown.visits.next_at))
    return answer.model_copy(update={"visits": shown.visits.count, "last_visit_at": last, "next_visit_at": following})


def patients(page: Page[Patient]) -> messages.Patients:
    return messages.Patients(items=[_card(each) for each in page.items], next_cursor=page.next_cursor)


def consent_history(said: list[ConsentSaid]) -> messages.ConsentHistory:
    return messages.ConsentHistory(items=[_said(each) for each in said])


def duplicates(found: list[LookAlike]) -> messages.Duplicates:
    return messages.Duplicates(
        items=[messages.Duplicate(patient=_card(each.patient), because=_because(each.because)) for each in found]
    )


def duplicate_pairs(page: Page[Pair]) -> messages.DuplicatePairs:
    items = [
        messages.DuplicatePair(first=_card(pair.first), second=_card(pair.second), because=_because(pair.because))
        for pair in page.items
    ]
    return messages.DuplicatePairs(items=items, next_cursor=page.next_cursor)


def patient_export(known: ExportedPatient, changes: list[Change]) -> messages.PatientExport:
    return messages.PatientExport(
        patient=patient(known.shown),
        consents=[_said(each) for each in known.consents],
        visits=[wire.visit(each) for each in known.visits],
        changes=changes,
        waiting=[wire_waiting.entry(each) for each in known.waiting],
    )


def _card(known: Patient, said: list[ConsentSaid] | None = None) -> messages.Patient:
    card = known.card
    return messages.Patient(
        id=known.id,
        first_name=card.first_name,
        last_name=card.last_name,
        phone=card.phone,
        email=card.email,
        birth_date=card.birth_date,
        pesel=card.pesel,
        address=card.address,
        notes=card.notes,
        consents=messages.Consents(sms=card.consents.sms, email=card.consents.email),
        version=known.version,
        consents_said=[_said(each) for each in said or ()],
        state=cast("messages.PatientState", known.state),
        merged_into=known.merged_into,
        keep_until=known.keep_until,
    )


def _said(known: ConsentSaid) -> messages.ConsentSaid:
    return messages.ConsentSaid(
        channel=cast("Any", known.channel),
        given=known.given,
        at=known.at,
        source=cast("messages.ConsentSource", known.source),
        actor_id=known.actor_id,
    )


def _because(reasons: list[str]) -> list[messages.SameBecause]:
    return cast("list[messages.SameBecause]", reasons)
