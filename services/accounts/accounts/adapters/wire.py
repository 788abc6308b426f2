"""Between the contracts and our own classes, both ways."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.accounts import events, rpc
from contracts.base import Envelope, wrap

from accounts.application.ports import SignIn
from accounts.domain.person import Person
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered
from accounts.domain.registration import Form


def envelope(
    event: PracticeRegistered | PracticeChanged,
    *,
    id: UUID,  # noqa: A002 - its name on the wire
    trace_id: str,
) -> Envelope[Any]:
    """What is published of a fact."""
    kind = events.PracticeRegisteredV1 if isinstance(event, PracticeRegistered) else events.PracticeChangedV1
    practice = event.practice
    reminders = practice.reminders
    data = kind(
        practice_id=practice.id,
        name=practice.name,
        phone=practice.phone,
        email=practice.email,
        time_zone=practice.time_zone,
        reminders=events.ReminderSettings(
            sms=reminders.sms,
            email=reminders.email,
            reminder_hour=reminders.hour,
            quiet_hours=events.QuietHours(from_=reminders.quiet_from, to=reminders.quiet_to),
        ),
    )
    return wrap(data, id=id, occurred_at=event.at, practice_id=practice.id, version=practice.version, trace_id=trace_id)


def form(request: rpc.RegisterPractice) -> Form:
    return Form(
        first_name=request.first_name,
        last_name=request.last_name,
        email=request.email,
        password=request.password,
        practice_name=request.practice_name,
        accept_terms=request.accept_terms,
    )


def changes(request: rpc.ChangePractice) -> dict[str, str | None]:
    """Only what was set."""
    return request.model_dump(include=request.model_fields_set - {"expected_version"})


def user(person: Person) -> rpc.User:
    return rpc.User(
        id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        role=person.role,
    )


def practice(practice: Practice) -> rpc.Practice:
    return rpc.Practice(**{name: getattr(practice, name) for name in rpc.Practice.model_fields})


def practice_registered(signed_in: SignIn) -> rpc.PracticeRegistered:
    return rpc.PracticeRegistered(
        practice=practice(signed_in.practice),
        user=user(signed_in.person),
        session=rpc.Session(token=signed_in.token, expires_at=signed_in.session.expires_at),
    )


def session_opened(signed_in: SignIn) -> rpc.SessionOpened:
    return rpc.SessionOpened(
        token=signed_in.token,
        expires_at=signed_in.session.expires_at,
        user=user(signed_in.person),
        practice=practice(signed_in.practice),
    )


def session_read(signed_in: SignIn) -> rpc.SessionRead:
    return rpc.SessionRead(
        expires_at=signed_in.session.expires_at, user=user(signed_in.person), practice=practice(signed_in.practice)
    )
