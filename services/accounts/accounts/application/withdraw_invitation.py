"""Take an invitation back."""

from __future__ import annotations

from uuid import UUID

from accounts.application.by import By
from accounts.application.ports import Tools
from accounts.domain.errors import InvitationNotFound


def withdraw_invitation(tools: Tools, by: By, invitation_id: UUID) -> None:
    """Its link is good for nothing from now on. One that was withdrawn already may be withdrawn twice.

    Raises:
        Unauthenticated.
        Forbidden: an administrator does not touch an owner's invitation.
        InvitationNotFound: none of this practice, or it was accepted.
    """
    with tools.transactions.practice(by.practice_id) as accounts:
        team = accounts.team(by.practice_id)
        team.manager(by.person_id)
        invitation = accounts.invitation(by.practice_id, invitation_id)
        if invitation is None or invitation.accepted_at is not None:
            raise InvitationNotFound
        team.manager(by.person_id, invitation.role)
        if invitation.withdrawn_at is not None:
            return
        accounts.change_invitation(invitation.withdrawn(by.now))
        fields = [("email", invitation.email, None), ("role", invitation.role, None)]
        accounts.note(by.did("withdraw_invitation", "invitation", invitation.id, fields))
