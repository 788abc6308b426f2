"""Visits for a calendar program (RFC 5545): one as a file, many as a calendar that is fetched again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Response
from icalendar import Calendar, Event

TYPE = "text/calendar"


@dataclass(frozen=True)
class Entry:
    """One visit. Id and version are UID and SEQUENCE: a moved visit replaces itself."""

    id: UUID
    version: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def file_of(entry: Entry, as_of: datetime, name: str) -> Response:
    """The download of one visit. Times in UTC, which every calendar shows on its own clock."""
    calendar = _calendar()
    calendar.add_component(_event(entry, as_of))
    response = Response(calendar.to_ical(), mimetype=TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def subscription(entries: Iterable[Entry], as_of: datetime, name: str, every: timedelta) -> bytes:
    """A calendar that programs subscribe to, in UTC; the same bytes for the same arguments.

    ``every`` is how often they are asked to fetch it, which not all of them heed. What a patient is here for is nobody
    else's business: where programs show calendars to others, these visits are only a time that is taken.
    """
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{int(every.total_seconds() // 60)}M")
    for entry in entries:
        event = _event(entry, as_of)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Dentoro//PL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _event(entry: Entry, as_of: datetime) -> Event:
    event = Event()
    event.add("uid", str(entry.id))
    event.add("sequence", entry.version)
    event.add("dtstamp", as_of.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.summary)
    for key in ("location", "description", "url"):
        if text := getattr(entry, key):
            event.add(key, text)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
