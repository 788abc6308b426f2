"""All that is known of one patient: what scheduling keeps, and what notifications sent."""

from __future__ import annotations

from uuid import UUID

from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling

from gateway import rpc

_PAGE = 500


class PatientData(scheduling.PatientExport):
    messages: list[notifications.Message]
    """To the patient, planned and past; newest first."""


def all_about(patient_id: UUID) -> PatientData:
    """Raises Refused or Unavailable."""
    known = rpc.call(scheduling.export_patient, scheduling.PatientId(patient_id=patient_id))
    return PatientData(**dict(known), messages=_messages(patient_id))


def _messages(patient_id: UUID) -> list[notifications.Message]:
    found: list[notifications.Message] = []
    cursor: str | None = None
    while True:
        asked = notifications.ListMessages(patient_id=patient_id, limit=_PAGE, cursor=cursor)
        page = rpc.call(notifications.list_messages, asked)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found
