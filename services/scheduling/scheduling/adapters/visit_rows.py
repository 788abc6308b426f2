"""The rows of ``visits``: those of visits, and those of holds, which have no patient yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg.errors
from sqlalchemy.exc import IntegrityError

from scheduling.domain.hold import Hold
from scheduling.domain.refusals import SlotTaken
from scheduling.domain.span import Span
from scheduling.domain.visit import Visit

NO_OVERLAP = "visits_do_not_overlap"
"""The exclusion constraint over visits and holds that are neither cancelled nor overbooked."""


@contextmanager
def judged(calendar_id: UUID, during: Span) -> Iterator[None]:
    """Raises SlotTaken where the constraint refuses what is done inside."""
    try:
        yield
    except IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.ExclusionViolation):
            raise SlotTaken(calendar_id, during) from None
        raise


def visit_columns(visit: Visit) -> dict[str, Any]:
    """All that may change in a visit's life."""
    return {
        "calendar_id": visit.calendar_id,
        "starts_at": visit.during.starts_at,
        "ends_at": visit.during.ends_at,
        "status": visit.status,
        "note": visit.note,
        "cancel_reason": visit.cancel_reason,
        "version": visit.version,
        "service_id": visit.service_id,
        "overbooked": visit.overbooked,
        "series_id": visit.series_id,
        "patient_answer": visit.patient_answer,
        "answered_at": visit.answered_at,
        "source": visit.source,
    }


def visit_of(row: Any) -> Visit:
    """``patient_id``: from the patients that the row is joined with."""
    return Visit(
        row.id,
        row.practice_id,
        row.calendar_id,
        row.patient_id,
        Span(row.starts_at, row.ends_at),
        row.status,
        row.note,
        row.cancel_reason,
        row.version,
        row.service_id,
        row.overbooked,
        row.series_id,
        row.patient_answer,
        row.answered_at,
        row.source,
    )


def hold_of(row: Any) -> Hold:
    return Hold(
        row.id,
        row.practice_id,
        row.calendar_id,
        Span(row.starts_at, row.ends_at),
        row.held_until,
        row.service_id,
        row.status,
        row.patient_id,
    )
