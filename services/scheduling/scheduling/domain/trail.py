"""Who changed what: the fields that a change of something touches, as the practice's owner reads them later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

FieldChange = tuple[str, Any, Any]
"""The field's name, what it was, what it is. Both are None where values are not kept: patient data, free text."""


def differences(before: object | None, after: object, names: Iterable[str]) -> list[FieldChange]:
    """The attributes among ``names`` that differ between two states of one thing; before it there was None of each."""
    pairs = ((name, getattr(before, name, None), getattr(after, name)) for name in names)
    return [(name, was, is_) for name, was, is_ in pairs if was != is_]


def without_values(changes: Iterable[FieldChange]) -> list[FieldChange]:
    """Only that these fields changed: for what must not be kept a second time."""
    return [(name, None, None) for name, _, _ in changes]
