from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Session

from scheduling.adapters.tables import calendar_feeds, calendars, patients, services, visits
from scheduling.application.ports_feeds import FeedVisit
from scheduling.domain.erasing import NOBODY
from scheduling.domain.feed import INITIALS, Feed
from scheduling.domain.patient import ERASED
from scheduling.domain.refusals import NotFound
from scheduling.domain.span import Span

_VISITS = (
    select(
        visits.c.id,
        visits.c.version,
        visits.c.starts_at,
        visits.c.ends_at,
        visits.c.status,
        patients.c.state,
        services.c.name.label("service_name"),
        calendars.c.name.label("calendar_name"),
    )
    .select_from(visits)
    .join(patients, and_(patients.c.practice_id == visits.c.practice_id, patients.c.id == visits.c.patient_id))
    .join(calendars, and_(calendars.c.practice_id == visits.c.practice_id, calendars.c.id == visits.c.calendar_id))
    .outerjoin(services, and_(services.c.practice_id == visits.c.practice_id, services.c.id == visits.c.service_id))
    .order_by(visits.c.starts_at, visits.c.id)
)


class SqlFeeds:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def all(self) -> list[Feed]:
        query = select(calendar_feeds).where(calendar_feeds.c.practice_id == self._practice_id)
        rows = self._session.execute(query.order_by(calendar_feeds.c.created_at, calendar_feeds.c.id))
        return [_feed_of(row) for row in rows]

    def read(self, feed_id: UUID) -> Feed:
        row = self._session.execute(select(calendar_feeds).where(*self._is_it(feed_id))).one_or_none()
        if row is None:
            raise NotFound("feed")
        return _feed_of(row)

    def add(self, feed: Feed) -> None:
        columns = {
            "practice_id": self._practice_id,
            "id": feed.id,
            "name": feed.name,
            "calendar_ids": list(feed.calendar_ids),
            "shows": feed.shows,
            "token_hash": feed.token_hash,
            "created_at": feed.created_at,
        }
        self._session.execute(insert(calendar_feeds).values(**columns))

    def save(self, feed: Feed) -> None:
        read = {"last_read_on": feed.last_read_on, "token_hash": feed.token_hash}
        self._session.execute(update(calendar_feeds).where(*self._is_it(feed.id)).values(**read))

    def remove(self, feed_id: UUID) -> None:
        self._session.execute(delete(calendar_feeds).where(*self._is_it(feed_id)))

    def visits(self, feed: Feed, starting_in: Span, most: int) -> list[FeedVisit]:
        return [_visit_of(row) for row in self._session.execute(self._shown(feed, starting_in, most))]

    def visits_stamp(self, feed: Feed, starting_in: Span, most: int) -> str:
        shown = self._shown(feed, starting_in, most).subquery("shown")
        as_text = cast(literal_column("shown"), Text)
        together = select(func.md5(func.string_agg(as_text, literal("\n")))).select_from(shown)
        return self._session.scalar(together) or ""

    def _shown(self, feed: Feed, starting_in: Span, most: int) -> Select[Any]:
        which = (
            visits.c.practice_id == self._practice_id,
            visits.c.calendar_id.in_(feed.calendar_ids),
            visits.c.starts_at >= starting_in.starts_at,
            visits.c.starts_at < starting_in.ends_at,
        )
        return _VISITS.add_columns(*_names(feed)).where(*which).limit(most)

    def _is_it(self, feed_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return calendar_feeds.c.practice_id == self._practice_id, calendar_feeds.c.id == feed_id


def _names(feed: Feed) -> list[ColumnElement[Any]]:
    """No more of them than it shows: from the stamp of a few visits names could be found out by trying."""
    shown = {name: patients.c[name] for name in ("first_name", "last_name")}
    told = {name: func.left(each, 1) if feed.shows == INITIALS else each for name, each in shown.items()}
    return [case((patients.c.state == ERASED, NOBODY), else_=each).label(name) for name, each in told.items()]


def _feed_of(row: Any) -> Feed:
    return Feed(
        id=row.id,
        name=row.name,
        calendar_ids=tuple(row.calendar_ids),
        shows=row.shows,
        token_hash=row.token_hash,
        created_at=row.created_at,
        last_read_on=row.last_read_on,
    )


def _visit_of(row: Any) -> FeedVisit:
    return FeedVisit(
        id=row.id,
        version=row.version,
        during=Span(row.starts_at, row.ends_at),
        status=row.status,
        first_name=row.first_name,
        last_name=row.last_name,
        erased=row.state == ERASED,
        service_name=row.service_name,
        calendar_name=row.calendar_name,
    )
