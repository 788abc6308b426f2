from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scheduling.application.chosen_service import chosen_service, minutes_of
from scheduling.application.list_waiting import ShownEntry, shown_entry
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.local_time import day_of
from scheduling.domain.refusals import NotFound
from scheduling.domain.visit import checked_note
from scheduling.domain.waiting import (
    EXPIRED,
    WAITING,
    WaitingEntry,
    checked_wishes,
    waiting_changes,
)


def add_to_waiting_list(  # noqa: PLR0913 - what is said of who waits
    desk: Desk,
    *,
    patient_id: UUID,
    service_id: UUID | None,
    minutes: int | None,
    wishes: Mapping[str, Any],
    note: str | None,
) -> ShownEntry:
    """Behind all others; for a visit of ``minutes``, or else as long as the service takes.

    Times that are free already are not offered: whoever adds somebody sees them. Raises NotFound, PatientMerged,
    PatientErased, ValidationFailed or AlreadyWaiting.
    """
    today = day_of(desk.now, desk.practices.read_to_change().zone)
    desk.patients.read_to_book(patient_id)
    wanted = checked_wishes(wishes, minutes_of(minutes, chosen_service(desk, service_id)), today)
    if not set(wanted.calendar_ids) <= {calendar.id for calendar in desk.calendars.all()}:
        raise NotFound("calendar")
    entry = WaitingEntry(
        id=desk.new_id(),
        practice_id=desk.practice_id,
        patient_id=patient_id,
        service_id=service_id,
        wishes=wanted,
        created_at=desk.now,
        note=checked_note(note),
    )
    keep_waiting(desk, entry)
    return shown_entry(desk, entry.id)


def keep_waiting(desk: Desk, entry: WaitingEntry) -> None:
    """Whose earlier wish is over by its date makes room for this one. Raises AlreadyWaiting."""
    today = day_of(desk.now, desk.practices.read().zone)
    for known in desk.waiting.of_patient(entry.patient_id):
        if known.service_id == entry.service_id and known.state == WAITING and not known.waits(today):
            desk.waiting.save(known.end(EXPIRED))
    desk.waiting.add(entry)
    desk.changes.note("waiting", entry.id, waiting_changes(None, entry))
    desk.announce([timetable_change(desk)])
