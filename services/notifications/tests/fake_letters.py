"""The letters of accounts held in memory, and small factories for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from notifications.application.ports import Desk, Post
from notifications.domain.account_letter import AccountCase, AccountLetter, Contents, LetterKind
from notifications.domain.message import LIVE, Letter, Line, State

from services.notifications.tests.factories import NOW, PRACTICE, TRACE, WARSAW
from services.notifications.tests.fakes import as_taken

LETTER = UUID(int=0x1E)
TOKEN = "a-token-that-opens-an-account"


def contents(**changes: Any) -> Contents:
    said = Contents(
        to="anna@example.com", language="pl", practice_name="Gabinet Uśmiech", first_name="Anna", token=TOKEN
    )
    return replace(said, **changes)


def a_letter(**changes: Any) -> AccountLetter:
    letter = AccountLetter(
        id=LETTER,
        practice_id=PRACTICE,
        kind=LetterKind.PASSWORD_RESET,
        expires_at=NOW + timedelta(hours=1),
        contents=contents(),
        state=State.PLANNED,
        reason=None,
        send_at=NOW,
        due_at=NOW,
        trace_id=TRACE,
    )
    return replace(letter, **changes)


class MemoryLetters:
    """Post and desk over the same letters."""

    def __init__(self, *letters: AccountLetter) -> None:
        self.seen: set[UUID] = set()
        self.kept = {letter.id: letter for letter in letters}

    @contextmanager
    def open_post(self, practice_id: UUID) -> Iterator[Post[AccountLetter]]:
        yield self

    @contextmanager
    def open_desk(self) -> Iterator[Desk[AccountCase]]:
        yield self

    def first_time(self, event_id: UUID) -> bool:
        first = event_id not in self.seen
        self.seen.add(event_id)
        return first

    def keep(self, line: AccountLetter, now: datetime) -> bool:
        if line.id in self.kept:
            return False
        self._write(line)
        return True

    def case(self, message_id: UUID) -> AccountCase | None:
        return AccountCase(self.kept[message_id], WARSAW) if message_id in self.kept else None

    def put(self, line: Line, now: datetime, *, letter: Letter | None = None, provider_id: str | None = None) -> None:
        assert isinstance(line, AccountLetter)
        self._write(line)

    def finish(self, taken: Line, line: Line, now: datetime, *, provider_id: str | None = None) -> bool:
        if not as_taken(self.kept[taken.id], taken):
            return False
        self.put(line, now, provider_id=provider_id)
        return True

    def _write(self, letter: AccountLetter) -> None:
        self.kept[letter.id] = letter if letter.state in LIVE else replace(letter, contents=None)
