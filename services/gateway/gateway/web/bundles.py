"""Where the built JavaScript and CSS lie, and the names they have."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from flask import current_app, url_for

DIST = Path(__file__).parent / "assets" / "dist"


class NotBuilt(Exception):  # noqa: N818
    """``npm run build`` has not been run in services/gateway."""


def asset(name: str) -> str:
    """The address of a bundle, ``asset("main.js")``; it carries its content's hash."""
    return url_for("web.bundle", name=_manifest(_built_at()).get(name, name))


def _built_at() -> float:
    """When the bundles were built: looked at again only while somebody develops."""
    manifest = DIST / "manifest.json"
    if current_app.debug or current_app.testing:
        return manifest.stat().st_mtime if manifest.exists() else -1
    return 0


@functools.lru_cache(maxsize=2)
def _manifest(_built: float) -> dict[str, str]:
    try:
        return dict(json.loads((DIST / "manifest.json").read_text()))
    except FileNotFoundError:
        raise NotBuilt("run npm ci and npm run build in services/gateway") from None
