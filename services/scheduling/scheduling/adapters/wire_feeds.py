"""Contracts <-> domain for calendar feeds and who should come again: a part of ``wire``."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from contracts.scheduling import rpc as messages

from scheduling.adapters import wire_patients
from scheduling.application.feeds import ReadFeed, ShownFeed
from scheduling.application.ports_feeds import FeedVisit, Recall
from scheduling.application.shown import Page
from scheduling.application.shown_patients import ShownPatient
from scheduling.domain.feed import patient_in_feed
from scheduling.domain.local_time import start_of_day


def feed_fields(request: messages.AddFeed) -> dict[str, Any]:
    return {"name": request.name, "calendar_ids": request.calendar_ids, "shows": request.shows}


def feed(shown: ShownFeed) -> messages.Feed:
    known = shown.feed
    read_on = known.last_read_on
    return messages.Feed(
        id=known.id,
        name=known.name,
        calendar_ids=list(known.calendar_ids),
        shows=cast("Any", known.shows),
        created_at=known.created_at.astimezone(shown.zone),
        last_read_at=start_of_day(read_on, shown.zone).astimezone(shown.zone) if read_on else None,
        token=shown.token,
    )


def feeds(known: list[ShownFeed]) -> messages.Feeds:
    return messages.Feeds(items=[feed(each) for each in known])


def feed_visits(known: ReadFeed) -> messages.FeedVisits:
    zone = known.practice.zone
    return messages.FeedVisits(
        name=known.feed.name,
        practice_name=known.practice.name,
        time_zone=zone.key,
        items=[_visit(each, known.feed.shows, zone) for each in known.visits or ()],
        stamp=known.stamp,
        unchanged=known.visits is None,
    )


def recalls(page: Page[Recall], zone: ZoneInfo) -> messages.Recalls:
    return messages.Recalls(items=[_recall(each, zone) for each in page.items], next_cursor=page.next_cursor)


def _visit(known: FeedVisit, shows: str, zone: ZoneInfo) -> messages.FeedVisit:
    return messages.FeedVisit(
        id=known.id,
        version=known.version,
        starts_at=known.during.starts_at.astimezone(zone),
        ends_at=known.during.ends_at.astimezone(zone),
        status=cast("messages.VisitStatus", known.status),
        patient=patient_in_feed(known.first_name, known.last_name, shows=shows, erased=known.erased),
        service_name=known.service_name,
        calendar_name=known.calendar_name,
    )


def _recall(known: Recall, zone: ZoneInfo) -> messages.Recall:
    service = known.service
    return messages.Recall(
        patient=wire_patients.patient(ShownPatient(known.patient)),
        service=messages.VisitService(id=service.id, name=service.name, color=service.color),
        last_visit_at=known.last_visit_at.astimezone(zone),
        due_on=known.due_on,
        invited_at=known.invited_at.astimezone(zone) if known.invited_at else None,
    )
