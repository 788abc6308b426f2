"""Moving one thing in a list to another place: by its buttons, by dragging, without JavaScript."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from gateway.web.visit_form import read_id


class Order(NamedTuple):
    ids: list[UUID]
    """As it is wanted."""
    moved: UUID
    place: int
    """From 1."""
    before: int
    """Where it was."""


def read(text: str | None, ids: list[UUID]) -> Order | None:
    """``<id>:<place>`` as the buttons and the dragging send it; None when nothing is to be moved.

    A place beyond either end is the end: somebody else may have taken things off the list.
    """
    one, _colon, number = (text or "").rpartition(":")
    moved = read_id(one)
    if moved not in ids or not number.isdecimal() or len(number) > 4:  # noqa: PLR2004
        return None
    before = ids.index(moved) + 1
    place = min(max(int(number), 1), len(ids))
    if place == before:
        return None
    wanted = [other for other in ids if other != moved]
    wanted.insert(place - 1, moved)
    return Order(wanted, moved, place, before)
