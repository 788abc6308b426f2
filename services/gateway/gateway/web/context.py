"""What every template may use."""

from __future__ import annotations

from typing import Any

from contracts.permissions import Act
from flask import current_app, g, request
from flask_babel import get_locale

from gateway.auth import SignedIn
from gateway.web import dates, message_words, news, phones, words
from gateway.web.bundles import asset

THEME_COOKIE = "dentoro_theme"
THEMES = ("light", "dark")


def shared() -> dict[str, Any]:
    """Names that templates see. ``signed_in`` is who the view itself has already found, never a call of its own."""
    signed_in: SignedIn | None = g.get("signed_in")
    in_dialog = "HX-Request" in request.headers
    frame = "layouts/app.html" if signed_in else "layouts/public.html"
    return {
        "asset": asset,
        "signed_in": signed_in,
        "locale": str(get_locale() or "pl"),
        "theme": theme(),
        "layout": "layouts/sheet.html" if in_dialog else frame,
        "in_dialog": in_dialog,
        "here": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "dates": dates,
        "words": words,
        "message_words": message_words,
        "news": news.take,
        "may": may,
        "phone": phones.national,
        "sandbox_url": current_app.extensions["dentoro_settings"].sandbox_url,
    }


def may(act: Act) -> bool:
    """Whether to offer it to the person who is signed in; that nobody does more is held by the services."""
    signed_in: SignedIn | None = g.get("signed_in")
    return signed_in is not None and signed_in.may(act)


def theme() -> str | None:
    """The colours this browser was told to show; None follows the system."""
    chosen = request.cookies.get(THEME_COOKIE)
    return chosen if chosen in THEMES else None
