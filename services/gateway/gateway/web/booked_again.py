"""The same visit again: what the form for it begins with."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contracts.scheduling import rpc as scheduling

from gateway import rpc
from gateway.web import dates, visit_form

WEEK = timedelta(days=7)


def values(visit_id: UUID) -> dict[str, str]:
    """Patient, chair, service, length, hour and note of a visit, a week later, or on the next such weekday to come."""
    visit = rpc.call(scheduling.read_visit, scheduling.VisitId(visit_id=visit_id))
    day = dates.wall(visit.starts_at).date() + WEEK
    late = (dates.today() - day).days
    if late >= 0:
        day += WEEK * (late // 7 + 1)
    known = visit_form.values(visit)
    return {**known, "patient_id": str(visit.patient_id), "date": day.isoformat(), "time": known["time"][:5]}
