"""Calendars: one for each chair."""

from __future__ import annotations

from uuid import UUID

from contracts.base import Message, Method, Nothing


class Calendar(Message):
    id: UUID
    name: str
    color: str
    position: int
    active: bool
    version: int
    own_hours: bool = False
    """It has a working time of its own."""


class Calendars(Message):
    items: list[Calendar]


class CalendarId(Message):
    calendar_id: UUID


class AddCalendar(Message):
    name: str
    color: str | None = None
    """One of the eight names of the palette; left out: the first one not in use."""


class ChangeCalendar(Message):
    """Fields left out keep their value."""

    calendar_id: UUID
    name: str | None = None
    color: str | None = None
    position: int | None = None
    """From 1; the others make room."""
    active: bool | None = None
    """False closes it: no new visits; what is booked stays."""
    expected_version: int | None = None


class OrderCalendars(Message):
    """All calendars of the practice, closed ones too, from left to right."""

    calendar_ids: list[UUID]


list_calendars = Method("scheduling", "list_calendars", Nothing, Calendars, act="use_calendar")
read_calendar = Method("scheduling", "read_calendar", CalendarId, Calendar, act="use_calendar")
add_calendar = Method("scheduling", "add_calendar", AddCalendar, Calendar, act="change_settings")
change_calendar = Method("scheduling", "change_calendar", ChangeCalendar, Calendar, act="change_settings")
order_calendars = Method("scheduling", "order_calendars", OrderCalendars, Calendars, act="change_settings")
