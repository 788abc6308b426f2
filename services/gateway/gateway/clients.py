"""Where an HTTP request came from: its address and what its program says it is."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from contracts.context import Client
from flask import Flask, has_request_context, request
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway.settings import GatewaySettings

_AGENT_MAX = 300


def register(app: Flask, settings: GatewaySettings) -> None:
    """Believe X-Forwarded-For as far as our own proxies wrote it, and no further: anybody can send that header."""
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0)  # type: ignore[method-assign]


def current() -> Client | None:
    """Of the HTTP request under way; None when it has no address (a Unix socket)."""
    if not has_request_context():
        return None
    address = _address(request.remote_addr or "")
    if address is None:
        return None
    return Client(address=address, agent=request.headers.get("User-Agent", "").strip()[:_AGENT_MAX] or None)


def _address(text: str) -> str | None:
    """In its one shortest form, for limits count by it: without a zone, and IPv4 as IPv4."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(found)
