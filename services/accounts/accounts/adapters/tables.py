"""The tables, as the migrations made them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, LargeBinary, MetaData, Table, Text, Time, Uuid

metadata = MetaData()

practices = Table(
    "practices",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("time_zone", Text, nullable=False),
    Column("street", Text),
    Column("house_number", Text),
    Column("postal_code", Text),
    Column("town", Text),
    Column("phone", Text),
    Column("second_phone", Text),
    Column("nip", Text),
    Column("regon", Text),
    Column("sms", Boolean, nullable=False),
    Column("email_on", Boolean, nullable=False),
    Column("reminder_hour", Time, nullable=False),
    Column("quiet_from", Time, nullable=False),
    Column("quiet_to", Time, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", ForeignKey("practices.practice_id"), nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
)

registrations = Table(
    "registrations",
    metadata,
    Column("practice_id", ForeignKey("practices.practice_id"), primary_key=True),
    Column("terms_version", Text, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("idempotency_key", Text, unique=True),
    Column("fingerprint", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", ForeignKey("practices.practice_id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True), nullable=False),
)
