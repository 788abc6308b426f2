"""One word for one thing: statuses and days off as the screen says them. Messages have ``message_words``."""

from __future__ import annotations

from contracts.scheduling.rpc import DayOff, HolidayNames, VisitStatus
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

STATUSES = {
    "planned": _l("planned"),
    "confirmed": _l("confirmed"),
    "waiting": _l("in the waiting room"),
    "in_chair": _l("in the chair"),
    "finished": _l("finished"),
    "no_show": _l("no-show"),
    "cancelled": _l("cancelled"),
}

NEXT: dict[VisitStatus, tuple[VisitStatus, ...]] = {
    "planned": ("confirmed", "waiting", "in_chair", "finished", "no_show"),
    "confirmed": ("planned", "waiting", "in_chair", "finished", "no_show"),
    "waiting": ("planned", "confirmed", "in_chair", "finished", "no_show"),
    "in_chair": ("waiting", "finished"),
    "finished": ("in_chair",),
    "no_show": ("planned", "confirmed", "waiting"),
    "cancelled": (),
}
"""Which steps the screen offers; scheduling decides."""

MOVABLE = frozenset({"planned", "confirmed", "waiting", "in_chair"})
CANCELLABLE = frozenset({"planned", "confirmed", "waiting"})


def status(code: str) -> str:
    return str(STATUSES.get(code, code))


def holiday(names: HolidayNames) -> str:
    """A public holiday in the language of the page."""
    return names.en if str(get_locale()).startswith("en") else names.pl


def day_off(day: DayOff) -> str:
    """Why a date differs: ``Boże Narodzenie``, ``Urlop``, and where nobody said why, ``dzień wolny``."""
    if day.names:
        return holiday(day.names)
    return day.name or str(_("day off") if day.closed else _("other hours"))
