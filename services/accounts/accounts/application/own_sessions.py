"""Where one is signed in, and ending it."""

from __future__ import annotations

from uuid import UUID

from accounts.application.by import By
from accounts.application.ports import Tools
from accounts.domain.errors import SessionNotFound
from accounts.domain.person import Session


def list_sessions(tools: Tools, by: By) -> list[Session]:
    """The open ones, the latest used first."""
    with tools.transactions.practice(by.practice_id) as accounts:
        return [each for each in accounts.sessions_of(by.person_id) if each.is_open(by.now, tools.limits)]


def end_session(tools: Tools, by: By, session_id: UUID) -> None:
    """End one at once, wherever it is used.

    Raises:
        SessionNotFound: it is nobody's, or somebody else's.
    """
    with tools.transactions.practice(by.practice_id) as accounts:
        if not accounts.end_session(by.person_id, session_id):
            raise SessionNotFound
        accounts.note(by.did("end_session", "session", session_id))


def end_other_sessions(tools: Tools, by: By, current: UUID | None) -> None:
    """End all but the current one; without a current one, all."""
    with tools.transactions.practice(by.practice_id) as accounts:
        accounts.end_sessions(by.person_id, but=current)
        accounts.note(by.did("end_other_sessions", "person", by.person_id))
