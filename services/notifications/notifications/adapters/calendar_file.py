"""The visit as a file for the patient's calendar (RFC 5545, METHOD:PUBLISH).

The visit's id and version are its UID and SEQUENCE: the file of a moved visit replaces that of the old time.
"""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from notifications.domain.case import ReminderCase
from notifications.domain.words import Language

METHOD = "PUBLISH"
FILE_NAME = "wizyta.ics"
_SUMMARY = {Language.PL: "Wizyta: {}", Language.EN: "Appointment: {}"}


def calendar_file(case: ReminderCase, as_of: datetime, *, practice_name: str, practice_phone: str) -> str:
    """Times in UTC, which every calendar shows on its own clock; no end where the copy of the visit has none."""
    visit, language = case.visit, case.words.language
    event = Event()
    event.add("uid", str(visit.id))
    event.add("sequence", visit.version)
    event.add("dtstamp", as_of.astimezone(UTC))
    event.add("dtstart", visit.starts_at.astimezone(UTC))
    if visit.ends_at is not None:
        event.add("dtend", visit.ends_at.astimezone(UTC))
    event.add("summary", _SUMMARY[language].format(practice_name))
    if practice_phone:
        event.add("description", f"tel. {practice_phone}")
    event.add("status", "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Dentoro//PL")
    calendar.add("version", "2.0")
    calendar.add("method", METHOD)
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()
