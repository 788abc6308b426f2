"""What a use case needs of the waiting list: who waits, what was offered to them, and what became free.

Who changes any of it holds the practice (``Practices.read_to_change``) first: all of this happens one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from scheduling.application.shown import Page, PatientInBrief, ServiceInBrief
from scheduling.domain.joining import Joining
from scheduling.domain.offering import Candidate, FreedTime
from scheduling.domain.span import Span
from scheduling.domain.time_offer import TimeOffer
from scheduling.domain.waiting import WaitingEntry


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One of the waiting list as the practice sees it."""

    entry: WaitingEntry
    state: str
    """Also OFFERED: while a time is on offer to them."""
    patient: PatientInBrief
    service: ServiceInBrief | None
    reachable: bool
    position: int | None
    """Among those who wait, 1 is next."""
    last_offer: TimeOffer | None
    next_visit_at: datetime | None
    """For the same service."""


class Waiting(Protocol):
    def add(self, entry: WaitingEntry) -> None:
        """Behind all others. Raises AlreadyWaiting."""
        ...

    def read(self, entry_id: UUID) -> WaitingEntry:
        """Raises NotFound."""
        ...

    def save(self, entry: WaitingEntry) -> None: ...

    def of_patient(self, patient_id: UUID) -> list[WaitingEntry]:
        """The oldest first, those for whom it is over too."""
        ...

    def forget(self, patient_id: UUID) -> None:
        """Nothing is left of their waiting and what was offered to them."""
        ...

    def last_date(self, today: date) -> date | None:
        """Until which somebody waits; None: nobody does."""
        ...

    def queue(self, calendar_id: UUID, day: date, span: Span, now: datetime) -> list[Candidate]:
        """Who might like a visit on that chair on that ``day``, by place; ``span``: the instants of the day."""
        ...

    def listed(self, entry_id: UUID, today: date, now: datetime) -> ListedEntry:
        """Raises NotFound."""
        ...

    def page(  # noqa: PLR0913 - the parts of a filter
        self,
        state: str | None,
        patient_id: UUID | None,
        today: date,
        now: datetime,
        *,
        limit: int,
        cursor: str | None,
    ) -> Page[ListedEntry]:
        """Raises ValidationFailed for a cursor that is none."""
        ...


class TimeOffers(Protocol):
    def add(self, offer: TimeOffer) -> None: ...

    def save(self, offer: TimeOffer) -> None: ...

    def read(self, offer_id: UUID) -> TimeOffer:
        """Raises NotFound."""
        ...

    def among(self, hold_ids: Iterable[UUID]) -> list[TimeOffer]:
        """Those of these holds that are held for one who waits."""
        ...

    def of_entry(self, entry_id: UUID) -> list[TimeOffer]:
        """The newest first."""
        ...

    def open_of(self, patient_id: UUID) -> list[TimeOffer]:
        """Whose end nobody has noted; at most one, the database sees to it."""
        ...

    def hand_over(self, from_: UUID, to: UUID) -> None:
        """All that was offered to one patient was offered to the other."""
        ...


class FreedTimes(Protocol):
    def note(self, calendar_id: UUID, during: Span, left_by: UUID | None = None) -> None:
        """A worker looks whom it suits, at once; nothing is kept where nobody waits. Needs no hold on anything.

        ``left_by``: the patient whose visit it was.
        """
        ...

    def claim(self, freed_id: UUID) -> FreedTime | None:
        """None: it is gone, or another worker has it."""
        ...

    def look_again(self, freed_id: UUID, at: datetime) -> None: ...

    def look_now(self) -> None:
        """At all that wait for somebody to decide."""
        ...

    def forget(self, freed_id: UUID) -> None: ...


class Joinings(Protocol):
    def add(self, joining: Joining) -> None: ...

    def read_to_change(self, joining_id: UUID) -> Joining:
        """Nobody else changes it until the transaction ends; before the practice is held. Raises NotFound."""
        ...

    def save(self, joining: Joining) -> None: ...

    def forget(self, before: datetime) -> int:
        """Those made before; how many, at most some hundred at a time."""
        ...
