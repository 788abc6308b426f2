"""Invite somebody to the practice by e-mail."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.application.by import By
from accounts.application.ports import Accounts, Tools
from accounts.application.send_invitation import send
from accounts.domain.checks import Checks
from accounts.domain.errors import AlreadyInvited
from accounts.domain.invitation import GOOD_FOR, Invitation
from accounts.domain.person import Language, Role, hash_of


@dataclass(frozen=True)
class Request:
    by: By
    email: str
    role: Role
    language: Language


def invite_person(tools: Tools, request: Request) -> Invitation:
    """Invite and announce it; an invitation to the same address that expired gives way to this one.

    Whether somebody has an account at another practice is not told here: accepting tells the invited person.

    Raises:
        ValidationFailed, Unauthenticated.
        Forbidden: an administrator does not make an owner.
        AlreadyInvited: they work here, or an invitation waits for them.
        RateLimited: the practice sent too many within a day.
    """
    by = request.by
    checks = Checks()
    email = checks.email("email", request.email)
    checks.finish()
    with tools.transactions.practice(by.practice_id) as accounts:
        team = accounts.team(by.practice_id)
        inviter = team.manager(by.person_id, request.role)
        if team.has(email):
            raise AlreadyInvited
        _give_way(accounts, by, email)
        token = tools.chance.new_token()
        invitation = Invitation(
            id=tools.chance.new_id(),
            practice_id=by.practice_id,
            email=email,
            role=request.role,
            language=request.language,
            invited_by=inviter.id,
            invited_at=by.now,
            expires_at=by.now + GOOD_FOR,
            token_hash=hash_of(token),
        )
        if not accounts.add_invitation(invitation):
            raise AlreadyInvited
        send(tools, accounts, invitation, inviter, token, now=by.now)
        fields = [("email", None, email), ("role", None, request.role)]
        accounts.note(by.did("invite_person", "invitation", invitation.id, fields))
        return invitation


def _give_way(accounts: Accounts, by: By, email: str) -> None:
    for waiting in accounts.waiting_invitations(by.practice_id):
        if waiting.email.lower() == email.lower():
            earlier = accounts.invitation(by.practice_id, waiting.id)
            if earlier is None or not earlier.waits or earlier.can_be_accepted(by.now):
                raise AlreadyInvited
            accounts.change_invitation(earlier.withdrawn(by.now))
