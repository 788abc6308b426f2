"""The ledger as providers' reports and patients' replies meet it, held in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from notifications.application.ports import Handed
from notifications.domain.message import Line
from notifications.domain.reply import Answer, Asked, ReminderAnswered


class Receipts:
    def __init__(self, ledger: dict[UUID, tuple[Line, str | None]]) -> None:
        self.ledger = ledger
        self.at: dict[UUID, datetime] = {}

    @contextmanager
    def open(self) -> Iterator[Receipts]:
        yield self

    def line(self, line_id: UUID) -> Line:
        return self.ledger[line_id][0]

    def handed(self, keys: Collection[UUID], provider_ids: Collection[str]) -> Sequence[Handed]:
        return [
            Handed(line, theirs) for line, theirs in self.ledger.values() if line.key in keys or theirs in provider_ids
        ]

    def put(self, handed: Handed, at: datetime, _now: datetime) -> bool:
        self.ledger[handed.line.id] = handed.line, handed.provider_id
        self.at[handed.line.id] = at
        return True


@dataclass
class Replies:
    """``asked`` holds who was asked by phone, the newest last."""

    asked: dict[str, list[Asked]]
    seen: set[str] = field(default_factory=set)
    noted: dict[UUID, list[tuple[Answer, datetime]]] = field(default_factory=dict)
    announced: list[ReminderAnswered] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[Replies]:
        yield self

    def newest_asked(self, phone: str, now: datetime) -> Asked | None:
        ahead = [one for one in self.asked.get(phone, []) if one.visit_starts_at > now]
        return ahead[-1] if ahead else None

    def first_time(self, provider_id: str) -> bool:
        first = provider_id not in self.seen
        self.seen.add(provider_id)
        return first

    def note(self, asked: Asked, answer: Answer, at: datetime) -> int | None:
        notes = self.noted.setdefault(asked.message_id, [])
        if notes and notes[-1][1] > at:
            return None
        notes.append((answer, at))
        return len(notes)

    def announce(self, answered: ReminderAnswered) -> None:
        self.announced.append(answered)
