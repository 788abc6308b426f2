"""Codes of online booking held in memory, and small factories for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from notifications.application.ports import Desk, Post
from notifications.domain.booking_code import BookingCode, CodeCase, CodeContents
from notifications.domain.channel import Channel
from notifications.domain.message import LIVE, Letter, Line, State
from notifications.domain.practice import Practice
from notifications.domain.words import Language

from services.notifications.tests.factories import NOW, PRACTICE, TRACE
from services.notifications.tests.fakes import as_taken

CODE_ID = UUID(int=0xC0DE)
SECRET = "407193"
PHONE = "+48501700100"
MAILBOX = "zofia@example.com"


def code_contents(channel: Channel = Channel.SMS, language: Language = Language.PL) -> CodeContents:
    return CodeContents(to=PHONE if channel is Channel.SMS else MAILBOX, code=SECRET, language=language)


def a_code(**changes: Any) -> BookingCode:
    channel = changes.get("channel", Channel.SMS)
    code = BookingCode(
        id=CODE_ID,
        practice_id=PRACTICE,
        channel=channel,
        expires_at=NOW + timedelta(minutes=10),
        contents=code_contents(channel),
        state=State.PLANNED,
        reason=None,
        send_at=NOW,
        due_at=NOW,
        trace_id=TRACE,
    )
    return replace(code, **changes)


class MemoryCodes:
    """Post and desk over the same codes."""

    def __init__(self, practice: Practice | None = None) -> None:
        self.practice = practice
        self.seen: set[UUID] = set()
        self.kept: dict[UUID, BookingCode] = {}

    @contextmanager
    def open_post(self, practice_id: UUID) -> Iterator[Post[BookingCode]]:
        yield self

    @contextmanager
    def open_desk(self) -> Iterator[Desk[CodeCase]]:
        yield self

    def first_time(self, event_id: UUID) -> bool:
        first = event_id not in self.seen
        self.seen.add(event_id)
        return first

    def keep(self, line: BookingCode, now: datetime) -> bool:
        if line.id in self.kept:
            return False
        self._write(line)
        return True

    def case(self, message_id: UUID) -> CodeCase | None:
        return CodeCase(self.kept[message_id], self.practice) if message_id in self.kept else None

    def put(self, line: Line, now: datetime, *, letter: Letter | None = None, provider_id: str | None = None) -> None:
        assert isinstance(line, BookingCode)
        self._write(line)

    def finish(self, taken: Line, line: Line, now: datetime, *, provider_id: str | None = None) -> bool:
        if not as_taken(self.kept[taken.id], taken):
            return False
        self.put(line, now, provider_id=provider_id)
        return True

    def _write(self, line: BookingCode) -> None:
        self.kept[line.id] = line if line.state in LIVE else replace(line, contents=None)
