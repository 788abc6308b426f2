"""What holds for every request to the API: who may make it, and what its answer says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from contracts.faults import FieldFault
from flask import Flask, Response, current_app, request

from gateway import auth
from gateway.errors import Problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KEY_MAX = 255

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that strangers may use. Put it directly above the function."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def large_body(most_bytes: int) -> Callable[[View], View]:
    """Mark a view that takes more at once than others do. Put it directly above the function."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def is_public(view: Callable[..., Any] | None) -> bool:
    """Looks through decorators. The OpenAPI document itself is public."""
    return bool(_mark(view, "is_public"))


def _mark(view: Callable[..., Any] | None, name: str) -> Any:
    while view is not None:
        if (mark := getattr(view, name, None)) is not None:
            return mark
        view = getattr(view, "__wrapped__", None)
    return None


def register(app: Flask) -> None:
    app.before_request(_check)
    app.after_request(_finish)


def idempotency_key() -> str | None:
    """The Idempotency-Key header.

    Raises:
        Problem: it is longer than 255 characters.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > _KEY_MAX:
        fault = FieldFault(field="Idempotency-Key", code="too_long", data={"max": _KEY_MAX})
        raise Problem("validation_failed", [fault])
    return key or None


def _check() -> None:
    if not request.path.startswith("/api/") or request.endpoint is None or request.endpoint.startswith("openapi."):
        return
    view = current_app.view_functions[request.endpoint]
    if (most := _mark(view, "most_bytes")) is not None:
        request.max_content_length = most
    if request.method not in _SAFE and auth.bearer() is None and auth.COOKIE in request.cookies:
        # Only a browser sends the cookie, and it may do so for another site's page: that cannot know the token.
        cast(Any, current_app.extensions["csrf"]).protect()
    if not is_public(view) and auth.current() is None:
        raise Problem("unauthenticated")


def _finish(response: Response) -> Response:
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
