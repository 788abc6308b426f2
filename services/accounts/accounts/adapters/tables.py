"""The tables, as the migrations made them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Time,
    Uuid,
)

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
    Column("online_booking", Boolean, nullable=False),
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
    Column("version", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("email_confirmed_at", DateTime(timezone=True)),
    Column("terms_version", Text),
    Column("terms_accepted_at", DateTime(timezone=True)),
    Column("factor_pending", LargeBinary),
    Column("factor_secret", LargeBinary),
    Column("factor_since", DateTime(timezone=True)),
    Column("factor_step", BigInteger, nullable=False),
    Column("removed_at", DateTime(timezone=True)),
    Column("last_seen_at", DateTime(timezone=True)),
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
    Column("opened_at", DateTime(timezone=True)),
    Column("address", Text),
    Column("agent", Text),
)

links = Table(
    "links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("practice_id", ForeignKey("practices.practice_id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
)

challenges = Table(
    "challenges",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("practice_id", ForeignKey("practices.practice_id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("practice_id", ForeignKey("practices.practice_id"), nullable=False),
)

tries = Table(
    "tries",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", ForeignKey("practices.practice_id"), nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("invited_by", ForeignKey("people.id"), nullable=False),
    Column("invited_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("accepted_at", DateTime(timezone=True)),
    Column("accepted_by", ForeignKey("people.id")),
    Column("accepted_key", Text),
)
