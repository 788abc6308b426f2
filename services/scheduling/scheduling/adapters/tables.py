"""The tables as queries see them; ``migrations/`` makes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Date, DateTime, Integer, Text, Time, Uuid, column, table
from sqlalchemy.dialects.postgresql import JSONB

practices = table(
    "practices",
    column("practice_id", Uuid),
    column("name", Text),
    column("time_zone", Text),
    column("source_version", Integer),
    column("welcomed", Boolean),
    column("week", JSONB),
    column("week_version", Integer),
    column("timetable_version", Integer),
)
calendars = table(
    "calendars",
    column("practice_id", Uuid),
    column("id", Uuid),
    column("name", Text),
    column("color", Text),
    column("position", Integer),
    column("active", Boolean),
    column("own_week", JSONB(none_as_null=True)),
    column("version", Integer),
)
day_exceptions = table(
    "day_exceptions",
    column("practice_id", Uuid),
    column("id", Uuid),
    column("calendar_id", Uuid),
    column("date", Date),
    column("hours_from", Time),
    column("hours_to", Time),
    column("break_from", Time),
    column("break_to", Time),
    column("name", Text),
)
holiday_choices = table(
    "holiday_choices",
    column("practice_id", Uuid),
    column("date", Date),
    column("closed", Boolean),
)
patients = table(
    "patients",
    column("practice_id", Uuid),
    column("id", Uuid),
    column("first_name", Text),
    column("last_name", Text),
    column("phone", Text),
    column("email", Text),
    column("birth_date", Date),
    column("pesel", Text),
    column("address", Text),
    column("notes", Text),
    column("consent_sms", Boolean),
    column("consent_email", Boolean),
    column("version", Integer),
    column("search", Text),
)
visits = table(
    "visits",
    column("practice_id", Uuid),
    column("id", Uuid),
    column("calendar_id", Uuid),
    column("patient_id", Uuid),
    column("starts_at", DateTime(timezone=True)),
    column("ends_at", DateTime(timezone=True)),
    column("status", Text),
    column("note", Text),
    column("cancel_reason", Text),
    column("version", Integer),
    column("service_id", Uuid),
    column("overbooked", Boolean),
    column("series_id", Uuid),
    column("patient_answer", Text),
    column("answered_at", DateTime(timezone=True)),
    column("held_until", DateTime(timezone=True)),
)
services = table(
    "services",
    column("practice_id", Uuid),
    column("id", Uuid),
    column("name", Text),
    column("minutes", Integer),
    column("color", Text),
    column("price_grosze", Integer),
    column("bookable_online", Boolean),
    column("active", Boolean),
    column("position", Integer),
    column("version", Integer),
)
