"""Small factories, so that each test says only what matters to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from notifications.domain.case import ReminderCase
from notifications.domain.channel import Channel
from notifications.domain.message import Reminder, State
from notifications.domain.offer import Offer
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice, QuietHours
from notifications.domain.sending import Patience
from notifications.domain.visit import Visit, VisitStatus

WARSAW = ZoneInfo("Europe/Warsaw")
PRACTICE = UUID(int=0xA)
PATIENT = UUID(int=0xD1)
VISIT = UUID(int=0xE1)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PATIENCE = Patience(timedelta(seconds=20), [timedelta(seconds=5), timedelta(minutes=1)])


def local(text: str, zone: ZoneInfo = WARSAW) -> datetime:
    """``local("2026-11-24 10:00")``: that time on the wall in Warsaw, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


NOW = local("2026-11-20 12:00")
"""A Friday."""
STARTS = local("2026-11-24 12:00")
"""The Tuesday after."""


def a_practice(quiet: str = "21:00-08:00", **changes: Any) -> Practice:
    start, end = (time.fromisoformat(part) for part in quiet.split("-"))
    practice = Practice(
        id=PRACTICE,
        version=1,
        name="Gabinet Uśmiech",
        phone="+48221234567",
        time_zone="Europe/Warsaw",
        sms=True,
        email=True,
        reminder_hour=time(10),
        quiet_hours=QuietHours(start, end),
    )
    return replace(practice, **changes)


def a_patient(**changes: Any) -> Patient:
    patient = Patient(
        id=PATIENT,
        practice_id=PRACTICE,
        version=1,
        first_name="Zofia",
        last_name="Gęślak",
        phone="+48501700100",
        email="zofia@example.com",
        sms_consent=True,
        email_consent=True,
    )
    return replace(patient, **changes)


def a_visit(starts_at: datetime = STARTS, **changes: Any) -> Visit:
    visit = Visit(
        id=VISIT,
        practice_id=PRACTICE,
        patient_id=PATIENT,
        version=1,
        starts_at=starts_at,
        status=VisitStatus.PLANNED,
        trace_id=TRACE,
    )
    return replace(visit, **changes)


def a_line(**changes: Any) -> Reminder:
    at = local("2026-11-23 10:00")
    line = Reminder(
        id=UUID(int=0xF1),
        practice_id=PRACTICE,
        channel=Channel.SMS,
        visit_id=VISIT,
        patient_id=PATIENT,
        visit_starts_at=STARTS,
        state=State.PLANNED,
        reason=None,
        send_at=at,
        due_at=at,
        trace_id=TRACE,
    )
    return replace(line, **changes)


OFFER = UUID(int=0x0FF)


def an_offer(**changes: Any) -> Offer:
    """Of a time on Tuesday, held for half an hour from ``NOW``."""
    offer = Offer(
        id=OFFER,
        practice_id=PRACTICE,
        patient_id=PATIENT,
        starts_at=STARTS,
        service_name="Przegląd",
        expires_at=NOW + timedelta(minutes=30),
        trace_id=TRACE,
    )
    return replace(offer, **changes)


def a_case(**changes: Any) -> ReminderCase:
    case = ReminderCase(a_line(state=State.QUEUED), a_visit(), a_practice(), a_patient())
    return replace(case, **changes)


class Ids:
    """1, 2, 3 ..."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> UUID:
        return UUID(int=next(self._numbers))


class HandClock:
    """Shows what it is set to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span
