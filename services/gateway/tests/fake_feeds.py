"""Calendar feeds in memory: at most three, each with an address of its own."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import FakePractice, found_in, refused

MOST = 3


class FakeFeeds:
    """Part of FakeServices."""

    now: Callable[[], datetime]

    def __init__(self) -> None:
        super().__init__()
        self.feeds: dict[str, tuple[FakePractice, scheduling.Feed]] = {}
        """By token."""
        self.stamps_feeds = True
        self.feed_visits_fetched = 0

    def mine(self, context: Any) -> FakePractice:
        raise NotImplementedError

    def list_feeds(self, _: Any, context: Any) -> scheduling.Feeds:
        kept = self.mine(context)
        return scheduling.Feeds(items=[feed for practice, feed in self.feeds.values() if practice is kept])

    def add_feed(self, request: scheduling.AddFeed, context: Any) -> scheduling.Feed:
        kept = self.mine(context)
        if not set(request.calendar_ids) <= {one.id for one in kept.calendars}:
            raise refused("not_found", what="calendar")
        if len(self.list_feeds(None, context).items) == MOST:
            raise refused("too_many_feeds", most=MOST)
        feed = scheduling.Feed(id=uuid.uuid4(), created_at=self.now(), last_read_at=None, **request.model_dump())
        token = uuid.uuid4().hex
        self.feeds[token] = (kept, feed)
        return feed.model_copy(update={"token": token})

    def remove_feed(self, request: scheduling.FeedId, context: Any) -> Nothing:
        known = {feed.id: token for token, (practice, feed) in self.feeds.items() if practice is self.mine(context)}
        del self.feeds[found_in(known, request.feed_id, "feed")]
        return Nothing()

    def read_feed(self, request: scheduling.FeedToken, _: Any) -> scheduling.FeedVisits:
        if request.token not in self.feeds:
            raise refused("link_not_valid")
        kept, feed = self.feeds[request.token]
        self.feeds[request.token] = (kept, feed.model_copy(update={"last_read_at": self.now()}))
        chairs = {one.id: one.name for one in kept.calendars}
        found = scheduling.FeedVisits(
            name=feed.name,
            practice_name=kept.practice.name,
            time_zone=kept.practice.time_zone,
            items=[
                scheduling.FeedVisit(
                    id=visit.id,
                    version=visit.version,
                    starts_at=visit.starts_at,
                    ends_at=visit.ends_at,
                    status=visit.status,
                    patient=_patient(visit, feed.shows),
                    service_name=visit.service.name if visit.service else None,
                    calendar_name=chairs[visit.calendar_id],
                )
                for visit in sorted(kept.visits.values(), key=lambda one: one.starts_at)
                if visit.calendar_id in feed.calendar_ids
            ],
        )
        stamp = hashlib.sha256(found.model_dump_json().encode()).hexdigest()[:32] if self.stamps_feeds else ""
        if stamp and request.known == stamp:
            return found.model_copy(update={"stamp": stamp, "items": [], "unchanged": True})
        self.feed_visits_fetched += 1
        return found.model_copy(update={"stamp": stamp})


def _patient(visit: scheduling.Visit, shows: str) -> str:
    first, last = visit.patient.first_name, visit.patient.last_name
    return f"{first} {last}" if shows == "names" else f"{first[0]}.{last[0]}."
