"""Two cards were one person: what the card that goes on takes from the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, Final

from scheduling.domain.consent import NONE_GIVEN, Consents
from scheduling.domain.patient import LONGEST_NOTES, MERGED, Card, Patient
from scheduling.domain.refusals import ValidationFailed

TAKEABLE: Final = frozenset(each.name for each in fields(Card))
_TEXT_BREAK = "\n\n"


def merged(kept: Patient, other: Patient, take: Iterable[str]) -> tuple[Patient, Patient]:
    """The card that goes on, and what is left of the other: a name, and where it went.

    What the first lacks it has from the other; fields named in ``take`` are the other's; notes are joined; of two
    answers about messages the stricter one holds. Raises ValidationFailed.
    """
    chosen = set(take)
    if chosen - TAKEABLE:
        raise ValidationFailed.of("take", "invalid")
    card = replace(kept.card, **{name: _value(name, kept.card, other.card, name in chosen) for name in TAKEABLE})
    left = Card(first_name=other.card.first_name, last_name=other.card.last_name, consents=NONE_GIVEN)
    return kept.with_card(card), other.changed(card=left, state=MERGED, merged_into=kept.id)


def _value(name: str, kept: Card, other: Card, taken: bool) -> Any:
    mine, theirs = getattr(kept, name), getattr(other, name)
    if taken:
        return theirs if theirs is not None else mine
    if isinstance(mine, Consents):
        return mine.stricter(theirs)
    if name == "notes":
        return _joined(mine, theirs)
    return theirs if mine is None else mine


def _joined(mine: str | None, theirs: str | None) -> str | None:
    if not mine or not theirs or theirs in mine:
        return mine or theirs
    notes = theirs if mine in theirs else mine + _TEXT_BREAK + theirs
    if len(notes) > LONGEST_NOTES:
        raise ValidationFailed.of("notes", "too_long", max=LONGEST_NOTES)
    return notes
