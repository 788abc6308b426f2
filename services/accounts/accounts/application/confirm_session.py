"""The second step of signing in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from accounts.application.check_code import hold_back_codes, use_code
from accounts.application.open_session import enter
from accounts.application.ports import SignIn, Tools
from accounts.domain.errors import Unauthenticated, WrongCode
from accounts.domain.person import UNKNOWN_ORIGIN, Origin, hash_of


@dataclass(frozen=True)
class Request:
    challenge: str = field(repr=False)
    code: str = field(repr=False)
    now: datetime
    origin: Origin = UNKNOWN_ORIGIN


def confirm_session(tools: Tools, request: Request) -> SignIn:
    """Answer a challenge with a code.

    Raises:
        Unauthenticated: the challenge never was, was answered, expired, or was tried too often: begin anew.
        WrongCode: try again.
        RateLimited: too many codes were tried at this account.
    """
    challenge_hash = hash_of(request.challenge)
    with tools.transactions.everywhere() as accounts:  # committed before the code is looked at: a wrong one counts
        challenge = accounts.try_challenge(challenge_hash, request.now)
        person = None if challenge is None else accounts.person(challenge.person_id)
    if person is None:
        raise Unauthenticated
    hold_back_codes(tools, person, request.now)
    with tools.transactions.everywhere() as accounts:
        if not use_code(tools, accounts, person, request.code, request.now):
            raise WrongCode
        if not accounts.close_challenge(challenge_hash):
            raise Unauthenticated
        return enter(tools, accounts, person, request.origin, request.now)
