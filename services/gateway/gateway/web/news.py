"""What the next page says about what was just done, and the way back from it: "Cofnij"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import flash, get_flashed_messages


class Undo(NamedTuple):
    """A form of one button that sends these fields there."""

    url: str
    fields: Mapping[str, str]


class News(NamedTuple):
    text: str
    undo: Undo | None


def tell(text: str, undo_url: str | None = None, **fields: str) -> None:
    """Say ``text`` on the page that comes next; with ``undo_url`` beside a button that posts ``fields`` there.

    The news wait in a signed cookie: nothing about patients may be in the fields.
    """
    if undo_url is None:
        flash(text)
    else:
        flash({"text": text, "url": undo_url, "fields": fields}, "undo")  # type: ignore[arg-type]


def take() -> list[News]:
    """All that waits to be said; each is said once."""
    found = get_flashed_messages(with_categories=True)
    return [
        News(said["text"], Undo(said["url"], said["fields"])) if kind == "undo" else News(str(said), None)
        for kind, said in found
    ]
