"""Between the contracts and our own classes, both ways."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.accounts import events, rpc, terms
from contracts.base import Envelope, wrap
from contracts.context import Context

from accounts.adapters import wire_letters, wire_people
from accounts.application.ports import SignIn
from accounts.domain.invitation import PersonInvited
from accounts.domain.letters import Letter
from accounts.domain.person import Origin, Person
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered
from accounts.domain.registration import Form

TERMS_VERSION = terms.VERSION
"""Of the terms of use in force."""


def envelope(
    event: PracticeRegistered | PracticeChanged | Letter | PersonInvited,
    *,
    id: UUID,  # noqa: A002 - its name on the wire
    trace_id: str,
) -> Envelope[Any]:
    """What is published of a fact."""
    if isinstance(event, PersonInvited):
        return wire_people.envelope(event, id=id, trace_id=trace_id)
    if isinstance(event, Letter):
        return wire_letters.envelope(event, id=id, trace_id=trace_id)
    kind = events.PracticeRegisteredV1 if isinstance(event, PracticeRegistered) else events.PracticeChangedV1
    practice = event.practice
    switches = practice.notifications
    data = kind(
        practice_id=practice.id,
        name=practice.name,
        phone=practice.phone,
        email=practice.email,
        time_zone=practice.time_zone,
        reminders=events.ReminderSettings(
            sms=switches.sms,
            email=switches.email,
            reminder_hour=switches.reminder_hour,
            quiet_hours=events.QuietHours(from_=switches.quiet_from, to=switches.quiet_to),
        ),
        online_booking=switches.online_booking,
    )
    return wrap(data, id=id, occurred_at=event.at, practice_id=practice.id, version=practice.version, trace_id=trace_id)


def origin(context: Context) -> Origin:
    """Where the request came from; nothing when the gateway did not say."""
    client = context.client
    return Origin() if client is None else Origin(client.address, client.agent)


def form(request: rpc.RegisterPractice) -> Form:
    return Form(
        first_name=request.first_name,
        last_name=request.last_name,
        email=request.email,
        password=request.password,
        practice_name=request.practice_name,
        accept_terms=request.accept_terms,
        terms_version=request.terms_version,
        language=request.language,
    )


def user(person: Person) -> rpc.User:
    return rpc.User(
        id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        role=person.role,
        email_confirmed=person.email_confirmed_at is not None,
        second_factor=person.second_factor is not None,
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
        expires_at=signed_in.session.expires_at,
        user=user(signed_in.person),
        practice=practice(signed_in.practice),
        session_id=signed_in.session.id,
    )
