"""A practice, what it may change about itself, and what it announces."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from accounts.domain.checks import Checks
from accounts.domain.errors import VersionConflict

DEFAULT_TIME_ZONE = "Europe/Warsaw"
HOUSE_NUMBER_MAX = 20
SLUG_MAX = 60


@dataclass(frozen=True)
class Reminders:
    """The practice's switches and hours, on its wall clock; nothing is sent in the quiet hours."""

    sms: bool = True
    email: bool = True
    hour: time = time(10)
    quiet_from: time = time(21)
    quiet_to: time = time(8)


@dataclass(frozen=True)
class Practice:
    id: UUID
    name: str
    email: str
    """The administrator's login, never changed."""
    slug: str
    time_zone: str = DEFAULT_TIME_ZONE
    version: int = 1
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    town: str | None = None
    phone: str | None = None
    """E.164."""
    second_phone: str | None = None
    nip: str | None = None
    regon: str | None = None
    reminders: Reminders = Reminders()

    def with_slug(self, slug: str) -> Practice:
        return dataclasses.replace(self, slug=slug)

    def changed(self, typed: Mapping[str, str | None], expected_version: int | None) -> Practice:
        """The practice with some fields changed; itself when that changes nothing.

        Args:
            typed: by field, what was typed; a field that is not there keeps its value.
            expected_version: the version the change was made from, if it matters.

        Raises:
            VersionConflict: it is another version by now.
            ValidationFailed: with everything that is wrong.
        """
        if expected_version not in (None, self.version):
            raise VersionConflict(self.version)
        checks = Checks()
        kinds = {
            "name": checks.name,
            "street": checks.line,
            "house_number": lambda field, text: checks.line(field, text, HOUSE_NUMBER_MAX),
            "postal_code": checks.postal_code,
            "town": checks.line,
            "phone": checks.phone,
            "second_phone": checks.phone,
            "nip": checks.nip,
            "regon": checks.regon,
        }
        kept = {field: kind(field, typed[field]) for field, kind in kinds.items() if field in typed}
        checks.finish()
        if all(getattr(self, field) == value for field, value in kept.items()):
            return self
        return dataclasses.replace(self, version=self.version + 1, **kept)  # type: ignore[arg-type]


@dataclass(frozen=True)
class PracticeRegistered:
    """A practice exists from now on."""

    practice: Practice
    at: datetime


@dataclass(frozen=True)
class PracticeChanged:
    """Something about the practice is different."""

    practice: Practice
    at: datetime


def slugs(name: str) -> Iterator[str]:
    """Names for the practice's public address, best first: ``gabinet-sliwa``, ``gabinet-sliwa-2`` and so on, no end."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:SLUG_MAX].strip("-") or "gabinet"
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
