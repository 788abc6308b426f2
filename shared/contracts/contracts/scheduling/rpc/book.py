"""What a calendar on the screen shows of some days, in one answer: it is asked for at every step through the days."""

from __future__ import annotations

from contracts.base import Message, Method
from contracts.scheduling.rpc.calendars import Calendar
from contracts.scheduling.rpc.holds import Hold
from contracts.scheduling.rpc.hours import CalendarDay, DaySpan
from contracts.scheduling.rpc.visits import Visits


class Book(Message):
    """As ``list_calendars``, ``list_calendar_days``, ``list_visits`` and ``list_holds`` say it, of one moment.

    Without a calendar (right after registration) all of it is empty.
    """

    calendars: list[Calendar]
    days: list[CalendarDay]
    visits: Visits
    """The first 500; ``list_visits`` gives the rest."""
    holds: list[Hold]


read_book = Method("scheduling", "read_book", DaySpan, Book, act="use_calendar")
