"""The fields of USTAWIENIA / REZERWACJA ONLINE, in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from gateway.refusals import Refused
from gateway.web import chosen_calendars, conflicts, dates
from gateway.web.forms import Form

LABELS: Mapping[str, Any] = {
    "notice_minutes": _l("Shortest notice"),
    "horizon_days": _l("How far ahead"),
    "change_until_minutes": _l("Moving and cancelling by the patient"),
    "offer_minutes": _l("An offer is good for"),
    "new_patients": _l("New patients may book"),
    "most_open": _l("Most visits per patient"),
    "calendars": _l("Calendars"),
    "allowed_origins": _l("Sites that show the booking page"),
}
ALL = "all_calendars"

_HOUR = 60
_DAY = 24 * _HOUR
_OFFERED: Mapping[str, tuple[int, ...]] = {
    "notice_minutes": (0, 30, 60, 120, 180, 240, 360, 480, 720, _DAY, 2 * _DAY, 3 * _DAY, 7 * _DAY),
    "horizon_days": (7, 14, 21, 30, 45, 60, 90, 120, 180, 365),
    "most_open": (1, 2, 3, 4, 5, 6, 8, 10, 15, 20),
    "change_until_minutes": (0, 60, 120, 180, 240, 360, 720, _DAY, 2 * _DAY, 3 * _DAY, 7 * _DAY),
    "offer_minutes": (10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 480, 720, _DAY),
}
"""What there is to choose from; other values come from programs, and are shown beside these."""
_LONGEST = 6
"""Digits."""


def parts(calendars: Iterable[scheduling.Calendar]) -> conflicts.Parts:
    """See ``conflicts.merge``."""
    ticks = (ALL, *(chosen_calendars.field(one.id) for one in calendars))
    return {label: ticks if label == "calendars" else (label,) for label in LABELS}


def values(settings: scheduling.BookingSettings) -> dict[str, str]:
    """What the form shows for the settings as they are."""
    shown = {name: str(getattr(settings, name)) for name in _OFFERED}
    shown |= {"new_patients": "on"} if settings.new_patients else {}
    shown |= chosen_calendars.ticks(settings.calendar_ids) if settings.calendar_ids else {ALL: "on"}
    return shown | {"allowed_origins": "\n".join(settings.allowed_origins), "expected_version": str(settings.version)}


def read(form: Form) -> dict[str, Any]:
    """The fields as scheduling has them; what is wrong in itself is said in the form."""
    fields: dict[str, Any] = {}
    for name in _OFFERED:
        typed = form[name]
        if typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST:
            fields[name] = int(typed)
        else:
            form.refuse(name, "invalid" if typed else "required")
    fields["new_patients"] = form.ticked("new_patients")
    fields["calendar_ids"] = _calendars(form)
    fields["allowed_origins"] = [_origin(one) for one in form["allowed_origins"].replace(",", " ").split()]
    return fields


def _calendars(form: Form) -> list[Any]:
    """None for all. What is ticked below the switch for all of them does not count, and is forgotten."""
    chosen = chosen_calendars.read(form.values)
    if form.ticked(ALL):
        for one in chosen:
            form.values.pop(chosen_calendars.field(one), None)
        return []
    if not chosen:
        form.say("calendars", _("Choose at least one calendar, or switch on all of them."))
    return chosen


def _origin(typed: str) -> str:
    """``https://gabinet.pl`` of ``gabinet.pl/kontakt``: as a browser names the site of that page."""
    try:
        address = urlsplit(typed if "://" in typed else f"https://{typed}")
        host = (address.hostname or "").encode("idna").decode()
        port = f":{address.port}" if address.port else ""
    except ValueError:  # UnicodeError is one
        return typed
    return f"{address.scheme}://{host}{port}"


def take(form: Form, refused: Refused) -> None:
    """Say a refusal of scheduling beside the fields."""
    for fault in refused.fault.errors:
        if fault.field.startswith("allowed_origins") and fault.code == "invalid":
            form.say("allowed_origins", _("Write the addresses of sites, like https://gabinet-usmiech.pl."))
        if fault.field.startswith("allowed_origins") and fault.code == "too_long":
            form.say("allowed_origins", _("At most %(max)s sites.", max=fault.data.get("max", 10)))
    form.take(refused, {"calendar_ids": "calendars"})


def describe(calendars: Iterable[scheduling.Calendar], label: str, values: Mapping[str, str]) -> str:
    """One part of the form in words; see ``conflicts.merge``."""
    if label == "new_patients":
        return str(_("on") if label in values else _("off"))
    if label == "calendars":
        return _("all") if ALL in values else chosen_calendars.names(chosen_calendars.read(values), calendars)
    value = values.get(label, "")
    if label in _OFFERED and value.isdecimal():
        return amount(label, int(value))
    return ", ".join(value.split()) or str(_("nothing"))


def choices(form: Form) -> dict[str, list[tuple[str, str]]]:
    """By field, what there is to choose from, and what is chosen already."""
    found = {}
    for name, offered in _OFFERED.items():
        chosen = form[name]
        known = chosen.isascii() and chosen.isdecimal() and len(chosen) <= _LONGEST
        numbers = {*offered, int(chosen)} if known else set(offered)
        found[name] = [(str(number), amount(name, number)) for number in sorted(numbers)]
    return found


def amount(name: str, number: int) -> str:
    """A value of one field in words: ``2 godz. przed wizytą``, ``60 dni``."""
    if name == "most_open":
        return str(number)
    if name == "horizon_days":
        return str(ngettext("%(num)d day", "%(num)d days", number))
    if name == "offer_minutes":
        return _span(number)
    if not number:
        return str(_("until the visit begins"))
    return str(_("%(span)s before the visit", span=_span(number)))


def _span(minutes: int) -> str:
    if minutes and minutes % _DAY == 0 and minutes > _DAY:
        return str(ngettext("%(num)d day", "%(num)d days", minutes // _DAY))
    return dates.length(minutes)
