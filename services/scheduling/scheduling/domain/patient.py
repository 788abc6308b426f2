"""Patients and their cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from scheduling.domain import contact
from scheduling.domain.checks import Checks, Wrong, line, optional_text
from scheduling.domain.consent import GIVEN, Consents
from scheduling.domain.refusals_patients import PatientErased, PatientMerged
from scheduling.domain.trail import FieldChange, differences, without_values

LONGEST_NAME = 100
LONGEST_ADDRESS = 300
LONGEST_NOTES = 10_000
OLDEST_BIRTH = date(1890, 1, 1)

ACTIVE: Final = "active"
MERGED: Final = "merged"
ERASED: Final = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the practice knows of a person. Never in a log: the representation hides all of it."""

    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)
    """E.164."""
    email: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    pesel: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    notes: str | None = field(default=None, repr=False)
    consents: Consents = GIVEN


@dataclass(frozen=True, slots=True)
class Patient:
    id: UUID
    practice_id: UUID
    card: Card
    version: int = 1
    state: str = ACTIVE
    merged_into: UUID | None = None
    """Of a merged card: the one that goes on; never itself merged."""
    keep_until: date | None = None
    """Of an erased card: what documents treatment is kept to the end of that day. None: nothing is kept."""

    def change(self, fields: Mapping[str, Any], today: date) -> Patient:
        """The patient with these fields of the card new; the very same one if nothing differs.

        Raises ValidationFailed, PatientMerged or PatientErased.
        """
        self.require_active()
        return self.with_card(checked_card(_as_fields(self.card) | dict(fields), today))

    def with_card(self, card: Card) -> Patient:
        """The same one if the card is as it was."""
        return self if card == self.card else replace(self, card=card, version=self.version + 1)

    def changed(self, **parts: Any) -> Patient:
        return replace(self, version=self.version + 1, **parts)

    @property
    def is_active(self) -> bool:
        return self.state == ACTIVE

    def require_active(self) -> None:
        """Raises PatientMerged or PatientErased."""
        require_active(self.state, self.merged_into)


def require_active(state: str, merged_into: UUID | None) -> None:
    """For who knows no more of a patient than this. Raises PatientMerged or PatientErased."""
    if state == MERGED and merged_into is not None:
        raise PatientMerged(merged_into)
    if state == ERASED:
        raise PatientErased


def card_changes(before: Patient | None, after: Patient) -> list[FieldChange]:
    """For the audit trail: which fields of the card changed; never what is in them."""
    names = [each.name for each in fields(Card)]
    return without_values(differences(before and before.card, after.card, names))


def checked_card(fields: Mapping[str, Any], today: date) -> Card:
    """A card of what was typed, trimmed and in standard form. Raises ValidationFailed with every wrong field.

    ``today`` is the practice's date.
    """
    checks = Checks()
    card = Card(
        first_name=checks.take("first_name", line(LONGEST_NAME), fields.get("first_name")),
        last_name=checks.take("last_name", line(LONGEST_NAME), fields.get("last_name")),
        phone=checks.take("phone", contact.phone, fields.get("phone")),
        email=checks.take("email", contact.email, fields.get("email")),
        birth_date=checks.take("birth_date", lambda born: _born(born, today), fields.get("birth_date")),
        pesel=checks.take("pesel", contact.pesel, fields.get("pesel")),
        address=checks.take("address", optional_text(LONGEST_ADDRESS), fields.get("address")),
        notes=checks.take("notes", optional_text(LONGEST_NOTES), fields.get("notes")),
        consents=fields.get("consents") or GIVEN,
    )
    checks.finish()
    return card


def _born(value: date | None, today: date) -> date | None:
    if value is not None and not OLDEST_BIRTH <= value <= today:
        raise Wrong("out_of_range", min=OLDEST_BIRTH.isoformat(), max=today.isoformat())
    return value


def _as_fields(card: Card) -> dict[str, Any]:
    return asdict(card) | {"consents": card.consents}
