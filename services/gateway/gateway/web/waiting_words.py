"""The waiting list in words: what somebody wishes, where they stand, and what became of an offer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import chosen_calendars, dates

STATES = {
    "waiting": _l("waiting"),
    "offered": _l("has an offer"),
    "booked": _l("has a visit now"),
    "withdrawn": _l("taken off the list"),
    "expired": _l("nothing came free"),
}
ICONS = {
    "waiting": "waiting",
    "offered": "sending",
    "booked": "confirmed",
    "withdrawn": "cancelled",
    "expired": "skipped",
}
OFFERS = {
    "sent": _l("waits for an answer"),
    "accepted": _l("accepted"),
    "refused": _l("refused"),
    "expired": _l("no answer"),
    "withdrawn": _l("taken back"),
}
OFFER_ICONS = {
    "sent": "sending",
    "accepted": "confirmed",
    "refused": "cancelled",
    "expired": "skipped",
    "withdrawn": "again",
}

PASSED_OVER = {
    "no_contact": _l("no phone or e-mail with consent"),
    "deciding": _l("was deciding about another time"),
    "has_visit": _l("has a visit already"),
}

_A_MONDAY = date(2024, 1, 1)
_DASH = "\N{EN DASH}"
_WEEK = 7
_RUN = 3
"""So many days in a row are said as from-to."""


def wishes(entry: scheduling.WaitingEntry, calendars: Iterable[scheduling.Calendar]) -> str:
    """``pon., śr. 14:00-18:00, STANOWISKO 1, do 31 grudnia``; without any wish ``o każdej porze, do …``."""
    when = " ".join(part for part in (_days(entry.weekdays), _hours(entry.from_hour, entry.to_hour)) if part)
    where = chosen_calendars.names(entry.calendar_ids, calendars)
    return ", ".join(part for part in (when or str(_("at any time")), where, _span(entry)) if part)


def passed_over(one: scheduling.PassedOver) -> str:
    """Which freed time was not offered to them, and why."""
    return str(_("passed over: %(when)s (%(why)s)", when=dates.when(one.starts_at), why=PASSED_OVER[one.reason]))


def offer(one: scheduling.Offer) -> str:
    """``odmowa``; while it waits, until when."""
    if one.state == "sent":
        return str(_("waits for an answer until %(when)s", when=_moment(one)))
    return str(OFFERS[one.state])


def _moment(one: scheduling.Offer) -> str:
    day = dates.wall(one.expires_at).date()
    return dates.hour(one.expires_at) if day == dates.today() else f"{dates.short(day)}, {dates.hour(one.expires_at)}"


def _days(numbers: list[int]) -> str:
    if not numbers or len(set(numbers)) == _WEEK:
        return ""
    first, *rest = days = sorted(set(numbers))
    if len(days) >= _RUN and rest[-1] - first == len(rest):
        return f"{_day(first)}{_DASH}{_day(rest[-1])}"
    return ", ".join(map(_day, days))


def _day(number: int) -> str:
    return dates.weekday_abbreviated(_A_MONDAY + timedelta(days=number - 1))


def _hours(begin: time | None, end: time | None) -> str:
    if begin and end:
        return f"{begin:%H:%M}{_DASH}{end:%H:%M}"
    if begin:
        return str(_("from %(hour)s", hour=f"{begin:%H:%M}"))
    return str(_("until %(hour)s", hour=f"{end:%H:%M}")) if end else ""


def _span(entry: scheduling.WaitingEntry) -> str:
    """Until when; from when only where that is still ahead."""
    last = _date(entry.until_date)
    if entry.from_date > dates.today():
        return str(_("from %(first)s until %(last)s", first=_date(entry.from_date), last=last))
    return str(_("until %(last)s", last=last))


def _date(day: date) -> str:
    return dates.day_month(day) if day.year == dates.today().year else dates.full(day)
