"""Have the letter sent that carries an invitation's link."""

from __future__ import annotations

from datetime import datetime

from accounts.application import throttling
from accounts.application.ports import Accounts, Tools
from accounts.domain.errors import PracticeNotFound, RateLimited
from accounts.domain.invitation import Invitation, PersonInvited
from accounts.domain.person import Person


def send(  # noqa: PLR0913 - a letter has these parts
    tools: Tools, accounts: Accounts, invitation: Invitation, inviter: Person, token: str, *, now: datetime
) -> None:
    """Announce it, within the limit of letters that a practice has a day; what is refused is not counted.

    Raises:
        PracticeNotFound, RateLimited.
    """
    limit = throttling.for_practice(
        tools, "invitation", invitation.practice_id, tools.throttles.invitation_per_practice
    )
    if seconds := throttling.count(accounts, [limit], now):
        raise RateLimited(seconds)
    practice = accounts.practice(invitation.practice_id)
    if practice is None:
        raise PracticeNotFound
    accounts.announce(
        PersonInvited(
            letter_id=tools.chance.new_id(),
            invitation=invitation,
            practice_name=practice.name,
            invited_by=f"{inviter.first_name} {inviter.last_name}",
            token=token,
            at=now,
        )
    )
