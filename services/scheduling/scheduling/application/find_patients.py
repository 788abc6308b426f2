from __future__ import annotations

from scheduling.application.ports import Desk
from scheduling.application.shown import Page
from scheduling.domain.patient import Patient
from scheduling.domain.search import search_for


def find_patients(desk: Desk, *, typed: str | None, limit: int, cursor: str | None) -> Page[Patient]:
    """Patients whose name or phone number has all that was typed; all of them if nothing was. By last name."""
    return desk.patients.find(search_for(typed), limit, cursor)
