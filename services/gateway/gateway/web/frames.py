"""The pages of online booking inside a practice's own site.

A frame on another site often has no cookies at all, so nothing there rests on one: the language travels in the address,
and a form is taken when the browser itself says that it comes from our own page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request
from flask_wtf.csrf import CSRFError

FRAMED = "/b/"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def is_framed() -> bool:
    """Whether this page of online booking is asked for by a frame (``?embed=1``)."""
    return request.path.startswith(FRAMED) and request.args.get("embed") == "1"


def check_form() -> None:
    """A form without a token, from our own page alone.

    Browsers say where a form comes from: Sec-Fetch-Site, and over plain http, where they leave that out, Origin.

    Raises:
        CSRFError: it comes from elsewhere, or nothing says from where.
    """
    if request.method in _READING:
        return
    said = request.headers.get("Sec-Fetch-Site")
    if said is None:
        if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
            raise CSRFError
    elif said != "same-origin":
        raise CSRFError
