"""What the use cases need; adapters provide it, tests fake it by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from notifications.domain.case import Case
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import Kind, Letter, Line, Offered, Reminder, State
from notifications.domain.offer import Offer
from notifications.domain.patient import Card, Patient
from notifications.domain.practice import Practice
from notifications.domain.reply import Answer, Asked, ReminderAnswered
from notifications.domain.sending import Answer as ProviderAnswer
from notifications.domain.sending import AnyLine
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

    def card_of(self, patient_id: UUID) -> UUID:
        """The card that stands for this one: another's, if they were joined."""

    def join_cards(self, card: Card, into: UUID, now: datetime) -> int:
        """Let ``into`` stand for ``card`` and for all that it stood for; the copy's name and addresses go.

        Visits and messages go with it. Where one batch would now reach the same patient twice, one of its two messages
        is cancelled. Says how many ledger lines that are.
        """

    def forget_patient(self, card: Card, now: datetime) -> int:
        """Let no name, address or word of the patient stay, whatever comes later; cancel what is not out.

        Says how many ledger lines that are.
        """

    def call_off_written(self, channels: Collection[Channel], now: datetime) -> int:
        """Cancel what was written by hand and is not out by these channels; for good. Says how much it is."""

    def visit(self, visit_id: UUID) -> Visit | None: ...

    def visits_after(self, moment: datetime, patient_id: UUID | None = None) -> Sequence[Visit]:
        """The visits that begin later, of one patient or of all."""

    def lines(self, visit_ids: Collection[UUID]) -> Sequence[Reminder]:
        """Every ledger line of these visits, locked until the end."""

    def keep_offer(self, offer: Offer) -> Offer:
        """The offer as it is kept now, locked until the end: one that has ended stays so."""

    def end_offer(self, offer_id: UUID) -> None:
        """Note that it has ended, whether it is known yet or not."""

    def offers_after(self, moment: datetime, patient_id: UUID | None = None) -> Sequence[Offer]:
        """The offers that have not ended and last longer, of one patient or of all; locked until the end."""

    def lines_of_offers(self, offer_ids: Collection[UUID]) -> Sequence[Offered]:
        """Every ledger line of these offers, locked until the end."""

    def save(self, lines: Sequence[Reminder | Offered], now: datetime) -> None:
        """Write new and changed lines; whoever waits for what is due hears of it."""


OpenBooks = Callable[[UUID], AbstractContextManager[Books]]
"""Opens the books of the practice with this id."""


AnyLine_contra = TypeVar("AnyLine_contra", bound=Line, contravariant=True)


class Post(Protocol[AnyLine_contra]):
    """Where letters about accounts, or codes, are handed in, within one transaction of one practice."""

    def first_time(self, event_id: UUID) -> bool:
        """Whether this event has yet to be taken; says so once."""

    def keep(self, line: AnyLine_contra, now: datetime) -> bool:
        """Write it down unless one with its id is here; say whether it was written.

        Whoever waits for what is due hears of it.
        """


OpenPost = Callable[[UUID], AbstractContextManager[Post[AnyLine]]]
"""For the practice with this id."""


@dataclass(frozen=True)
class Due:
    """A line whose time has come; what is published of it is this and nothing more."""

    id: UUID
    lane: Lane
    trace_id: str


@dataclass(frozen=True)
class Claimed:
    due: Sequence[Due]
    closed: int
    """Lines that were ended instead, because it is too late for them by now."""


class DueLines(Protocol):
    """The ledger of all practices, as the dispatcher sees it. Each call is a transaction of its own."""

    def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> Claimed:
        """Take up to ``limit`` lines that are due or whose lease has ended; no two callers get the same one.

        If more are due than that, practices take turns, each the oldest of its own. They come in the order in which
        they are to go.

        They are marked as queued until their lease ends. It grows each time a line is claimed again without having been
        taken from its queue.
        """

    def give_back(self, lane: Lane, ids: Collection[UUID], now: datetime) -> None:
        """Undo the claim of lines that did not reach the queue and that nobody has taken since."""

    def under_way(self, lane: Lane, at_most: int) -> int:
        """How many lines are queued or being sent, counted no further than ``at_most``."""

    def next_due(self) -> datetime | None:
        """When the next line is due or a lease ends."""


class WorkQueue(Protocol):
    def publish(self, due: Sequence[Due]) -> int:
        """How many from the start are safely in their queue; all of them unless something broke."""


class Sendable(Protocol):
    """A line with all that decides about it: ``Case`` of a message to a patient, ``AccountCase``, ``CodeCase``."""

    @property
    def line(self) -> Line: ...

    @property
    def letter(self) -> Letter | None:
        """What it was sent with if that was tried before and is kept."""

    def last_look(self, now: datetime, provider_remembers: timedelta, /) -> Line | None:
        """``None`` if it is to go out now, else the line as it is to be kept instead."""


AnyCase = TypeVar("AnyCase", bound=Sendable)
AnyCase_co = TypeVar("AnyCase_co", bound=Sendable, covariant=True)
AnyCase_contra = TypeVar("AnyCase_contra", bound=Sendable, contravariant=True)


class Desk(Protocol[AnyCase_co]):
    """One message at a sender, within one transaction."""

    def case(self, message_id: UUID) -> AnyCase_co | None:
        """The line, locked until the end, and all that decides about it as it is by then; ``None`` if there is none."""

    def put(self, line: Line, now: datetime, *, letter: Letter | None = None, provider_id: str | None = None) -> None:
        """Write a line as it is to be now. With ``letter`` or ``provider_id`` None, what is written there stays."""

    def finish(self, taken: Line, line: Line, now: datetime, *, provider_id: str | None = None) -> bool:
        """Write what became of a line that the caller took, if it is still as ``taken``; else nothing, and False.

        Its letter stays as it was written when it was taken.
        """


OpenDesk = Callable[[], AbstractContextManager[Desk[AnyCase]]]


class Courier(Protocol):
    """Hands a message to the provider of one channel."""

    remembers: timedelta
    """How long the provider (or who stands behind it) recognises a key that it was given before."""

    def deliver(self, letter: Letter, key: UUID) -> ProviderAnswer:
        """Returns within the lease. Never raises for what a provider or a network can do."""


class Wording(Protocol[AnyCase_contra]):
    def letter(self, case: AnyCase_contra, as_of: datetime) -> Letter:
        """What somebody reads when it is sent at ``as_of``. A patient must have an address for the channel."""


@dataclass(frozen=True)
class Entry:
    """A ledger line as it is shown; ``case`` lets an unsent one be rendered."""

    case: Case
    sent_at: datetime | None
    delivered_at: datetime | None
    parts: int | None = None
    """How many SMS it was paid as, or would be."""
    can_resend: bool = False
    answer: Answer | None = None
    """What the patient wrote back."""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """Which entries to list; newest first, from behind ``after``."""

    visit_id: UUID | None = None
    patient_id: UUID | None = None
    states: frozenset[State] | None = None
    channel: Channel | None = None
    kind: Kind | None = None
    batch_id: UUID | None = None
    limit: int = 100
    after: UUID | None = None


class Register(Protocol):
    """The ledger of one practice, to look at."""

    def find(self, practice_id: UUID, wanted: Wanted) -> Sequence[Entry]: ...

    def get(self, practice_id: UUID, message_id: UUID) -> Entry | None: ...


@dataclass(frozen=True)
class Handed:
    """A line that a provider may have, and the provider's id of it where that is known."""

    line: Line
    provider_id: str | None


class Receipts(Protocol):
    """The ledger of all practices, where providers' reports are written down: one transaction."""

    def handed(self, keys: Collection[UUID], provider_ids: Collection[str]) -> Sequence[Handed]:
        """The messages with one of our keys or of the provider's ids, locked until the end."""

    def put(self, handed: Handed, at: datetime, now: datetime) -> bool:
        """Write down the line as a report left it; ``at`` is when it arrived or failed. Says True."""


OpenReceipts = Callable[[], AbstractContextManager[Receipts]]


class Replies(Protocol):
    """The ledger of all practices, where patients' answers are written down: one transaction."""

    def newest_asked(self, phone: str, now: datetime) -> Asked | None:
        """The reminder that went to this phone last and whose visit is later than ``now``, locked until the end."""

    def first_time(self, provider_id: str) -> bool:
        """Whether this reply has yet to be taken; says so once."""

    def note(self, asked: Asked, answer: Answer, at: datetime) -> int | None:
        """Write the answer down; its number. ``None``, and nothing is written, when a later answer is there already."""

    def announce(self, answered: ReminderAnswered) -> None:
        """Tell the other services when (and only if) the transaction commits."""


OpenReplies = Callable[[], AbstractContextManager[Replies]]
