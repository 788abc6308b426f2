"""Send an invitation again."""

from __future__ import annotations

from uuid import UUID

from accounts.application.by import By
from accounts.application.ports import Tools
from accounts.application.send_invitation import send
from accounts.domain.errors import InvitationNotFound
from accounts.domain.invitation import Invitation
from accounts.domain.person import hash_of


def resend_invitation(tools: Tools, by: By, invitation_id: UUID) -> Invitation:
    """With a new link that is good for a week; the earlier link is good for nothing.

    Raises:
        Unauthenticated, RateLimited.
        Forbidden: an administrator does not invite owners.
        InvitationNotFound: none of this practice, or it was accepted or withdrawn.
    """
    with tools.transactions.practice(by.practice_id) as accounts:
        team = accounts.team(by.practice_id)
        team.manager(by.person_id)
        before = accounts.invitation(by.practice_id, invitation_id)
        if before is None or not before.waits:
            raise InvitationNotFound
        inviter = team.manager(by.person_id, before.role)
        token = tools.chance.new_token()
        invitation = before.sent_again(hash_of(token), by.now)
        accounts.change_invitation(invitation)
        send(tools, accounts, invitation, inviter, token, now=by.now)
        fields = [("expires_at", before.expires_at, invitation.expires_at)]
        accounts.note(by.did("resend_invitation", "invitation", invitation.id, fields))
        return invitation
