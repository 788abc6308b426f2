"""The first half of a login with a second factor: the browser keeps it, signed, until the code comes."""

from __future__ import annotations

from typing import NamedTuple, cast

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from gateway.settings import GatewaySettings

COOKIE = "dentoro_challenge"
GOOD_FOR = 600
"""Seconds; accounts may end the challenge earlier."""
PATH = "/login"


class Challenge(NamedTuple):
    token: str
    next: str
    """Where the person was going."""


def keep(response: Response, challenge: Challenge) -> None:
    settings = cast(GatewaySettings, current_app.extensions["dentoro_settings"])
    response.set_cookie(
        COOKIE,
        _signed().dumps(challenge),
        max_age=GOOD_FOR,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies,
    )


def kept() -> Challenge | None:
    """What this browser keeps; None when it is too old, not ours, or not there."""
    try:
        token, next_ = _signed().loads(request.cookies.get(COOKIE, ""), max_age=GOOD_FOR)
    except (BadData, ValueError):
        return None
    return Challenge(token, next_)


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Lax")


def _signed() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="challenge")
