"""Whose token is it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from accounts.application.ports import SignIn, Tools
from accounts.domain.errors import Unauthenticated
from accounts.domain.person import hash_of

KEEP_USE_EVERY = timedelta(minutes=1)
"""A session that was used less long ago than this is not written again."""


def read_session(tools: Tools, token: str, now: datetime) -> SignIn:
    """The person behind a token; counts as a use of the session.

    Raises:
        Unauthenticated: it never was, ended, or was closed.
    """
    with tools.transactions.everywhere() as accounts:
        session = accounts.session_by_token(hash_of(token))
        if session is None or not session.is_open(now, tools.limits):
            raise Unauthenticated
        person = accounts.person(session.person_id)
        practice = accounts.practice(session.practice_id)
        if person is None or practice is None:
            raise Unauthenticated
        if now - session.last_used_at >= KEEP_USE_EVERY:
            accounts.use_session(session.id, now)
            session = replace(session, last_used_at=now)
        return SignIn(person, practice, session, token)
