"""Between the contracts and our own classes: people and invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.accounts import events, rpc
from contracts.base import Envelope, wrap

from accounts.application.people_ports import Colleague
from accounts.application.read_invitation import Shown
from accounts.domain.invitation import Answer, Invitation, PersonInvited


def envelope(
    event: PersonInvited,
    *,
    id: UUID,  # noqa: A002 - its name on the wire
    trace_id: str,
) -> Envelope[Any]:
    """What is published of it."""
    invitation = event.invitation
    data = events.PersonInvitedV1(
        letter_id=event.letter_id,
        to=invitation.email,
        first_name=None,
        practice_name=event.practice_name,
        language=invitation.language,
        token=event.token,
        expires_at=invitation.expires_at,
        role=invitation.role,
        invited_by=event.invited_by,
    )
    return wrap(data, id=id, occurred_at=event.at, practice_id=invitation.practice_id, version=1, trace_id=trace_id)


def person(colleague: Colleague) -> rpc.Person:
    person = colleague.person
    return rpc.Person(
        id=person.id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        role=person.role,
        email_confirmed=person.email_confirmed_at is not None,
        second_factor=person.second_factor is not None,
        removed=colleague.removed_at is not None,
        last_seen_at=colleague.last_seen_at,
        version=person.version,
    )


def person_name(colleague: Colleague) -> rpc.PersonName:
    person = colleague.person
    return rpc.PersonName(id=person.id, first_name=person.first_name, last_name=person.last_name)


def invitation(invitation: Invitation) -> rpc.Invitation:
    return rpc.Invitation(
        id=invitation.id,
        email=invitation.email,
        role=invitation.role,
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
    )


def invitation_shown(shown: Shown) -> rpc.InvitationShown:
    return rpc.InvitationShown(
        practice_name=shown.practice.name,
        email=shown.invitation.email,
        role=shown.invitation.role,
        expires_at=shown.invitation.expires_at,
    )


def answer(request: rpc.AcceptInvitation) -> Answer:
    return Answer(
        first_name=request.first_name,
        last_name=request.last_name,
        password=request.password,
        accept_terms=request.accept_terms,
        terms_version=request.terms_version,
    )
