"""All that is known of one person, for that person."""

from __future__ import annotations

from pydantic import Field

from contracts.base import Message, Method
from contracts.changes import Change
from contracts.scheduling.rpc.patients import ConsentSaid, Patient, PatientId
from contracts.scheduling.rpc.visits import Visit
from contracts.scheduling.rpc.waiting import WaitingEntry


class PatientExport(Message):
    """All that scheduling knows of one person; what was sent to them is known to notifications."""

    patient: Patient
    consents: list[ConsentSaid]
    visits: list[Visit]
    """By start, cancelled ones too."""
    changes: list[Change]
    """Who touched the card and the visits; newest first."""
    waiting: list[WaitingEntry] = Field(default_factory=list)
    """For what they wait or waited; by the order in which they came."""


export_patient = Method("scheduling", "export_patient", PatientId, PatientExport, act="use_patients")
