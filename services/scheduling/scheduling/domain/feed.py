"""Calendar feeds: the visits of some chairs at a secret address, for a calendar program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from scheduling.domain.checks import Checks, Wrong, line
from scheduling.domain.erasing import NOBODY
from scheduling.domain.trail import FieldChange, differences

MOST_FEEDS: Final = 20
MOST_VISITS: Final = 10_000
LONGEST_NAME = 100

INITIALS: Final = "initials"
NAMES: Final = "names"

_BACK, _AHEAD = timedelta(days=31), timedelta(days=366)
_NOTED = ("name", "calendar_ids", "shows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    id: UUID
    name: str
    calendar_ids: tuple[UUID, ...]
    shows: str
    """INITIALS or NAMES of patients."""
    token_hash: bytes = field(repr=False)
    created_at: datetime
    last_read_on: date | None = None
    """On the practice's wall. To the day, so that reading it all day long writes once."""

    def read(self, today: date, token_hash: bytes) -> Feed:
        """Somebody fetched it; the very same one if nothing is new. ``token_hash``: under the key of today."""
        known = replace(self, last_read_on=today, token_hash=token_hash)
        return self if known == self else known


def new_feed(feed_id: UUID, fields: Mapping[str, Any], token_hash: bytes, now: datetime) -> Feed:
    """Raises ValidationFailed. Whether the practice has these calendars is for the caller to see."""
    checks = Checks()
    feed = Feed(
        id=feed_id,
        name=checks.take("name", line(LONGEST_NAME), fields["name"]),
        calendar_ids=checks.take("calendar_ids", _some, fields["calendar_ids"]),
        shows=fields["shows"],
        token_hash=token_hash,
        created_at=now,
    )
    checks.finish()
    return feed


def feed_changes(before: Feed | None, after: Feed | None) -> list[FieldChange]:
    """For the audit trail, of a feed that is new or removed."""
    told = differences(before, after, _NOTED) if after else [(name, getattr(before, name), None) for name in _NOTED]
    return [(name, _plain(was), _plain(is_)) for name, was, is_ in told]


def feed_dates(today: date) -> tuple[date, date]:
    """Visits of which dates it has: from a month back up to, and without, the day after a year ahead."""
    return today - _BACK, today + _AHEAD


def patient_in_feed(first_name: str, last_name: str, *, shows: str, erased: bool) -> str:
    """``"J.K."``, or the name where the practice wants it; nobody's once the patient is forgotten."""
    if erased:
        return NOBODY
    if shows == NAMES:
        return f"{first_name} {last_name}"
    return f"{first_name[0].upper()}.{last_name[0].upper()}."


def _some(ids: Sequence[UUID]) -> tuple[UUID, ...]:
    if not ids:
        raise Wrong("required")
    return tuple(dict.fromkeys(ids))


def _plain(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, tuple) else value
