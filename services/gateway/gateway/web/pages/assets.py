"""Our own JavaScript, CSS and pictures."""

from __future__ import annotations

from pathlib import Path

from flask import Response, abort, request, send_file

from gateway.web.blueprint import web
from gateway.web.bundles import DIST

STATIC = DIST.parent / "static"
FOR_A_YEAR = 31_536_000
FOR_AN_HOUR = 3_600
_PACKED = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@web.get("/assets/<name>")
def bundle(name: str) -> Response:
    """A bundle or picture; packed if the browser takes it so."""
    path = next((folder / name for folder in (DIST, STATIC) if (folder / name).is_file()), None)
    if path is None or path.suffix not in _TYPES:
        abort(404)
    encoding, packed = _packed(path)
    response = send_file(packed, mimetype=_TYPES[path.suffix])
    lasting = f"max-age={FOR_A_YEAR}, immutable" if path.parent == DIST else f"max-age={FOR_AN_HOUR}"
    response.headers["Cache-Control"] = f"public, {lasting}"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _packed(path: Path) -> tuple[str, Path]:
    for encoding, suffix in _PACKED:
        packed = path.with_name(path.name + suffix)
        if request.accept_encodings.quality(encoding) > 0 and packed.is_file():
            return encoding, packed
    return "", path
