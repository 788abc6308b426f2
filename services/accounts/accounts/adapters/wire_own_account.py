"""Sessions and second factors, between the contracts and our own classes."""

from __future__ import annotations

from uuid import UUID

from contracts.accounts import rpc

from accounts.application.begin_second_factor import Begun
from accounts.application.ports import SignIn
from accounts.domain.person import Session


def session(signed_in: SignIn) -> rpc.Session:
    return rpc.Session(token=signed_in.token, expires_at=signed_in.session.expires_at)


def known_sessions(sessions: list[Session], current: UUID | None) -> rpc.KnownSessions:
    return rpc.KnownSessions(
        items=[
            rpc.KnownSession(
                id=each.id,
                opened_at=each.opened_at or each.last_used_at,
                last_used_at=each.last_used_at,
                expires_at=each.expires_at,
                address=each.origin.address,
                agent=each.origin.agent,
                current=each.id == current,
            )
            for each in sessions
        ]
    )


def second_factor_begun(begun: Begun) -> rpc.SecondFactorBegun:
    return rpc.SecondFactorBegun(secret=begun.secret, uri=begun.uri)


def recovery_codes(codes: list[str]) -> rpc.RecoveryCodes:
    return rpc.RecoveryCodes(codes=codes)
