"""Contracts <-> domain for what a calendar on the screen shows: a part of ``wire``."""

from __future__ import annotations

from contracts.scheduling import rpc as messages

from scheduling.adapters import wire, wire_holds, wire_hours
from scheduling.application.read_book import Book


def book(known: Book | None) -> messages.Book:
    if known is None:
        return messages.Book(calendars=[], days=[], visits=messages.Visits(items=[], next_cursor=None), holds=[])
    return messages.Book(
        calendars=wire.calendars(known.calendars).items,
        days=wire_hours.calendar_days(known.days).items,
        visits=wire.visits(known.visits),
        holds=wire_holds.holds(known.holds).items,
    )
