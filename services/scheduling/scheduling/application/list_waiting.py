"""The waiting list as the practice sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.application.ports_waiting import ListedEntry
from scheduling.application.shown import Page
from scheduling.domain.local_time import day_of
from scheduling.domain.time_offer import TimeOffer


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """As it is at ``now``; instants are to be shown in ``zone``, here and below."""

    listed: ListedEntry
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class ShownWaiting:
    page: Page[ListedEntry]
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class ListedOffers:
    items: list[TimeOffer]
    zone: ZoneInfo
    now: datetime


def list_waiting(
    desk: Desk, *, state: str | None, patient_id: UUID | None, limit: int, cursor: str | None
) -> ShownWaiting:
    """By place. Raises NotFound for the patient, ValidationFailed for a cursor that is none."""
    zone = desk.practices.read().zone
    if patient_id is not None:
        desk.patients.read(patient_id)
    page = desk.waiting.page(state, patient_id, day_of(desk.now, zone), desk.now, limit=limit, cursor=cursor)
    return ShownWaiting(page, zone, desk.now)


def list_offers(desk: Desk, *, entry_id: UUID) -> ListedOffers:
    """What was offered to one, the newest first. Raises NotFound."""
    desk.waiting.read(entry_id)
    return ListedOffers(desk.offers.of_entry(entry_id), desk.practices.read().zone, desk.now)


def shown_entry(desk: Desk, entry_id: UUID) -> ShownEntry:
    """Raises NotFound."""
    zone = desk.practices.read().zone
    return ShownEntry(desk.waiting.listed(entry_id, day_of(desk.now, zone), desk.now), zone, desk.now)
