"""What the invited person sees before accepting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.application.ports import Tools
from accounts.domain.errors import LinkNotValid
from accounts.domain.invitation import Invitation
from accounts.domain.person import hash_of
from accounts.domain.practice import Practice


@dataclass(frozen=True)
class Shown:
    invitation: Invitation
    practice: Practice


def read_invitation(tools: Tools, token: str, now: datetime) -> Shown:
    """Reading changes nothing, so that a scanner of links does no harm.

    Raises:
        LinkNotValid: it never was, expired, was accepted, withdrawn, or sent again with another link.
    """
    with tools.transactions.everywhere() as accounts:
        invitation = accounts.invitation_by_token(hash_of(token))
        practice = None if invitation is None else accounts.practice(invitation.practice_id)
    if invitation is None or practice is None or not invitation.can_be_accepted(now):
        raise LinkNotValid
    return Shown(invitation, practice)
