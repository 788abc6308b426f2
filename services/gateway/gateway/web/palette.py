"""The eight colours of calendars and services, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

NAMES = {
    "blue": _l("blue"),
    "green": _l("green"),
    "amber": _l("amber"),
    "violet": _l("violet"),
    "teal": _l("teal"),
    "rose": _l("rose"),
    "orange": _l("orange"),
    "slate": _l("slate"),
}


def free(used: Iterable[str]) -> str:
    """The first colour not in use; when all are, the one that is used least. A proposal: scheduling decides."""
    taken = list(used)
    return min(NAMES, key=taken.count)
