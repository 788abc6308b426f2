"""A time that a stranger holds while they say who they are and show that the phone or mailbox is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from scheduling.domain.checks import Checks
from scheduling.domain.likeness import plain
from scheduling.domain.patient import Card, Patient, checked_card
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.visit import checked_note

HOLD_MINUTES: Final = 10
CODE_LIFE: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
KEPT_FOR: Final = timedelta(days=1)
"""From when it was made: so long it may be asked again what became of it."""

_ASKED_OF = ("first_name", "last_name", "phone", "email", "consents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the person typed, in standard form. Never in a log: the representation hides all of it."""

    card: Card
    channel: str
    """``sms`` or ``email``: the contact of the card that the code shows to be theirs."""
    note: str | None = field(default=None, repr=False)
    language: str = "pl"

    @property
    def contact(self) -> str:
        return (self.card.phone if self.channel == "sms" else self.card.email) or ""

    def is_of(self, patient: Patient) -> bool:
        """Whether a patient has this contact and this name; letters large or small, accents or none."""
        known = patient.card.phone if self.channel == "sms" else patient.card.email
        return _same(known, self.contact) and all(
            plain(getattr(patient.card, name)) == plain(getattr(self.card, name))
            for name in ("first_name", "last_name")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One that went out; a newer one takes its place."""

    id: UUID
    hash: bytes = field(repr=False)
    expires_at: datetime
    tries: int = CODE_TRIES
    """How many are left."""

    def good(self, now: datetime) -> bool:
        return self.tries > 0 and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHold:
    """What belongs to a hold (``Hold`` of the same id) that was made online."""

    hold_id: UUID
    token_hash: bytes = field(repr=False)
    created_at: datetime
    extended: bool = False
    """It was made to last as long as a code: that happens once."""
    asked: Asked | None = None
    """None before a code was asked for, and once it is confirmed."""
    code: Code | None = None
    confirmed_at: datetime | None = None

    @property
    def tries_left(self) -> int:
        return self.code.tries if self.code else 0

    def send(self, asked: Asked, code: Code) -> PublicHold:
        """A code goes out: from now on it is the only one."""
        return replace(self, asked=asked, code=code, extended=True)

    def missed(self) -> PublicHold:
        """One more wrong try."""
        return replace(self, code=self.code and replace(self.code, tries=self.code.tries - 1))

    def confirmed(self, now: datetime) -> PublicHold:
        """Its code is used up, and what was typed is the patient's card's by now."""
        return replace(self, asked=None, confirmed_at=now)


def checked_asked(fields: Mapping[str, Any], channel: str, note: str | None, language: str, today: date) -> Asked:
    """Raises ValidationFailed with every wrong field; the phone or e-mail of the channel is needed."""
    checks = Checks()
    try:
        card = checked_card({name: fields.get(name) for name in _ASKED_OF}, today)
    except ValidationFailed as failed:
        for error in failed.errors:
            checks.wrong(error.field, error.code, **error.data)
        card = None
    needed = "phone" if channel == "sms" else "email"
    if not (fields.get(needed) or "").strip():
        checks.wrong(needed, "required")
    try:
        said = checked_note(note)
    except ValidationFailed as failed:
        for error in failed.errors:
            checks.wrong(error.field, error.code, **error.data)
        said = None
    checks.finish()
    assert card is not None
    return Asked(card=card, channel=channel, note=said, language=language)


def _same(known: str | None, told: str) -> bool:
    return known is not None and known.casefold() == told.casefold()
