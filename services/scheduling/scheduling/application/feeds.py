"""Calendar feeds: made and removed by the practice, read by who has the address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.application.ports_feeds import FeedVisit
from scheduling.domain.feed import MOST_FEEDS, MOST_VISITS, Feed, feed_changes, feed_dates, new_feed
from scheduling.domain.local_time import day_of, start_of_day
from scheduling.domain.practice import Practice
from scheduling.domain.refusals import NotFound
from scheduling.domain.refusals_feeds import TooManyFeeds
from scheduling.domain.span import Span


@dataclass(frozen=True, slots=True)
class ShownFeed:
    feed: Feed
    zone: ZoneInfo
    token: str | None = field(default=None, repr=False)
    """Known once: when the feed is made."""


@dataclass(frozen=True, slots=True)
class ReadFeed:
    feed: Feed
    practice: Practice
    stamp: str
    visits: list[FeedVisit] | None
    """None: they are as they were when the reader was told this stamp."""


def list_feeds(desk: Desk) -> list[ShownFeed]:
    """The oldest first."""
    zone = desk.practices.read().zone
    return [ShownFeed(feed, zone) for feed in desk.feeds.all()]


def add_feed(desk: Desk, *, fields: Mapping[str, Any]) -> ShownFeed:
    """With its token, of which only a hash is kept. Raises NotFound, ValidationFailed or TooManyFeeds."""
    practice = desk.practices.read_to_change()
    if not set(fields["calendar_ids"]) <= {calendar.id for calendar in desk.calendars.all()}:
        raise NotFound("calendar")
    if len(desk.feeds.all()) >= MOST_FEEDS:
        raise TooManyFeeds(MOST_FEEDS)
    token = desk.secrets.new_token()
    feed = new_feed(desk.new_id(), fields, desk.secrets.mark(token), desk.now)
    desk.feeds.add(feed)
    desk.changes.note("practice", practice.id, feed_changes(None, feed))
    return ShownFeed(feed, practice.zone, token)


def remove_feed(desk: Desk, *, feed_id: UUID) -> None:
    """From now on its address is worth nothing. Raises NotFound."""
    practice = desk.practices.read_to_change()
    feed = desk.feeds.read(feed_id)
    desk.feeds.remove(feed_id)
    desk.changes.note("practice", practice.id, feed_changes(feed, None))


def read_feed(desk: Desk, *, feed_id: UUID, token: str, known: str | None = None) -> ReadFeed:
    """Its visits from a month back to a year ahead, at most 10,000; for who came with its token. Raises NotFound.

    A calendar program asks all day long, mostly for nothing new: with the stamp ``known`` of what it has, visits are
    fetched only if anything is different. The first reading of a day is noted; that also hashes the token anew, so that
    keys may be changed.
    """
    practice = desk.practices.read()
    before = desk.feeds.read(feed_id)
    today = day_of(desk.now, practice.zone)
    feed = before.read(today, desk.secrets.mark(token))
    if feed is not before:
        desk.feeds.save(feed)
    first, end = feed_dates(today)
    within = Span(start_of_day(first, practice.zone), start_of_day(end, practice.zone))
    visits_stamp = desk.feeds.visits_stamp(feed, within, MOST_VISITS)
    about = (today, feed.name, feed.shows, practice.name, practice.zone.key, visits_stamp)
    stamp = hashlib.sha256(repr(about).encode()).hexdigest()[:32]
    visits = None if stamp == known else desk.feeds.visits(feed, within, MOST_VISITS)
    return ReadFeed(feed, practice, stamp, visits)
