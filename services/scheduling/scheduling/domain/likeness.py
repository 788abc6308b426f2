"""Who may be one person: what two cards have in common that two people rarely have."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from scheduling.domain import contact
from scheduling.domain.checks import Wrong
from scheduling.domain.patient import Card

BECAUSE: Final = ("pesel", "name_and_birth_date", "phone")
"""Reasons, the most telling first: a family may share a phone."""

_LETTERS = str.maketrans("łøđ", "lod")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What is compared. Never in a log."""

    first_name: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    """E.164."""
    birth_date: date | None = field(default=None, repr=False)
    pesel: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str | None:
        """Last name first, with one blank between; None unless both are known."""
        first, last = ((part or "").strip() for part in (self.first_name, self.last_name))
        return f"{last} {first}" if first and last else None


def likeness_of(card: Card) -> Likeness:
    return Likeness(
        first_name=card.first_name,
        last_name=card.last_name,
        phone=card.phone,
        birth_date=card.birth_date,
        pesel=card.pesel,
    )


def likeness_typed(fields: Mapping[str, Any]) -> Likeness:
    """Of a card that is being typed: what is no number yet is passed over."""
    return Likeness(
        first_name=fields.get("first_name"),
        last_name=fields.get("last_name"),
        phone=_if_right(contact.phone, fields.get("phone")),
        birth_date=fields.get("birth_date"),
        pesel=_if_right(contact.pesel, fields.get("pesel")),
    )


def keys(likeness: Likeness) -> list[str]:
    """Texts of which two cards that look alike have one in common; the most telling first."""
    named = f"{plain(likeness.name)} {likeness.birth_date}" if likeness.name and likeness.birth_date else None
    found = dict(zip(BECAUSE, (likeness.pesel, named, likeness.phone), strict=True))
    return [f"{reason}:{value}" for reason, value in found.items() if value]


def sure_keys(likeness: Likeness) -> list[str]:
    """The same for who is taken for one person without being asked: a phone alone may be a family's."""
    named = plain(likeness.name) if likeness.name else None
    told = [likeness.birth_date, likeness.phone] if named else []
    return [f"pesel:{likeness.pesel}"] * bool(likeness.pesel) + [f"name:{named} {each}" for each in told if each]


def because(one: Likeness, other: Likeness) -> list[str]:
    """Why both may be one person, the most telling reason first; empty if nothing says so."""
    common = set(keys(one)) & set(keys(other))
    return [reason for reason in BECAUSE if any(key.startswith(f"{reason}:") for key in common)]


def plain(text: str) -> str:
    """Small letters without accents, as the patient search compares them."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(_LETTERS)


def _if_right(rule: Any, value: str | None) -> str | None:
    try:
        return rule(value)  # type: ignore[no-any-return]
    except Wrong:
        return None
