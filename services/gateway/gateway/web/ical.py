"""Visits as a file for a calendar program (RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import Response
from icalendar import Calendar, Event


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
    calendar = Calendar()
    calendar.add("prodid", "-//Dentoro//PL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    response = Response(calendar.to_ical(), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
