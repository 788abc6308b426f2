"""What one browser remembers: language and colours."""

from __future__ import annotations

from flask import Response, abort, redirect, request

from gateway.web import context, language
from gateway.web.blueprint import web
from gateway.web.places import own_path

_FOR_A_YEAR = 31_536_000


@web.get("/language/<code>")
def switch_language(code: str) -> Response:
    """Show the pages in another language and go back to where the person was."""
    if code not in language.LANGUAGES:
        abort(404)
    return _remember(language.COOKIE, code)


@web.get("/theme/<name>")
def switch_theme(name: str) -> Response:
    """Light, dark, or whatever the system has (``system``)."""
    if name not in (*context.THEMES, "system"):
        abort(404)
    return _remember(context.THEME_COOKIE, name)


def _remember(cookie: str, value: str) -> Response:
    response: Response = redirect(own_path(request.args.get("back"), "/"), 303)  # type: ignore[assignment]
    response.set_cookie(cookie, value, max_age=_FOR_A_YEAR, samesite="Lax", httponly=True)
    return response
