"""The fields of USTAWIENIA / KALENDARZE ZEWNĘTRZNE, and how a feed is shown there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import chosen_calendars, dates
from gateway.web.forms import Form

LABELS: Mapping[str, Any] = {
    "name": _l("Its name"),
    "calendars": _l("Calendars"),
    "shows": _l("Patients are shown by"),
}
SHOWS: Mapping[str, Any] = {"initials": _l("initials"), "names": _l("first and last name")}
LONGEST_NAME = 100


def fresh(calendars: list[scheduling.Calendar]) -> dict[str, str]:
    """What the form begins with: a practice with one chair means that one."""
    opened = [one.id for one in calendars if one.active]
    return {"shows": "initials", **(chosen_calendars.ticks(opened) if len(opened) == 1 else {})}


def read(form: Form) -> scheduling.AddFeed | None:
    """None where something is wrong, which is said in the form."""
    form.require("name")
    if len(form.text("name") or "") > LONGEST_NAME:
        form.refuse("name", "too_long", {"max": LONGEST_NAME})
    calendar_ids = chosen_calendars.read(form.values)
    if not calendar_ids:
        form.say("calendars", _("Choose at least one calendar."))
    if form["shows"] not in SHOWS:
        form.refuse("shows", "invalid" if form["shows"] else "required")
    if form.refused:
        return None
    shows = cast(Literal["initials", "names"], form["shows"])
    return scheduling.AddFeed(name=form.text("name") or "", calendar_ids=calendar_ids, shows=shows)


def last_read(feed: scheduling.Feed) -> str:
    """``odczytany dziś``; to the day, for more is not kept."""
    if feed.last_read_at is None:
        return str(_("not fetched yet"))
    return str(_("last fetched: %(day)s", day=dates.near(dates.wall(feed.last_read_at).date())))
