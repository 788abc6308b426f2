"""What the next page says about what was just done, and the way back from it: "Cofnij"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import flash, get_flashed_messages


class Undo(NamedTuple):
    """A form of one button that sends these fields there."""

    url: str
    card: str
    """The part of the page that shows what comes of it."""
    fields: Mapping[str, str]


class News(NamedTuple):
    text: str
    undo: Undo | None


def tell(text: str, undo: Undo | None = None) -> None:
    """Say ``text`` on the page that comes next, with ``undo`` beside a button for the way back.

    The news wait in a signed cookie: nothing about patients may be in the fields.
    """
    if undo is None:
        flash(text)
    else:
        flash({"text": text, "undo": undo._asdict()}, "undo")  # type: ignore[arg-type]


def take() -> list[News]:
    """All that waits to be said; each is said once."""
    found: Any = get_flashed_messages(with_categories=True)
    return [
        News(said["text"], Undo(**said["undo"])) if kind == "undo" else News(str(said), None) for kind, said in found
    ]
