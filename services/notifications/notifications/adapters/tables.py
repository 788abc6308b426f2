"""The tables of notifications. Migrations create them; nothing here does."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Integer, MetaData, Table, Text, Time, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

_MOMENT = DateTime(timezone=True)

practices = Table(
    "practices",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("time_zone", Text, nullable=False),
    Column("sms", Boolean, nullable=False),
    Column("email", Boolean, nullable=False),
    Column("reminder_hour", Time, nullable=False),
    Column("quiet_from", Time, nullable=False),
    Column("quiet_to", Time, nullable=False),
)

patients = Table(
    "patients",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("phone", Text),
    Column("email", Text),
    Column("sms_consent", Boolean, nullable=False),
    Column("email_consent", Boolean, nullable=False),
    Column("merged_into", Uuid),
    Column("erased", Boolean, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("visit_id", Uuid, primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("starts_at", _MOMENT, nullable=False),
    Column("ends_at", _MOMENT),
    Column("status", Text, nullable=False),
    Column("trace_id", Text, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("offer_id", Uuid, primary_key=True),
    Column("practice_id", Uuid, primary_key=True),
    Column("patient_id", Uuid),
    Column("starts_at", _MOMENT),
    Column("service_name", Text),
    Column("expires_at", _MOMENT),
    Column("trace_id", Text, nullable=False),
    Column("ended", Boolean, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("resent_as", Uuid),
    Column("batch_id", Uuid),
    Column("visit_id", Uuid),
    Column("patient_id", Uuid, nullable=False),
    Column("visit_starts_at", _MOMENT),
    Column("offer_id", Uuid),
    Column("expires_at", _MOMENT),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("send_at", _MOMENT),
    Column("due_at", _MOMENT),
    Column("trace_id", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("dispatches", Integer, nullable=False),
    Column("maybe_accepted", Boolean, nullable=False),
    Column("claimed_at", _MOMENT),
    Column("recipient", Text),
    Column("subject", Text),
    Column("text", Text),
    Column("parts", Integer),
    Column("provider_id", Text),
    Column("answer", Text),
    Column("answered_at", _MOMENT),
    Column("answers", Integer, nullable=False),
    Column("sent_at", _MOMENT),
    Column("delivered_at", _MOMENT),
    Column("created_at", _MOMENT, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
)

message_batches = Table(
    "message_batches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("subject", Text),
    Column("text", Text, nullable=False),
    Column("written_at", _MOMENT, nullable=False),
    Column("actor_id", Uuid),
    Column("recipients", Integer, nullable=False),
)

message_settings = Table(
    "message_settings",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("language", Text, nullable=False),
    Column("without_polish_letters", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

message_templates = Table(
    "message_templates",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("subject", Text),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

account_letters = Table(
    "account_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("expires_at", _MOMENT, nullable=False),
    Column("contents", JSONB(none_as_null=True)),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("send_at", _MOMENT),
    Column("due_at", _MOMENT),
    Column("trace_id", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("dispatches", Integer, nullable=False),
    Column("maybe_accepted", Boolean, nullable=False),
    Column("claimed_at", _MOMENT),
    Column("sent_at", _MOMENT),
    Column("created_at", _MOMENT, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
)

booking_codes = Table(
    "booking_codes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("channel", Text, nullable=False),
    Column("expires_at", _MOMENT, nullable=False),
    Column("contents", JSONB(none_as_null=True)),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("send_at", _MOMENT),
    Column("due_at", _MOMENT),
    Column("trace_id", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("dispatches", Integer, nullable=False),
    Column("maybe_accepted", Boolean, nullable=False),
    Column("claimed_at", _MOMENT),
    Column("sent_at", _MOMENT),
    Column("created_at", _MOMENT, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
)

sending_pace = Table(
    "sending_pace",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("next_at", _MOMENT, nullable=False),
)

provider_standing = Table(
    "provider_standing",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("worked_at", _MOMENT),
    Column("down_since", _MOMENT),
    Column("down_at", _MOMENT),
)

LIVE = "state IN ('planned', 'queued', 'sending')"
"""Spelled as in the partial indexes, so that the planner of the database recognises it."""

UNDER_WAY = "state IN ('queued', 'sending')"

DUE_SIGNAL = "message_due"
"""NOTIFY channel: something became due, or will within a minute."""
