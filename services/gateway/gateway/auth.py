"""Who is signed in: a bearer token for programs, an HttpOnly cookie for the browser."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast
from urllib.parse import quote
from uuid import UUID

from contracts.accounts import rpc as accounts
from contracts.context import Actor
from contracts.faults import Fault
from contracts.permissions import Act, may
from flask import Response, current_app, g, redirect, request

from gateway import rpc
from gateway.refusals import Refused
from gateway.settings import GatewaySettings

COOKIE = "dentoro_session"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class SignedIn:
    user: accounts.User
    practice: accounts.Practice
    expires_at: datetime
    token: str = field(repr=False)
    session_id: UUID | None = None

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.user.id, role=self.user.role, session_id=self.session_id)

    def may(self, act: Act) -> bool:
        """What to offer; that nobody does more is held by the services."""
        return may(self.user.role, act)


def current() -> SignedIn | None:
    """Who makes this HTTP request; None for a stranger or a session that ended. Asks accounts once a request.

    Raises:
        Unavailable: accounts does not answer, so nobody can say.
    """
    if "signed_in" not in g:
        g.signed_in = None
        g.signed_in = _read(token()) if token() else None
    return cast("SignedIn | None", g.signed_in)


def required() -> SignedIn:
    """Who makes this HTTP request, where the way here has made sure that there is somebody."""
    signed_in = current()
    if signed_in is None:
        raise Refused(Fault(code="unauthenticated"))
    return signed_in


def token() -> str | None:
    """The token this request carries; a bearer token goes before the cookie."""
    return bearer() or request.cookies.get(COOKIE) or None


def bearer() -> str | None:
    """The token of the Authorization header, if there is one."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() or None if kind.lower() == "bearer" else None


def sign_in(response: Response, token: str, expires_at: datetime) -> None:
    """Give the browser its session cookie."""
    settings = cast(GatewaySettings, current_app.extensions["dentoro_settings"])
    response.set_cookie(
        COOKIE,
        token,
        max_age=max(0, int((expires_at - rpc.now()).total_seconds())),
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies,
    )


def sign_out(response: Response) -> None:
    """Take the session cookie away. The session itself is closed by ``accounts.close_session``."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")


def signed_in(view: View) -> View:
    """For pages: a stranger is sent to /login and comes back afterwards (``?next=`` a path of ours)."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current() is None:
            back = request.full_path.rstrip("?") if request.method == "GET" else "/"
            return redirect(f"/login?next={quote(back, safe='/')}", 303)
        return view(*args, **kwargs)

    return cast(View, guarded)


def _read(token: str | None) -> SignedIn | None:
    try:
        read = rpc.call(accounts.read_session, accounts.SessionToken(token=token or ""))
    except Refused as refused:
        if refused.code == "unauthenticated":
            return None
        raise
    return SignedIn(
        user=read.user,
        practice=read.practice,
        expires_at=read.expires_at,
        token=token or "",
        session_id=read.session_id,
    )
