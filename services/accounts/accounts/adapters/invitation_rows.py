"""Invitations, in PostgreSQL. See ``accounts.application.people_ports``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from accounts.adapters.rows import Rows
from accounts.adapters.tables import invitations
from accounts.domain.invitation import Invitation

_PLAIN = (
    "id", "practice_id", "email", "role", "language", "invited_by", "invited_at", "expires_at", "token_hash",
    "withdrawn_at", "accepted_at", "accepted_by", "accepted_key",
)  # fmt: skip
_WAITS = (invitations.c.withdrawn_at.is_(None), invitations.c.accepted_at.is_(None))


class InvitationRows(Rows):
    def add_invitation(self, invitation: Invitation) -> bool:
        return self._added(invitations, **_columns(invitation))

    def change_invitation(self, invitation: Invitation) -> None:
        this = invitations.c.id == invitation.id
        self._transaction.execute(update(invitations).where(this).values(**_columns(invitation)))

    def invitation(self, practice_id: UUID, invitation_id: UUID) -> Invitation | None:
        return self._invitation(invitations.c.practice_id == practice_id, invitations.c.id == invitation_id)

    def invitation_by_token(self, token_hash: bytes) -> Invitation | None:
        return self._invitation(invitations.c.token_hash == token_hash)

    def waiting_invitations(self, practice_id: UUID) -> list[Invitation]:
        latest_first = (invitations.c.invited_at.desc(), invitations.c.id.desc())
        query = select(invitations).where(invitations.c.practice_id == practice_id, *_WAITS).order_by(*latest_first)
        return [_of(row) for row in self._transaction.execute(query)]

    def _invitation(self, *which: Any) -> Invitation | None:
        row = self._one(select(invitations).where(*which).with_for_update())
        return None if row is None else _of(row)


def _columns(invitation: Invitation) -> dict[str, Any]:
    return {name: getattr(invitation, name) for name in _PLAIN}


def _of(row: Row[Any]) -> Invitation:
    return Invitation(**{name: getattr(row, name) for name in _PLAIN})
