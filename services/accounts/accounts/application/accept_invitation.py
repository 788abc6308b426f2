"""Accept an invitation: become a person of the practice, and be signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.application.by import By
from accounts.application.open_session import begin, enter
from accounts.application.ports import SignIn, Tools
from accounts.domain.errors import EmailTaken, LinkNotValid
from accounts.domain.invitation import Answer, Invitation
from accounts.domain.person import UNKNOWN_ORIGIN, AcceptedTerms, Origin, Person, hash_of


@dataclass(frozen=True)
class Request:
    token: str = field(repr=False)
    answer: Answer
    idempotency_key: str | None
    now: datetime
    origin: Origin = UNKNOWN_ORIGIN


def accept_invitation(tools: Tools, request: Request) -> SignIn:
    """Accept it, note it, and open a session. The link came by mail, so the address counts as confirmed.

    Of two answers at the same moment one makes a person. The same idempotency key and password, for somebody whose
    answer was lost, open another session of that person.

    Raises:
        LinkNotValid: it never was, expired, was accepted, withdrawn, or sent again with another link.
        ValidationFailed: with everything that is wrong.
        EmailTaken: they have an account already, here or at another practice.
    """
    invitation = _read(tools, request)
    if not invitation.can_be_accepted(request.now):
        return _repeat(tools, request, invitation)
    answer = request.answer.checked(tools.terms)
    password_hash = tools.passwords.hash(answer.password)
    person = Person(
        id=tools.chance.new_id(),
        practice_id=invitation.practice_id,
        first_name=answer.first_name,
        last_name=answer.last_name,
        email=invitation.email,
        role=invitation.role,
        password_hash=password_hash,
        language=invitation.language,
        email_confirmed_at=request.now,
        terms=AcceptedTerms(tools.terms, request.now),
    )
    signed_in = _join(tools, request, person)
    return signed_in or _repeat(tools, request, _read(tools, request))


def _read(tools: Tools, request: Request) -> Invitation:
    with tools.transactions.everywhere() as accounts:
        invitation = accounts.invitation_by_token(hash_of(request.token))
    if invitation is None:
        raise LinkNotValid
    return invitation


def _join(tools: Tools, request: Request, person: Person) -> SignIn | None:
    """None when the invitation was answered or taken back while the password was hashed."""
    with tools.transactions.practice(person.practice_id) as accounts:
        invitation = accounts.invitation_by_token(hash_of(request.token))
        practice = accounts.practice(person.practice_id)
        if invitation is None or practice is None:
            raise LinkNotValid
        if not invitation.can_be_accepted(request.now):
            return None
        if not accounts.add_person(person):
            raise EmailTaken
        accounts.change_invitation(invitation.accepted(person.id, request.idempotency_key, request.now))
        joined = [(name, None, getattr(person, name)) for name in ("first_name", "last_name", "email", "role")]
        accounts.note(By(practice.id, person.id, request.now).did("accept_invitation", "person", person.id, joined))
        return begin(tools, accounts, person, practice, request.now, origin=request.origin)


def _repeat(tools: Tools, request: Request, invitation: Invitation) -> SignIn:
    if request.idempotency_key is None or invitation.accepted_key != request.idempotency_key:
        raise LinkNotValid
    if invitation.accepted_by is None:
        raise LinkNotValid
    with tools.transactions.practice(invitation.practice_id) as accounts:
        person = accounts.person(invitation.accepted_by)
    # With a second factor since then the link and the password are not enough.
    if person is None or person.second_factor is not None:
        raise LinkNotValid
    answer = request.answer.checked(tools.terms)
    if not tools.passwords.matches(person.password_hash, answer.password):
        raise LinkNotValid
    with tools.transactions.everywhere() as accounts:
        return enter(tools, accounts, person, request.origin, request.now)
