"""Rows to domain objects and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, and_, func, select
from sqlalchemy.engine import RowMapping

from notifications.adapters.tables import (
    message_batches,
    message_settings,
    message_templates,
    messages,
    offers,
    patients,
    practices,
    visits,
)
from notifications.domain.case import Case, OfferCase, ReminderCase, WrittenCase
from notifications.domain.channel import Channel
from notifications.domain.message import Kind, Letter, Line, Message, Offered, Reason, Reminder, State, Written
from notifications.domain.offer import Offer
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice, QuietHours
from notifications.domain.visit import Visit, VisitStatus
from notifications.domain.words import Language, Words

Row = RowMapping


def practice_of(row: Row) -> Practice:
    return Practice(
        id=row[practices.c.practice_id],
        version=row[practices.c.version],
        name=row[practices.c.name],
        phone=row[practices.c.phone],
        time_zone=row[practices.c.time_zone],
        sms=row[practices.c.sms],
        email=row[practices.c.email],
        reminder_hour=row[practices.c.reminder_hour],
        quiet_hours=QuietHours(row[practices.c.quiet_from], row[practices.c.quiet_to]),
    )


def practice_values(practice: Practice) -> dict[str, Any]:
    return {
        "practice_id": practice.id,
        "version": practice.version,
        "name": practice.name,
        "phone": practice.phone,
        "time_zone": practice.time_zone,
        "sms": practice.sms,
        "email": practice.email,
        "reminder_hour": practice.reminder_hour,
        "quiet_from": practice.quiet_hours.start,
        "quiet_to": practice.quiet_hours.end,
    }


def patient_of(row: Row) -> Patient:
    return Patient(
        id=row[patients.c.patient_id],
        practice_id=row[patients.c.practice_id],
        version=row[patients.c.version],
        first_name=row[patients.c.first_name],
        last_name=row[patients.c.last_name],
        phone=row[patients.c.phone],
        email=row[patients.c.email],
        sms_consent=row[patients.c.sms_consent],
        email_consent=row[patients.c.email_consent],
        erased=row[patients.c.erased],
    )


def patient_values(patient: Patient) -> dict[str, Any]:
    return {
        "patient_id": patient.id,
        "practice_id": patient.practice_id,
        "version": patient.version,
        "first_name": patient.first_name,
        "last_name": patient.last_name,
        "phone": patient.phone,
        "email": patient.email,
        "sms_consent": patient.sms_consent,
        "email_consent": patient.email_consent,
    }


def visit_of(row: Row) -> Visit:
    return Visit(
        id=row[visits.c.visit_id],
        practice_id=row[visits.c.practice_id],
        patient_id=row[visits.c.patient_id],
        version=row[visits.c.version],
        starts_at=row[visits.c.starts_at],
        status=VisitStatus(row[visits.c.status]),
        trace_id=row[visits.c.trace_id],
        ends_at=row[visits.c.ends_at],
    )


def visit_values(visit: Visit) -> dict[str, Any]:
    return {
        "visit_id": visit.id,
        "practice_id": visit.practice_id,
        "patient_id": visit.patient_id,
        "version": visit.version,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "status": visit.status.value,
        "trace_id": visit.trace_id,
    }


def offer_of(row: Row) -> Offer:
    """One whose details are known: of others nothing is kept but that they ended."""
    return Offer(
        id=row[offers.c.offer_id],
        practice_id=row[offers.c.practice_id],
        patient_id=row[offers.c.patient_id],
        starts_at=row[offers.c.starts_at],
        service_name=row[offers.c.service_name],
        expires_at=row[offers.c.expires_at],
        trace_id=row[offers.c.trace_id],
        ended=row[offers.c.ended],
    )


def offer_values(offer: Offer) -> dict[str, Any]:
    return {
        "offer_id": offer.id,
        "practice_id": offer.practice_id,
        "patient_id": offer.patient_id,
        "starts_at": offer.starts_at,
        "service_name": offer.service_name,
        "expires_at": offer.expires_at,
        "trace_id": offer.trace_id,
        "ended": offer.ended,
    }


def line_of(row: Row) -> Reminder | Written | Offered:
    reason = row[messages.c.reason]
    common: dict[str, Any] = {
        "id": row[messages.c.id],
        "practice_id": row[messages.c.practice_id],
        "channel": Channel(row[messages.c.channel]),
        "patient_id": row[messages.c.patient_id],
        "resent_as": row[messages.c.resent_as],
        "state": State(row[messages.c.state]),
        "reason": None if reason is None else Reason(reason),
        "send_at": row[messages.c.send_at],
        "due_at": row[messages.c.due_at],
        "trace_id": row[messages.c.trace_id],
        "attempts": row[messages.c.attempts],
        "maybe_accepted": row[messages.c.maybe_accepted],
        "claimed_at": row[messages.c.claimed_at],
    }
    if row[messages.c.kind] == Kind.WRITTEN:
        return Written(batch_id=row[messages.c.batch_id], expires_at=row[messages.c.expires_at], **common)
    if row[messages.c.kind] == Kind.OFFER:
        return Offered(offer_id=row[messages.c.offer_id], expires_at=row[messages.c.expires_at], **common)
    return Reminder(visit_id=row[messages.c.visit_id], visit_starts_at=row[messages.c.visit_starts_at], **common)


def changing_values(line: Line) -> dict[str, Any]:
    """The columns of a line that change in its life; who writes them resets the count of dispatches."""
    return {
        "state": line.state.value,
        "reason": None if line.reason is None else line.reason.value,
        "send_at": line.send_at,
        "due_at": line.due_at,
        "trace_id": line.trace_id,
        "attempts": line.attempts,
        "dispatches": 0,
        "maybe_accepted": line.maybe_accepted,
        "claimed_at": line.claimed_at,
    }


def line_values(line: Message) -> dict[str, Any]:
    """Every column that is decided when a line is written."""
    about: dict[str, Any] = dict.fromkeys(("visit_id", "visit_starts_at", "batch_id", "offer_id", "expires_at"))
    if isinstance(line, Reminder):
        about |= {"visit_id": line.visit_id, "visit_starts_at": line.visit_starts_at}
    if isinstance(line, Written):
        about |= {"batch_id": line.batch_id, "expires_at": line.expires_at}
    if isinstance(line, Offered):
        about |= {"offer_id": line.offer_id, "expires_at": line.expires_at}
    return {
        "id": line.id,
        "practice_id": line.practice_id,
        "channel": line.channel.value,
        "kind": line.kind.value,
        "patient_id": line.patient_id,
        **about,
        **changing_values(line),
    }


def select_cases() -> Select[Any]:
    """Lines with their visit, batch or offer, their patient and practice, and the words that the practice chose."""
    language = func.coalesce(message_settings.c.language, Language.PL.value)
    own_words = and_(
        message_templates.c.practice_id == messages.c.practice_id,
        message_templates.c.kind == messages.c.kind,
        message_templates.c.channel == messages.c.channel,
        message_templates.c.language == language,
    )
    its_batch = and_(
        message_batches.c.practice_id == messages.c.practice_id, message_batches.c.id == messages.c.batch_id
    )
    its_offer = and_(offers.c.practice_id == messages.c.practice_id, offers.c.offer_id == messages.c.offer_id)
    return (
        select(messages, visits, patients, practices, message_settings, message_templates, message_batches, offers)
        .join(patients, patients.c.patient_id == messages.c.patient_id)
        .join(practices, practices.c.practice_id == messages.c.practice_id)
        .outerjoin(visits, visits.c.visit_id == messages.c.visit_id)
        .outerjoin(message_settings, message_settings.c.practice_id == messages.c.practice_id)
        .outerjoin(message_templates, own_words)
        .outerjoin(message_batches, its_batch)
        .outerjoin(offers, its_offer)
    )


def case_of(row: Row) -> Case:
    line, practice, patient = line_of(row), practice_of(row), patient_of(row)
    text, to = row[messages.c.text], row[messages.c.recipient]
    letter = None if text is None or to is None else Letter(to=to, subject=row[messages.c.subject], text=text)
    if isinstance(line, Written):
        return WrittenCase(line, practice, patient, _words(row, message_batches), letter)
    if isinstance(line, Offered):
        return OfferCase(line, offer_of(row), practice, patient, letter, _words(row, message_templates))
    return ReminderCase(line, visit_of(row), practice, patient, letter, _words(row, message_templates))


def _words(row: Row, said_in: Table) -> Words:
    """As the practice has chosen, or as it is where it never chose."""
    text = row[said_in.c.text]
    if row[message_settings.c.practice_id] is None:
        return Words(subject=row[said_in.c.subject], text=text)
    return Words(
        language=Language(row[message_settings.c.language]),
        without_polish_letters=row[message_settings.c.without_polish_letters],
        subject=row[said_in.c.subject],
        text=text,
    )
