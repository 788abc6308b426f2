"""The words of messages to patients: ours, until the practice writes its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from notifications.domain.channel import Channel
from notifications.domain.message import Kind


class Language(StrEnum):
    PL = "pl"
    EN = "en"


LONGEST_SUBJECT = 200
LONGEST_TEXT = {Channel.SMS: 918, Channel.EMAIL: 10_000}
"""Characters as they are written; an SMS of six parts, the most that SMSAPI joins without asking."""

OF_PRACTICE = ("practice_name", "practice_phone")
OF_PATIENT = ("patient_first_name", "patient_last_name")
OF_VISIT = ("visit_relative_day", "visit_day", "visit_date", "visit_hour", "link")

PLACEHOLDERS = {
    Kind.REMINDER: frozenset({*OF_PRACTICE, *OF_PATIENT, *OF_VISIT}),
    Kind.WRITTEN: frozenset({*OF_PRACTICE, *OF_PATIENT}),
    Kind.OFFER: frozenset[str](),
}
"""What a text may name, by what it is for; offers have our words alone."""


@dataclass(frozen=True)
class Words:
    """What to say, and how. ``text`` is as it was written, with placeholders; ``None``: ours."""

    language: Language = Language.PL
    without_polish_letters: bool = True
    """In SMS: ``ą`` goes out as ``a``, which takes fewer parts."""
    subject: str | None = field(default=None, repr=False)
    """Of an e-mail; ``None`` beside a text: the practice's name."""
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class MessageSettings:
    """A practice's choices; ``version`` grows with each of them and with each change of a template."""

    practice_id: UUID
    language: Language = Language.PL
    without_polish_letters: bool = True
    version: int = 0


@dataclass(frozen=True)
class Template:
    """Words of the practice's own, for one kind, channel and language."""

    kind: Kind
    channel: Channel
    language: Language
    subject: str | None
    """``None`` for SMS alone."""
    text: str
    version: int
    """That of the settings when it was written."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a text; ``name`` is the placeholder it is about."""

    field: str
    """``subject`` or ``text``."""
    code: str
    name: str | None = None
    most: int | None = None
    """Of characters, where there are too many."""
