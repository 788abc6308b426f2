"""What a use case needs of the visits that are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.shown import Page, PatientInBrief, ShownVisit
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit


@dataclass(frozen=True, slots=True)
class TakenTime:
    """A visit that is not cancelled, or a hold that has not run out, takes this time."""

    calendar_id: UUID
    visit_id: UUID
    during: Span


class Visits(Protocol):
    def to_book(self, calendar_id: UUID, patient_id: UUID) -> tuple[Timetable, PatientInBrief]:
        """As ``timetable_to_book``, and the patient, who stays who they are, in one go.

        Raises NotFound, PatientMerged or PatientErased.
        """
        ...

    def add(self, visit: Visit) -> None:
        """Raises SlotTaken if the calendar has another visit in that time: the database's word, not a look before.

        What is overbooked is kept out of this, on both sides. After a SlotTaken the transaction may go on.
        """
        ...

    def read(self, visit_id: UUID) -> ShownVisit:
        """Raises NotFound."""
        ...

    def read_to_change(self, visit_id: UUID) -> ShownVisit:
        """The same, and nobody else changes it until the transaction ends.

        Raises also PatientErased: what is kept of such a patient's visits stays as it is.
        """
        ...

    def save(self, visit: Visit) -> None:
        """Raises SlotTaken like ``add``; after that the transaction is at its end."""
        ...

    def between(  # noqa: PLR0913 - the parts of a filter
        self,
        starting_in: tuple[datetime | None, datetime | None],
        zone: ZoneInfo,
        *,
        calendar_id: UUID | None,
        patient_id: UUID | None,
        limit: int,
        cursor: str | None,
    ) -> Page[ShownVisit]:
        """Visits that begin in the span, by start. Raises ValidationFailed for a cursor that is none."""
        ...

    def expected(self, from_: datetime, zone: ZoneInfo, *, limit: int, cursor: str | None) -> Page[ShownVisit]:
        """Patients who are still to come, by start; cursors are those of ``between``."""
        ...

    def cursor_after(self, visit: Visit) -> str:
        """For a list of visits that goes on behind this one."""
        ...

    def taken(self, calendar_ids: Collection[UUID], within: Span) -> list[TakenTime]:
        """What lies in ``within``, or reaches into it, by start."""
        ...

    def in_the_way(self, calendar_id: UUID, during: Span, *, overbooked_only: bool) -> list[TakenTime]:
        """The same for who is about to take the time: all of it, or only what was booked over another.

        Holds in the way that have run out are cancelled. Only for who holds the calendar (``timetable_to_book``).
        """
        ...
