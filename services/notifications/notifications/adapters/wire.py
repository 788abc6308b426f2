"""Between the wire and the domain; nothing else here knows ``contracts``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts.accounts.events import (
    EmailConfirmationRequestedV1,
    PasswordChangedV1,
    PasswordResetRequestedV1,
    PersonInvitedV1,
    PracticeChangedV1,
    PracticeRegisteredV1,
)
from contracts.base import Envelope
from contracts.scheduling.events import (
    BookingCodeRequestedV1,
    PatientAddedV1,
    PatientChangedV1,
    PatientErasedV1,
    PatientMergedV1,
    TimeOfferedV1,
    VisitBookedV1,
    VisitCancelledV1,
    VisitMovedV1,
    VisitStatusChangedV1,
)

from notifications.domain.account_letter import NEWS_FOR, AccountLetter, Contents, LetterKind
from notifications.domain.booking_code import BookingCode, CodeContents
from notifications.domain.channel import Channel
from notifications.domain.message import State
from notifications.domain.offer import Offer
from notifications.domain.patient import Card, Patient
from notifications.domain.practice import Practice, QuietHours
from notifications.domain.visit import Visit, VisitStatus
from notifications.domain.words import Language

PracticeEvent = PracticeRegisteredV1 | PracticeChangedV1
PatientEvent = PatientAddedV1 | PatientChangedV1
LinkEvent = EmailConfirmationRequestedV1 | PasswordResetRequestedV1 | PersonInvitedV1
LetterEvent = LinkEvent | PasswordChangedV1
VisitEvent = VisitBookedV1 | VisitMovedV1 | VisitCancelledV1 | VisitStatusChangedV1

LETTERS: Mapping[type[LetterEvent], LetterKind] = {
    EmailConfirmationRequestedV1: LetterKind.EMAIL_CONFIRMATION,
    PasswordResetRequestedV1: LetterKind.PASSWORD_RESET,
    PersonInvitedV1: LetterKind.INVITATION,
    PasswordChangedV1: LetterKind.PASSWORD_CHANGED,
}


def practice_from(envelope: Envelope[PracticeRegisteredV1] | Envelope[PracticeChangedV1]) -> Practice:
    data, reminders = envelope.data, envelope.data.reminders
    return Practice(
        id=data.practice_id,
        version=envelope.version,
        name=data.name,
        phone=data.phone,
        time_zone=data.time_zone,
        sms=reminders.sms,
        email=reminders.email,
        reminder_hour=reminders.reminder_hour,
        quiet_hours=QuietHours(reminders.quiet_hours.from_, reminders.quiet_hours.to),
    )


def patient_from(envelope: Envelope[PatientAddedV1] | Envelope[PatientChangedV1]) -> Patient:
    data = envelope.data
    return Patient(
        id=data.patient_id,
        practice_id=envelope.practice_id,
        version=envelope.version,
        first_name=data.first_name,
        last_name=data.last_name,
        phone=data.phone,
        email=data.email,
        sms_consent=data.consents.sms,
        email_consent=data.consents.email,
    )


def card_from(envelope: Envelope[PatientErasedV1] | Envelope[PatientMergedV1]) -> Card:
    return Card(envelope.data.patient_id, envelope.practice_id, envelope.version)


def visit_from(envelope: Envelope[Any]) -> Visit:
    """From any of the events in ``VisitEvent``: each carries the whole state."""
    data: VisitEvent = envelope.data
    return Visit(
        id=data.visit_id,
        practice_id=envelope.practice_id,
        patient_id=data.patient_id,
        version=envelope.version,
        starts_at=data.starts_at,
        status=VisitStatus(data.status),
        trace_id=envelope.trace_id,
        ends_at=data.ends_at,
    )


def letter_from(envelope: Envelope[Any]) -> AccountLetter:
    """From any of the events in ``LetterEvent``; due since it was asked for."""
    data: LetterEvent = envelope.data
    contents = Contents(
        to=data.to, language=data.language, practice_name=data.practice_name, first_name=data.first_name
    )
    if isinstance(data, PasswordChangedV1):
        contents, expires_at = replace(contents, at=data.at), data.at + NEWS_FOR
    else:
        contents, expires_at = replace(contents, token=data.token), data.expires_at
    if isinstance(data, PersonInvitedV1):
        contents = replace(contents, role=data.role, invited_by=data.invited_by)
    return AccountLetter(
        id=data.letter_id,
        practice_id=envelope.practice_id,
        kind=LETTERS[type(data)],
        expires_at=expires_at,
        contents=contents,
        state=State.PLANNED,
        reason=None,
        send_at=envelope.occurred_at,
        due_at=envelope.occurred_at,
        trace_id=envelope.trace_id,
    )


def code_from(envelope: Envelope[BookingCodeRequestedV1]) -> BookingCode:
    """Due since it was asked for."""
    data = envelope.data
    return BookingCode(
        id=data.code_id,
        practice_id=envelope.practice_id,
        channel=Channel(data.channel),
        expires_at=data.expires_at,
        contents=CodeContents(to=data.to, code=data.code, language=Language(data.language)),
        state=State.PLANNED,
        reason=None,
        send_at=envelope.occurred_at,
        due_at=envelope.occurred_at,
        trace_id=envelope.trace_id,
    )


def offer_from(envelope: Envelope[TimeOfferedV1]) -> Offer:
    data = envelope.data
    return Offer(
        id=data.offer_id,
        practice_id=envelope.practice_id,
        patient_id=data.patient_id,
        starts_at=data.starts_at,
        service_name=data.service_name,
        expires_at=data.expires_at,
        trace_id=envelope.trace_id,
    )
