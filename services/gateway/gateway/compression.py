"""Answers made small: brotli where the browser takes it, else gzip.

A page's CSRF token is no prize for guessing by its compressed length (BREACH): the session cookie is SameSite, so no
other site can have a browser ask for pages in somebody's name.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request

_TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/plain",
        "text/calendar",
        "text/javascript",
        "application/javascript",
        "application/json",
        "application/problem+json",
        "application/manifest+json",
        "image/svg+xml",
    }
)
_SMALLEST = 500
"""Bytes; below it nothing is gained."""
_QUALITY = 5


def register(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _TYPES or response.is_streamed or response.status_code in {204, 206, 304}:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    if encoding is None or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < _SMALLEST:
        return response
    fixed = "immutable" in response.headers.get("Cache-Control", "")
    response.set_data(_once(content, encoding) if fixed else _smaller(content, encoding))
    response.headers["Content-Encoding"] = encoding
    return response


def _smaller(content: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(content, quality=_QUALITY))
    return gzip.compress(content, compresslevel=_QUALITY, mtime=0)


@lru_cache(maxsize=64)
def _once(content: bytes, encoding: str) -> bytes:
    """For the files of a release, which are the same for everybody."""
    return _smaller(content, encoding)
