"""Who might like a visit on one chair on one day, with all there is to know of them: a few queries for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from scheduling.adapters.tables import patients, practices, services, time_offers, visits
from scheduling.adapters.tables import waiting_entries as entries
from scheduling.adapters.waiting_rows import entry_of
from scheduling.domain.offering import Candidate
from scheduling.domain.patient import ACTIVE
from scheduling.domain.span import Span
from scheduling.domain.time_offer import SENT
from scheduling.domain.visit import EXPECTED
from scheduling.domain.waiting import WAITING

REACHABLE = or_(
    and_(practices.c.sms, patients.c.consent_sms, patients.c.phone.is_not(None)),
    and_(practices.c.email, patients.c.consent_email, patients.c.email.is_not(None)),
).label("reachable")
"""By a phone or mailbox to which the patient agreed, and by which the practice writes."""


def queue(  # noqa: PLR0913, PLR0917 - what there is to know
    session: Session, practice_id: UUID, calendar_id: UUID, day: date, span: Span, now: datetime
) -> list[Candidate]:
    rows = session.execute(_waiting(practice_id, calendar_id, day)).all()
    if not rows:
        return []
    people = {row.patient_id for row in rows}
    offered = _offered(session, practice_id, calendar_id, span, {row.id for row in rows})
    deciding = _deciding(session, practice_id, people)
    busy = _busy(session, practice_id, people, span)
    ahead = next_visits(session, practice_id, people, now)
    return [
        Candidate(
            entry_of(row),
            reachable=row.reachable,
            service_name=row.service_name,
            deciding_until=deciding.get(row.patient_id),
            offered=offered[row.id],
            busy=busy[row.patient_id],
            next_visit_at=ahead.get((row.patient_id, row.service_id)),
        )
        for row in rows
    ]


def next_visits(
    session: Session, practice_id: UUID, people: Collection[UUID], now: datetime
) -> dict[tuple[UUID, UUID | None], datetime]:
    """The start of the next visit to which each is expected for each service; without one nothing is known of it."""
    query = (
        select(visits.c.patient_id, visits.c.service_id, func.min(visits.c.starts_at).label("next_at"))
        .where(
            visits.c.practice_id == practice_id,
            visits.c.patient_id.in_(people),
            visits.c.service_id.is_not(None),
            visits.c.status.in_(sorted(EXPECTED)),
            visits.c.starts_at > now,
        )
        .group_by(visits.c.patient_id, visits.c.service_id)
    )
    return {(row.patient_id, row.service_id): row.next_at for row in session.execute(query)}


def _waiting(practice_id: UUID, calendar_id: UUID, day: date) -> Select[Any]:
    any_chair, any_day = (func.cardinality(each) == 0 for each in (entries.c.calendar_ids, entries.c.weekdays))
    return (
        select(entries, REACHABLE, services.c.name.label("service_name"))
        .join(patients, and_(patients.c.practice_id == entries.c.practice_id, patients.c.id == entries.c.patient_id))
        .join(practices, practices.c.practice_id == entries.c.practice_id)
        .outerjoin(
            services, and_(services.c.practice_id == entries.c.practice_id, services.c.id == entries.c.service_id)
        )
        .where(
            entries.c.practice_id == practice_id,
            entries.c.state == WAITING,
            entries.c.from_date <= day,
            entries.c.until_date >= day,
            or_(any_chair, literal(calendar_id) == func.any(entries.c.calendar_ids)),
            or_(any_day, literal(day.isoweekday()) == func.any(entries.c.weekdays)),
            patients.c.state == ACTIVE,
            case((entries.c.service_id.is_(None), True), else_=services.c.active),
        )
        .order_by(entries.c.place)
    )


def _offered(
    session: Session, practice_id: UUID, calendar_id: UUID, span: Span, ids: Collection[UUID]
) -> defaultdict[UUID, list[Span]]:
    query = select(time_offers.c.entry_id, time_offers.c.starts_at, time_offers.c.ends_at).where(
        time_offers.c.practice_id == practice_id,
        time_offers.c.entry_id.in_(ids),
        time_offers.c.calendar_id == calendar_id,
        time_offers.c.starts_at < span.ends_at,
        time_offers.c.ends_at > span.starts_at,
    )
    found: defaultdict[UUID, list[Span]] = defaultdict(list)
    for row in session.execute(query):
        found[row.entry_id].append(Span(row.starts_at, row.ends_at))
    return found


def _deciding(session: Session, practice_id: UUID, people: Collection[UUID]) -> dict[UUID, datetime]:
    query = select(time_offers.c.patient_id, time_offers.c.expires_at).where(
        time_offers.c.practice_id == practice_id,
        time_offers.c.patient_id.in_(people),
        time_offers.c.state == SENT,
    )
    return {row.patient_id: row.expires_at for row in session.execute(query)}


def _busy(session: Session, practice_id: UUID, people: Collection[UUID], span: Span) -> defaultdict[UUID, list[Span]]:
    query = select(visits.c.patient_id, visits.c.starts_at, visits.c.ends_at).where(
        visits.c.practice_id == practice_id,
        visits.c.patient_id.in_(people),
        visits.c.status.in_(sorted(EXPECTED)),
        visits.c.starts_at < span.ends_at,
        visits.c.ends_at > span.starts_at,
    )
    found: defaultdict[UUID, list[Span]] = defaultdict(list)
    for row in session.execute(query):
        found[row.patient_id].append(Span(row.starts_at, row.ends_at))
    return found
