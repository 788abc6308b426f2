from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.ports_patients import LookAlike, Pair
from scheduling.application.shown import Page
from scheduling.domain.likeness import likeness_of, likeness_typed

MOST = 10


def find_duplicates(desk: Desk, *, patient_id: UUID | None, typed: Mapping[str, Any]) -> list[LookAlike]:
    """Other patients that may be this one, or the one being typed. Likeliest first, at most 10. Raises NotFound.

    With both: the patient as what is typed would make them. A merged or erased card looks like nobody.
    """
    if patient_id is None:
        return desk.look_alikes.of(likeness_typed(typed), but=None, limit=MOST)
    patient = desk.patients.read(patient_id)
    if not patient.is_active:
        return []
    wanted = likeness_typed(typed) if any(typed.values()) else likeness_of(patient.card)
    return desk.look_alikes.of(wanted, but=patient_id, limit=MOST)


def list_duplicates(desk: Desk, *, limit: int, cursor: str | None) -> Page[Pair]:
    """Cards of the practice that may be one person's, each beside the oldest of its kind. Raises ValidationFailed."""
    return desk.look_alikes.pairs(limit, cursor)
