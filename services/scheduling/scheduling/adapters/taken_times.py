"""Times on calendars that somebody has. Every booking asks, so the statements are made once and not for each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import DateTime, Select, Uuid, any_, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from scheduling.adapters.tables import visits
from scheduling.application.ports_visits import TakenTime
from scheduling.domain.span import Span
from scheduling.domain.visit import LONGEST_MINUTES

_LONGEST = timedelta(minutes=LONGEST_MINUTES)
_MOMENT = DateTime(timezone=True)

_THERE: Final = (
    visits.c.practice_id == bindparam("practice"),
    visits.c.calendar_id == any_(bindparam("calendars", type_=ARRAY(Uuid))),
    visits.c.starts_at
    > bindparam("longest_ago", type_=_MOMENT),  # what began before is over; an index knows the starts
    visits.c.starts_at < bindparam("until", type_=_MOMENT),
    visits.c.ends_at > bindparam("since", type_=_MOMENT),
)
_NOW: Final = bindparam("now", type_=_MOMENT)
_TAKEN: Final = (
    select(visits.c.calendar_id, visits.c.id, visits.c.starts_at, visits.c.ends_at)
    .where(*_THERE, visits.c.status != "cancelled", or_(visits.c.status != "held", visits.c.held_until > _NOW))
    .order_by(visits.c.starts_at, visits.c.id)
)
"""By visits that are not cancelled, and holds that have not run out."""
_RUN_OUT: Final = update(visits).where(*_THERE, visits.c.status == "held", visits.c.held_until <= _NOW)
_IN_THE_WAY: Final = _TAKEN.add_cte(_RUN_OUT.values(status="cancelled").cte("run_out"))
_OVERBOOKED_IN_THE_WAY: Final = _IN_THE_WAY.where(visits.c.overbooked)


def taken(
    session: Session, practice_id: UUID, calendar_ids: Collection[UUID], within: Span, now: datetime
) -> list[TakenTime]:
    return _found(session, _TAKEN, practice_id, calendar_ids, within, now)


def in_the_way(  # noqa: PLR0913 - what there is to know
    session: Session, practice_id: UUID, calendar_id: UUID, during: Span, now: datetime, *, overbooked_only: bool
) -> list[TakenTime]:
    query = _OVERBOOKED_IN_THE_WAY if overbooked_only else _IN_THE_WAY
    return _found(session, query, practice_id, [calendar_id], during, now)


def _found(  # noqa: PLR0913, PLR0917 - what there is to know
    session: Session,
    query: Select[Any],
    practice_id: UUID,
    calendar_ids: Collection[UUID],
    within: Span,
    now: datetime,
) -> list[TakenTime]:
    known = {
        "practice": practice_id,
        "calendars": list(calendar_ids),
        "longest_ago": within.starts_at - _LONGEST,
        "since": within.starts_at,
        "until": within.ends_at,
        "now": now,
    }
    rows = session.execute(query, known).all()
    return [TakenTime(row.calendar_id, row.id, Span(row.starts_at, row.ends_at)) for row in rows]
