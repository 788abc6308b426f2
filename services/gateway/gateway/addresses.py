"""Addresses of ours as the outside world has them."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from gateway.settings import GatewaySettings


def public_url() -> str:
    """No slash at the end."""
    return cast(GatewaySettings, current_app.extensions["dentoro_settings"]).public_url


def booking_page(slug: str) -> str:
    """Where a practice's patients book."""
    return f"{public_url()}/b/{slug}"


def feed(token: str) -> str:
    """Where calendar programs fetch a feed: whoever has this address sees the visits."""
    return f"{public_url()}/feeds/{token}.ics"


def feed_to_open(token: str) -> str:
    """The same with ``webcal:``, by which phones and desktop programs know what to do with it."""
    parts = urlsplit(feed(token))
    return f"webcal://{parts.netloc}{parts.path}"
