"""The fields of one calendar in USTAWIENIA / TERMINARZE: name, colour, and hours of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import palette, working_time_form
from gateway.web.forms import Form

LONGEST_NAME = 100
NAME_LABELS: Mapping[str, Any] = {"name": _l("Calendar name"), "color": _l("Colour")}
LABELS: Mapping[str, Any] = {**NAME_LABELS, "inherits": _l("Hours as in the practice"), **working_time_form.LABELS}
PARTS = {"name": ("name",), "color": ("color",), "inherits": ("inherits",), **working_time_form.PARTS}


def values(calendar: scheduling.Calendar, hours: scheduling.CalendarWorkingTime) -> dict[str, str]:
    """What the form shows for a calendar as it is."""
    shown = {"name": calendar.name, "color": calendar.color, **working_time_form.values(hours.days)}
    if hours.inherits:
        shown["inherits"] = "on"
    return shown | {"expected_version": str(max(calendar.version, hours.version))}


def describe(label: str, values: Mapping[str, str]) -> str:
    """One part of the form in words; see ``conflicts.merge``."""
    if label == "inherits":
        return str(_("on") if label in values else _("off"))
    if label == "color":
        return str(palette.NAMES.get(values.get("color", ""), ""))
    return working_time_form.describe(label, values) if label in working_time_form.LABELS else values.get(label, "")


def check_name(form: Form) -> None:
    """What can be said about name and colour without asking anybody."""
    form.require("name")
    if len(form.text("name") or "") > LONGEST_NAME:
        form.refuse("name", "too_long", {"max": LONGEST_NAME})
    if form["color"] and form["color"] not in palette.NAMES:
        form.refuse("color", "invalid")


def read_hours(form: Form) -> list[scheduling.WorkingDay]:
    """The days of its own; with the practice's hours what stands in the rows does not matter."""
    return [] if form.ticked("inherits") else working_time_form.read(form)
