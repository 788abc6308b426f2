"""What a patient's answer to a reminder means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Answer(StrEnum):
    YES = "yes"
    """The patient comes."""
    NO = "no"
    """The patient does not, and would like the practice to call."""


_MEANINGS = {
    Answer.YES: ("tak", "t", "ok", "okej", "potwierdzam", "tak potwierdzam", "tak bede", "bede", "tak ok", "yes"),
    Answer.NO: ("nie", "n", "nie moge", "nie bede", "nie potwierdzam", "nie przyjde", "odwoluje", "rezygnuje"),
}
"""The whole text, never its first word: "tak, ale o innej godzinie" confirms nothing. "no" is missing with reason, for
it is Polish for "well, yes" and English for the opposite."""
_MEANS = {words: answer for answer, all_words in _MEANINGS.items() for words in all_words}
_POLITE = re.compile(r"(?: (?:dziekuje|dziekujemy|dzieki|pozdrawiam))+$")
_LONGEST = 60
"""Longer texts say more than yes or no."""


def meaning(text: str) -> Answer | None:
    """``TAK``, ``tak.``, ``Będę, dziękuję!`` ... and ``None`` for everything that is not plainly one or the other."""
    if len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    letters = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    words = " ".join(letters.split())
    return _MEANS.get(words) or _MEANS.get(_POLITE.sub("", words))


@dataclass(frozen=True)
class Asked:
    """A reminder that a reply can be about."""

    message_id: UUID
    practice_id: UUID
    visit_id: UUID
    patient_id: UUID
    visit_starts_at: datetime
    trace_id: str


@dataclass(frozen=True)
class ReminderAnswered:
    """A patient answered ``asked``. ``number`` counts the answers to it: the highest is the newest."""

    id: UUID
    asked: Asked
    answer: Answer
    number: int
    at: datetime
