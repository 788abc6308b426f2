"""Forgetting a person, and what the law wants kept of them all the same.

Article 29 of the Polish act on patients' rights (ustawa z 6 listopada 2008 r. o prawach pacjenta): documentation of
treatment is kept for 20 years from the end of the year of the last entry, that of children up to their second birthday
for 22. The longer terms after a death by injury are not known here.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from scheduling.domain.consent import NONE_GIVEN
from scheduling.domain.patient import ERASED, Card, Patient

YEARS_KEPT: Final = 20
YEARS_KEPT_OF_INFANTS: Final = 22
_INFANT_YEARS = 2

NOBODY: Final = "—"
"""Stands where a name did."""

BLANK: Final = Card(first_name=NOBODY, last_name=NOBODY, consents=NONE_GIVEN)


def kept_until(last_treated: date | None, born: date | None, today: date) -> date | None:
    """The last day on which treatment must be documented; None if it need not be (any more)."""
    if last_treated is None:
        return None
    infant = born is not None and _plain_age(born, last_treated) < _INFANT_YEARS
    until = date(last_treated.year + (YEARS_KEPT_OF_INFANTS if infant else YEARS_KEPT), 12, 31)
    return until if until >= today else None


def erased(patient: Patient, keep_until: date | None) -> Patient:
    """Who they were stays as long as their treatment is documented.

    How to reach them, and what was noted about them, goes at once.
    """
    card = patient.card
    left = Card(
        first_name=card.first_name,
        last_name=card.last_name,
        birth_date=card.birth_date,
        pesel=card.pesel,
        address=card.address,
        consents=NONE_GIVEN,
    )
    return patient.changed(card=left if keep_until else BLANK, state=ERASED, keep_until=keep_until)


def forgotten(patient: Patient) -> Patient:
    """Nothing of who they were is left; for an erased card whose time is over, and for what was merged into one."""
    return patient.changed(card=BLANK, keep_until=None)


def _plain_age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
