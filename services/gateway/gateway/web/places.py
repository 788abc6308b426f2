"""Where to go next: only ever to a path of our own."""

from __future__ import annotations

from urllib.parse import urlsplit


def own_path(asked: str | None, otherwise: str) -> str:
    """``asked`` if it is a plain path on this host (so that no link of ours can lead elsewhere), else ``otherwise``."""
    if not asked or not asked.startswith("/") or asked.startswith(("//", "/\\")) or any(c in asked for c in "\\\r\n\t"):
        return otherwise
    parts = urlsplit(asked)
    return asked if not parts.scheme and not parts.netloc else otherwise
