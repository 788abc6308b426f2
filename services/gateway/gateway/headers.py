"""What every answer tells the browser it may do. No script or style but our own files; nobody frames us.

One page may be framed: that of online booking, by the sites its practice has named (``allow_frames``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Flask, Response, g

from gateway.settings import GatewaySettings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}"
)
_NOBODY = "'none'"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_HEADERS = {
    "Content-Security-Policy": _POLICY.format(_NOBODY),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_HSTS = "max-age=31536000"


def register(app: Flask, settings: GatewaySettings) -> None:
    """Add them to every answer of ``app``."""
    headers = dict(_HEADERS)
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = _HSTS

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if origins := g.get("framed_by"):
            response.headers["Content-Security-Policy"] = _POLICY.format(" ".join(origins))
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            del response.headers["X-Frame-Options"]
        return response


def allow_frames(origins: Iterable[str]) -> None:
    """Let pages of these origins show this answer within themselves. What is no origin is left out; none: nobody."""
    g.framed_by = [origin for origin in origins if _ORIGIN.fullmatch(origin)]
