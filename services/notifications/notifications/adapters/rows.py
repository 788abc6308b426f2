"""Rows to domain objects and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.engine import RowMapping

from notifications.adapters.tables import messages, patients, practices, visits
from notifications.domain.channel import Channel
from notifications.domain.message import Letter, Line, Reason, Reminder, State
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice, QuietHours
from notifications.domain.sending import Case
from notifications.domain.visit import Visit, VisitStatus

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
    )


def visit_values(visit: Visit) -> dict[str, Any]:
    return {
        "visit_id": visit.id,
        "practice_id": visit.practice_id,
        "patient_id": visit.patient_id,
        "version": visit.version,
        "starts_at": visit.starts_at,
        "status": visit.status.value,
        "trace_id": visit.trace_id,
    }


def line_of(row: Row) -> Reminder:
    reason = row[messages.c.reason]
    return Reminder(
        id=row[messages.c.id],
        practice_id=row[messages.c.practice_id],
        channel=Channel(row[messages.c.channel]),
        visit_id=row[messages.c.visit_id],
        patient_id=row[messages.c.patient_id],
        visit_starts_at=row[messages.c.visit_starts_at],
        state=State(row[messages.c.state]),
        reason=None if reason is None else Reason(reason),
        send_at=row[messages.c.send_at],
        due_at=row[messages.c.due_at],
        trace_id=row[messages.c.trace_id],
        attempts=row[messages.c.attempts],
        maybe_accepted=row[messages.c.maybe_accepted],
        claimed_at=row[messages.c.claimed_at],
    )


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


def line_values(line: Reminder) -> dict[str, Any]:
    return {
        "id": line.id,
        "practice_id": line.practice_id,
        "channel": line.channel.value,
        "visit_id": line.visit_id,
        "patient_id": line.patient_id,
        "visit_starts_at": line.visit_starts_at,
        **changing_values(line),
    }


def select_cases() -> Select[Any]:
    """Lines with their visit, patient and practice."""
    return (
        select(messages, visits, patients, practices)
        .join(visits, visits.c.visit_id == messages.c.visit_id)
        .join(patients, patients.c.patient_id == messages.c.patient_id)
        .join(practices, practices.c.practice_id == messages.c.practice_id)
    )


def case_of(row: Row) -> Case:
    text, to = row[messages.c.text], row[messages.c.recipient]
    return Case(
        line=line_of(row),
        visit=visit_of(row),
        practice=practice_of(row),
        patient=patient_of(row),
        letter=None if text is None or to is None else Letter(to=to, subject=row[messages.c.subject], text=text),
    )
