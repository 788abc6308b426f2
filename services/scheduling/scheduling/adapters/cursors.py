"""Cursors of lists: where a page ended, as text that means nothing to anybody else. Never a name or a number."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from uuid import UUID

from scheduling.domain.refusals import ValidationFailed

_LONGEST_NUMBER = 9


def cursor_at(*key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(part) for part in key]).encode()).decode().rstrip("=")


def id_in(cursor: str) -> UUID:
    """Raises ValidationFailed."""
    (text,) = _parts(cursor, 1)
    try:
        return UUID(text)
    except ValueError:
        raise _invalid() from None


def ids_in(cursor: str) -> tuple[UUID, UUID]:
    """Raises ValidationFailed."""
    one, other = _parts(cursor, 2)
    try:
        return UUID(one), UUID(other)
    except ValueError:
        raise _invalid() from None


def number_in(cursor: str) -> int:
    """Raises ValidationFailed."""
    (text,) = _parts(cursor, 1)
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise _invalid()
    return int(text)


def instant_and_id_in(cursor: str) -> tuple[datetime, UUID]:
    """Raises ValidationFailed."""
    moment, text = _parts(cursor, 2)
    try:
        instant, id_ = datetime.fromisoformat(moment), UUID(text)
    except ValueError:
        raise _invalid() from None
    if instant.tzinfo is None:
        raise _invalid()
    return instant, id_


def date_and_ids_in(cursor: str) -> tuple[date, UUID, UUID]:
    """Raises ValidationFailed."""
    day, one, other = _parts(cursor, 3)
    try:
        return date.fromisoformat(day), UUID(one), UUID(other)
    except ValueError:
        raise _invalid() from None


def _parts(cursor: str, count: int) -> list[str]:
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True))
    except (ValueError, RecursionError):
        raise _invalid() from None
    if not isinstance(parts, list) or len(parts) != count or not all(isinstance(part, str) for part in parts):
        raise _invalid()
    return parts


def _invalid() -> ValidationFailed:
    return ValidationFailed.of("cursor", "invalid")
