"""The waiting list as the practice sees it, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from scheduling.adapters.cursors import cursor_at, number_in
from scheduling.adapters.tables import patients, practices, services, time_offers
from scheduling.adapters.tables import waiting_entries as entries
from scheduling.adapters.waiting_queue import REACHABLE, next_visits
from scheduling.adapters.waiting_rows import entry_of, offer_of
from scheduling.application.ports_waiting import ListedEntry
from scheduling.application.shown import Page, PatientInBrief, ServiceInBrief
from scheduling.domain.time_offer import SENT, TimeOffer
from scheduling.domain.waiting import BOOKED, EXPIRED, OFFERED, WAITING, WITHDRAWN

_OVER = frozenset({BOOKED, WITHDRAWN, EXPIRED})
_PATIENT = tuple(patients.c[name].label(f"patient_{name}") for name in ("first_name", "last_name", "phone"))
_SERVICE = tuple(services.c[name].label(f"service_{name}") for name in ("name", "color"))


def page(  # noqa: PLR0913, PLR0917 - the parts of a filter
    session: Session,
    practice_id: UUID,
    state: str | None,
    patient_id: UUID | None,
    today: date,
    now: datetime,
    *,
    limit: int,
    cursor: str | None,
) -> Page[ListedEntry]:
    newest_first = state in _OVER
    wanted = [_told(today, now) == state] if state is not None else []
    if patient_id is not None:
        wanted.append(entries.c.patient_id == patient_id)
    if cursor is not None:
        place = number_in(cursor)
        wanted.append(entries.c.place < place if newest_first else entries.c.place > place)
    condition = and_(true(), *wanted)
    found = listed(session, practice_id, condition, today, now, limit=limit + 1, newest_first=newest_first)
    items = [entry for _, entry in found[:limit]]
    return Page(items, cursor_at(found[limit - 1][0]) if len(found) > limit else None)


def listed(  # noqa: PLR0913 - what there is to know
    session: Session,
    practice_id: UUID,
    condition: ColumnElement[bool],
    today: date,
    now: datetime,
    *,
    limit: int,
    newest_first: bool = False,
) -> list[tuple[int, ListedEntry]]:
    """With the place of each."""
    order = entries.c.place.desc() if newest_first else entries.c.place
    query = _shown(practice_id, today, now).where(condition).order_by(order).limit(limit)
    rows = session.execute(query).all()
    offers = _last_offers(session, practice_id, [row.id for row in rows])
    ahead = next_visits(session, practice_id, {row.patient_id for row in rows}, now)
    return [
        (
            row.place,
            ListedEntry(
                entry_of(row),
                row.told,
                PatientInBrief(row.patient_id, row.patient_first_name, row.patient_last_name, row.patient_phone),
                ServiceInBrief(row.service_id, row.service_name, row.service_color) if row.service_id else None,
                reachable=row.reachable,
                position=row.position,
                last_offer=offers.get(row.id),
                next_visit_at=ahead.get((row.patient_id, row.service_id)),
            ),
        )
        for row in rows
    ]


def _shown(practice_id: UUID, today: date, now: datetime) -> Select[Any]:
    waits = (entries.c.practice_id == practice_id, _told(today, now) == WAITING)
    in_queue = (
        select(entries.c.id, func.row_number().over(order_by=entries.c.place).label("position"))
        .where(*waits)
        .cte("in_queue")
    )
    return (
        select(entries, _told(today, now).label("told"), in_queue.c.position, REACHABLE, *_PATIENT, *_SERVICE)
        .join(patients, and_(patients.c.practice_id == entries.c.practice_id, patients.c.id == entries.c.patient_id))
        .join(practices, practices.c.practice_id == entries.c.practice_id)
        .outerjoin(
            services, and_(services.c.practice_id == entries.c.practice_id, services.c.id == entries.c.service_id)
        )
        .outerjoin(in_queue, in_queue.c.id == entries.c.id)
        .where(entries.c.practice_id == practice_id)
    )


def _told(today: date, now: datetime) -> ColumnElement[str]:
    """The state of an entry by now: what has run out needs nobody to say so."""
    on_offer = exists().where(
        time_offers.c.practice_id == entries.c.practice_id,
        time_offers.c.entry_id == entries.c.id,
        time_offers.c.state == SENT,
        time_offers.c.expires_at > now,
    )
    return case(
        (entries.c.state != WAITING, entries.c.state),
        (entries.c.until_date < today, literal(EXPIRED)),
        (on_offer, literal(OFFERED)),
        else_=literal(WAITING),
    )


def _last_offers(session: Session, practice_id: UUID, ids: Collection[UUID]) -> dict[UUID, TimeOffer]:
    if not ids:
        return {}
    query = (
        select(time_offers)
        .ext(distinct_on(time_offers.c.entry_id))
        .where(time_offers.c.practice_id == practice_id, time_offers.c.entry_id.in_(ids))
        .order_by(time_offers.c.entry_id, time_offers.c.offered_at.desc(), time_offers.c.id.desc())
    )
    return {row.entry_id: offer_of(row) for row in session.execute(query)}
