"""The rows of the waiting list, its offers, and of strangers who ask to be on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from scheduling.domain.span import Span
from scheduling.domain.time_offer import TimeOffer
from scheduling.domain.waiting import PassedOver, WaitingEntry, Wishes


def entry_columns(entry: WaitingEntry) -> dict[str, Any]:
    """All that may change while somebody waits, and after."""
    over = entry.passed_over
    return wishes_columns(entry.wishes) | {
        "patient_id": entry.patient_id,
        "service_id": entry.service_id,
        "note": entry.note,
        "state": entry.state,
        "source": entry.source,
        "created_at": entry.created_at,
        "visit_id": entry.visit_id,
        "passed_over": over and _passed_over_columns(over),
        "version": entry.version,
    }


def entry_of(row: Any) -> WaitingEntry:
    return WaitingEntry(
        id=row.id,
        practice_id=row.practice_id,
        patient_id=row.patient_id,
        service_id=row.service_id,
        wishes=Wishes(
            minutes=row.minutes,
            calendar_ids=tuple(row.calendar_ids),
            weekdays=tuple(row.weekdays),
            from_hour=row.from_hour,
            to_hour=row.to_hour,
            from_date=row.from_date,
            until_date=row.until_date,
        ),
        created_at=row.created_at,
        note=row.note,
        source=row.source,
        state=row.state,
        visit_id=row.visit_id,
        passed_over=_passed_over_of(row.passed_over) if row.passed_over else None,
        version=row.version,
    )


def wishes_columns(wishes: Wishes) -> dict[str, Any]:
    return {
        "minutes": wishes.minutes,
        "calendar_ids": list(wishes.calendar_ids),
        "weekdays": list(wishes.weekdays),
        "from_hour": wishes.from_hour,
        "to_hour": wishes.to_hour,
        "from_date": wishes.from_date,
        "until_date": wishes.until_date,
    }


def offer_columns(offer: TimeOffer) -> dict[str, Any]:
    return {
        "entry_id": offer.entry_id,
        "patient_id": offer.patient_id,
        "calendar_id": offer.calendar_id,
        "starts_at": offer.during.starts_at,
        "ends_at": offer.during.ends_at,
        "state": offer.state,
        "offered_at": offer.offered_at,
        "expires_at": offer.expires_at,
    }


def offer_of(row: Any) -> TimeOffer:
    return TimeOffer(
        id=row.id,
        practice_id=row.practice_id,
        entry_id=row.entry_id,
        patient_id=row.patient_id,
        calendar_id=row.calendar_id,
        during=Span(row.starts_at, row.ends_at),
        offered_at=row.offered_at,
        expires_at=row.expires_at,
        state=row.state,
    )


def _passed_over_columns(over: PassedOver) -> dict[str, str]:
    return {
        "calendar_id": str(over.calendar_id),
        "starts_at": over.starts_at.isoformat(),
        "reason": over.reason,
        "at": over.at.isoformat(),
    }


def _passed_over_of(known: dict[str, str]) -> PassedOver:
    return PassedOver(
        UUID(known["calendar_id"]),
        datetime.fromisoformat(known["starts_at"]),
        known["reason"],
        datetime.fromisoformat(known["at"]),
    )
