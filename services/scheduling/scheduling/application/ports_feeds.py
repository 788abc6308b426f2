"""What a use case needs of calendar feeds, and of who should come again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.shown import Page, ServiceInBrief
from scheduling.domain.feed import Feed
from scheduling.domain.patient import Patient
from scheduling.domain.span import Span


@dataclass(frozen=True, slots=True)
class FeedVisit:
    """What a feed may know of a visit."""

    id: UUID
    version: int
    during: Span
    status: str
    first_name: str = field(repr=False)
    """Of both names no more than the feed shows."""
    last_name: str = field(repr=False)
    erased: bool
    """The patient is forgotten."""
    service_name: str | None
    calendar_name: str


class Feeds(Protocol):
    def all(self) -> list[Feed]:
        """The oldest first."""
        ...

    def read(self, feed_id: UUID) -> Feed:
        """Raises NotFound."""
        ...

    def add(self, feed: Feed) -> None: ...

    def save(self, feed: Feed) -> None:
        """When it was last read, and the hash of its token."""
        ...

    def remove(self, feed_id: UUID) -> None: ...

    def visits(self, feed: Feed, starting_in: Span, most: int) -> list[FeedVisit]:
        """On its chairs, closed ones too, by start; cancelled ones too, holds never."""
        ...

    def visits_stamp(self, feed: Feed, starting_in: Span, most: int) -> str:
        """Another text as soon as anything is different in them, without fetching them."""
        ...


@dataclass(frozen=True, slots=True)
class Recall:
    """A patient who should come again for a service, and is not expected for it."""

    patient: Patient
    service: ServiceInBrief
    last_visit_at: datetime
    due_on: date
    invited_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecallMark:
    """What was done because of a patient's visit for a service. Once there is a later visit it means nothing."""

    patient_id: UUID
    service_id: UUID
    invited_at: datetime | None = None
    invited_for: datetime | None = None
    """The start of that visit."""
    dismissed_for: datetime | None = None


class Recalls(Protocol):
    def due(self, today: date, zone: ZoneInfo, *, limit: int, cursor: str | None) -> Page[Recall]:
        """Who was due first comes first. Raises ValidationFailed for a cursor that is none."""
        ...

    def last_visit_at(self, patient_id: UUID, service_id: UUID, now: datetime) -> datetime | None:
        """The start of the newest that has begun, neither cancelled nor missed."""
        ...

    def mark(self, mark: RecallMark) -> bool:
        """Beside what is marked already, of each the latest; whether anything is new."""
        ...

    def hand_over(self, from_: UUID, to: UUID) -> None:
        """What was marked of one patient is of the other from now on."""
        ...

    def forget(self, patient_id: UUID) -> None: ...
