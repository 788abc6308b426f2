"""What the use cases need; adapters provide it, tests fake it by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from notifications.domain.channel import Channel
from notifications.domain.message import Letter, Reminder, State
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice
from notifications.domain.sending import Answer, Case
from notifications.domain.visit import Visit

Clock = Callable[[], datetime]
"""The present, aware UTC."""

NewId = Callable[[], UUID]


class Books(Protocol):
    """One practice's copies and ledger within one transaction, committed when its block ends without an error."""

    def first_time(self, event_id: UUID) -> bool:
        """Whether this event has yet to be taken; says so once."""

    def hold_practice(self) -> None:
        """Wait until nobody else plans for this practice, and keep others waiting until the end."""

    def hold_patient(self, patient_id: UUID) -> None:
        """The same for one patient's visits; many patients of a practice can be held at once."""

    def keep_practice(self, practice: Practice) -> bool:
        """Store the copy unless the same or a newer version is here; say whether it was stored."""

    def keep_patient(self, patient: Patient) -> bool: ...

    def keep_visit(self, visit: Visit) -> bool: ...

    def practice(self) -> Practice | None: ...

    def patients(self, ids: Collection[UUID]) -> dict[UUID, Patient]: ...

    def visit(self, visit_id: UUID) -> Visit | None: ...

    def visits_after(self, moment: datetime, patient_id: UUID | None = None) -> Sequence[Visit]:
        """The visits that begin later, of one patient or of all."""

    def lines(self, visit_ids: Collection[UUID]) -> Sequence[Reminder]:
        """Every ledger line of these visits, locked until the end."""

    def save(self, lines: Sequence[Reminder], now: datetime) -> None:
        """Write new and changed lines; whoever waits for what is due hears of it."""


OpenBooks = Callable[[UUID], AbstractContextManager[Books]]
"""Opens the books of the practice with this id."""


@dataclass(frozen=True)
class Due:
    """A line whose time has come; what is published of it is this and nothing more."""

    id: UUID
    channel: Channel
    trace_id: str


@dataclass(frozen=True)
class Claimed:
    due: Sequence[Due]
    closed: int
    """Lines that were ended instead, because their visit is too near by now."""


class DueLines(Protocol):
    """The ledger of all practices, as the dispatcher sees it. Each call is a transaction of its own."""

    def claim(self, channel: Channel, now: datetime, limit: int, lease: timedelta) -> Claimed:
        """Take up to ``limit`` lines that are due or whose lease has ended; no two callers get the same one.

        They are marked as queued until their lease ends. It grows each time a line is claimed again without having been
        taken from its queue.
        """

    def give_back(self, ids: Collection[UUID], now: datetime) -> None:
        """Undo the claim of lines that did not reach the queue and that nobody has taken since."""

    def under_way(self, channel: Channel, at_most: int) -> int:
        """How many lines are queued or being sent, counted no further than ``at_most``."""

    def next_due(self) -> datetime | None:
        """When the next line is due or a lease ends."""


class WorkQueue(Protocol):
    def publish(self, due: Sequence[Due]) -> int:
        """How many from the start are safely in their queue; all of them unless something broke."""


class Desk(Protocol):
    """One message at a sender, within one transaction."""

    def case(self, message_id: UUID) -> Case | None:
        """The line (locked until the end) with all that decides about it; ``None`` if there is none."""

    def put(
        self, line: Reminder, now: datetime, *, letter: Letter | None = None, provider_id: str | None = None
    ) -> None:
        """Write a line as it is to be now. With ``letter`` or ``provider_id`` None, what is written there stays."""


OpenDesk = Callable[[], AbstractContextManager[Desk]]


class Courier(Protocol):
    """Hands a message to the provider of one channel."""

    remembers: timedelta
    """How long the provider (or who stands behind it) recognises a key that it was given before."""

    def deliver(self, letter: Letter, key: UUID) -> Answer:
        """Returns within the lease. Never raises for what a provider or a network can do."""


class Wording(Protocol):
    def letter(self, case: Case, as_of: datetime) -> Letter:
        """What the patient reads when it is sent at ``as_of``. The patient must have an address for the channel."""


@dataclass(frozen=True)
class Entry:
    """A ledger line as it is shown; ``case`` lets an unsent one be rendered."""

    case: Case
    sent_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class Wanted:
    """Which entries to list; newest first, from behind ``after``."""

    visit_id: UUID | None = None
    patient_id: UUID | None = None
    states: frozenset[State] | None = None
    limit: int = 100
    after: UUID | None = None


class Register(Protocol):
    """The ledger of one practice, to look at."""

    def find(self, practice_id: UUID, wanted: Wanted) -> Sequence[Entry]: ...

    def get(self, practice_id: UUID, message_id: UUID) -> Entry | None: ...
