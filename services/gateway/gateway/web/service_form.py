"""The fields of one service in USTAWIENIA / USŁUGI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import dates, palette
from gateway.web.forms import Form

LABELS: Mapping[str, Any] = {
    "name": _l("Service name"),
    "minutes": _l("Length"),
    "price": _l("Price"),
    "interval_months": _l("Check-up every"),
    "color": _l("Colour"),
    "bookable_online": _l("Patients may book it online"),
    "active": _l("On offer"),
}
PARTS = {field: (field,) for field in LABELS}
USUAL_MINUTES = 30
LONGEST = 8 * 60
LONGEST_NAME = 100
LONGEST_INTERVAL = 60
"""Months."""

_TICKS = ("bookable_online", "active")
_PRICE = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?")
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")


def fresh(services: list[scheduling.Service]) -> dict[str, str]:
    """What the form for a new service begins with."""
    return {"minutes": str(USUAL_MINUTES), "color": palette.free(s.color for s in services), "active": "on"}


def values(service: scheduling.Service) -> dict[str, str]:
    """What the form shows for a service as it is."""
    shown = {
        "name": service.name,
        "minutes": str(service.minutes),
        "price": (service.price or "").replace(".", ","),
        "interval_months": str(service.interval_months or ""),
        "color": service.color,
        "expected_version": str(service.version),
    }
    return shown | {field: "on" for field in _TICKS if getattr(service, field)}


def describe(label: str, values: Mapping[str, str]) -> str:
    """One part of the form in words; see ``conflicts.merge``."""
    if label in _TICKS:
        return str(_("on") if label in values else _("off"))
    value = values.get(label, "")
    if label == "color":
        return str(palette.NAMES.get(value, ""))
    if label == "minutes" and value.isdecimal():
        return dates.length(int(value))
    if label == "interval_months" and value:
        return str(_("%(months)s months", months=value))
    return value or str(_("nothing"))


def read(form: Form) -> dict[str, Any]:
    """The fields as scheduling has them; what is wrong in itself is said in the form."""
    form.require("name")
    if len(form.text("name") or "") > LONGEST_NAME:
        form.refuse("name", "too_long", {"max": LONGEST_NAME})
    minutes = form["minutes"]
    if not (minutes.isdecimal() and len(minutes) < 4 and int(minutes) > 0):  # noqa: PLR2004
        form.refuse("minutes", "invalid")
    if form["color"] and form["color"] not in palette.NAMES:
        form.refuse("color", "invalid")
    return {
        "name": form.text("name"),
        "minutes": int(minutes) if "minutes" not in form.errors else None,
        "color": form.text("color"),
        "price": _price(form),
        "interval_months": _interval(form),
        "bookable_online": form.ticked("bookable_online"),
        "active": form.ticked("active"),
    }


def _price(form: Form) -> str | None:
    """``120``, ``120,5``, ``1 200.00 zł`` as ``"120.00"``, ``"120.50"``, ``"1200.00"``; None for nothing."""
    text = _SPACES.sub("", form["price"]).lower().removesuffix("zł").removesuffix("pln")
    if not text:
        return None
    if not _PRICE.fullmatch(text):
        form.say("price", _("Write the price in złoty, like 120 or 120,00, at most 99 999,99."))
        return None
    zloty, _point, grosze = text.replace(",", ".").partition(".")
    return f"{int(zloty)}.{grosze:0<2}"


def _interval(form: Form) -> int:
    """In months; 0 for none."""
    text = form.text("interval_months") or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= LONGEST_INTERVAL):  # noqa: PLR2004
        form.say("interval_months", _("Write a number of months, from 1 to %(max)s, or nothing.", max=LONGEST_INTERVAL))
        return 0
    return int(text)


def money(price: str | None) -> str:
    """``1 200,00 zł`` of ``"1200.00"``; nothing for a price that is not said."""
    if not price:
        return ""
    zloty, _point, grosze = price.partition(".")
    grouped = f"{int(zloty):,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{grouped},{grosze:0<2}\N{NO-BREAK SPACE}zł"


def lengths(selected: str) -> list[tuple[str, str]]:
    """Lengths to choose from, in steps of a quarter, and the one already chosen."""
    offered = set(range(dates.QUARTER, LONGEST + 1, dates.QUARTER))
    if selected.isdecimal() and 0 < int(selected) <= dates.DAY_MINUTES:
        offered.add(int(selected))
    return [(str(m), dates.length(m)) for m in sorted(offered)]
