"""The fields with which the reception puts a patient on the waiting list: for what, and what they wish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from contracts.scheduling import rpc as scheduling
from flask_babel import lazy_gettext as _l

from gateway.web import chosen_calendars, dates
from gateway.web.forms import Form
from gateway.web.visit_form import read_id
from gateway.web.working_time_form import weekdays

LABELS: Mapping[str, Any] = {
    "patient": _l("Patient"),
    "service_id": _l("Service"),
    "minutes": _l("Length"),
    "weekdays": _l("Days of the week"),
    "from_hour": _l("Not before"),
    "to_hour": _l("Not after"),
    "calendar_ids": _l("Calendars"),
    "from_date": _l("From the day"),
    "until_date": _l("Until the day"),
    "note": _l("Note"),
}
FIELDS = {"patient_id": "patient"}
"""Scheduling's names of fields to ours, where they differ."""
LONGEST = 8 * 60


def fresh(asked: Mapping[str, str]) -> dict[str, str]:
    """What the form begins with: other pages lead here with some of it in the address."""
    return {name: asked[name] for name in ("patient_id", "service_id", "minutes") if asked.get(name)}


def values(entry: scheduling.WaitingEntry) -> dict[str, str]:
    """The same wishes again; of the dates only those that have not passed."""
    today = dates.today()
    shown = {
        "patient_id": str(entry.patient.id),
        "service_id": str(entry.service.id) if entry.service else "",
        "minutes": "" if entry.service else str(entry.minutes),
        "from_hour": _clock(entry.from_hour),
        "to_hour": _clock(entry.to_hour),
        "from_date": entry.from_date.isoformat() if entry.from_date > today else "",
        "until_date": entry.until_date.isoformat() if entry.until_date > today else "",
        "note": entry.note or "",
    }
    return shown | {f"day_{number}": "on" for number in entry.weekdays} | chosen_calendars.ticks(entry.calendar_ids)


def read(form: Form) -> scheduling.AddToWaitingList | None:
    """None where the form says what is wrong."""
    patient_id = read_id(form["patient_id"])
    if patient_id is None:
        form.refuse("patient", "required")
    service_id = read_id(form["service_id"])
    minutes = int(form["minutes"]) if form["minutes"].isdecimal() and len(form["minutes"]) < 4 else None  # noqa: PLR2004
    if minutes is None and (form.text("minutes") or service_id is None):
        form.refuse("minutes", "invalid" if form.text("minutes") else "required")
    begin, end = (_hour(form, name) for name in ("from_hour", "to_hour"))
    if begin and end and end <= begin:
        form.refuse("to_hour", "to_before_from")
    first, last = (_day(form, name) for name in ("from_date", "until_date"))
    if first and last and last < first:
        form.refuse("until_date", "to_before_from")
    if patient_id is None or form.refused:
        return None
    return scheduling.AddToWaitingList(
        patient_id=patient_id,
        service_id=service_id,
        minutes=minutes,
        calendar_ids=chosen_calendars.read(form.values),
        weekdays=[day.number for day in weekdays() if form.ticked(f"day_{day.number}")],
        from_hour=begin,
        to_hour=end,
        from_date=first,
        until_date=last,
        note=form.text("note"),
    )


def lengths() -> list[tuple[str, str]]:
    """As long as the service takes, or so many minutes."""
    known = range(dates.QUARTER, LONGEST + 1, dates.QUARTER)
    return [(str(minutes), dates.length(minutes)) for minutes in known]


def _hour(form: Form, name: str) -> time | None:
    minutes = dates.read_minutes(form[name].strip())
    if form.text(name) and minutes is None:
        form.refuse(name, "invalid")
    return time(*divmod(minutes, 60)) if minutes is not None else None


def _day(form: Form, name: str) -> Any:
    day = dates.read_date(form.text(name))
    if form.text(name) and day is None:
        form.refuse(name, "invalid")
    return day


def _clock(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""
