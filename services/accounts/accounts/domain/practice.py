"""A practice, what it may change about itself, and what it announces."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.change import Field, differences
from accounts.domain.checks import Checks
from accounts.domain.errors import VersionConflict
from accounts.domain.notifications import USUAL, Notifications, Switches, what_switched

DEFAULT_TIME_ZONE = "Europe/Warsaw"
HOUSE_NUMBER_MAX = 20
SLUG_MAX = 60
CHANGEABLE = ("name", "street", "house_number", "postal_code", "town", "phone", "second_phone", "nip", "regon")


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
    notifications: Notifications = USUAL

    def with_slug(self, slug: str) -> Practice:
        return dataclasses.replace(self, slug=slug)

    def changed(
        self,
        typed: Mapping[str, str | None],
        expected_version: int | None,
        switches: Switches | None = None,
        *,
        switches_within: str = "notifications.",
    ) -> Practice:
        """The practice with some fields changed; itself when that changes nothing.

        Args:
            typed: by field, what was typed; a field that is not there keeps its value, and the e-mail address cannot
                be there.
            expected_version: the version the change was made from, if it matters.
            switches: what of the notification settings is another now.
            switches_within: the path of the switches in the request.

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
        switched = self.notifications.changed(checks, switches or {}, switches_within)
        checks.finish()
        changed = dataclasses.replace(self, notifications=switched, **kept)  # type: ignore[arg-type]
        return self if changed == self else dataclasses.replace(changed, version=self.version + 1)


def what_changed(before: Practice, after: Practice) -> tuple[Field, ...]:
    """For the audit trail."""
    plain = differences(before, after, CHANGEABLE)
    return plain + what_switched(before.notifications, after.notifications)


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
    slug = re.sub(r"[^a-z0-9]+", "-", plain_letters(name)).strip("-")[:SLUG_MAX].strip("-") or "gabinet"
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def is_slug(text: str) -> bool:
    """Whether it could be one at all."""
    return re.fullmatch(r"[a-z0-9-]{1,100}", text) is not None


def plain_letters(text: str) -> str:
    """In small letters without accents; what has no such letter is left out."""
    return unicodedata.normalize("NFKD", text.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
