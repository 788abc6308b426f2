"""All visits of one patient, as the card and its PDF show them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from contracts.scheduling import rpc as scheduling

from gateway import rpc
from gateway.web import words

_A_PAGE = 500
_MOST_PAGES = 20


class Visits(NamedTuple):
    """``ahead`` next first; ``past`` latest first, with those of the future that were cancelled."""

    ahead: list[scheduling.Visit]
    past: list[scheduling.Visit]

    @classmethod
    def split(cls, visits: list[scheduling.Visit], now: datetime) -> Self:
        ahead = [v for v in visits if v.ends_at > now and v.status in words.MOVABLE]
        kept = {visit.id for visit in ahead}
        return cls(ahead, [v for v in reversed(visits) if v.id not in kept])


def visits_of(patient_id: UUID) -> list[scheduling.Visit]:
    """By start, cancelled ones too."""
    found: list[scheduling.Visit] = []
    cursor: str | None = None
    for _page in range(_MOST_PAGES):
        asked = scheduling.ListVisits(patient_id=patient_id, limit=_A_PAGE, cursor=cursor)
        page = rpc.call(scheduling.list_visits, asked)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return sorted(found, key=lambda visit: visit.starts_at)
