"""Services: what is done in the chair, how long it takes and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from scheduling.domain.calendar import free_color, palette_color
from scheduling.domain.checks import Checks, Wrong, line
from scheduling.domain.trail import FieldChange, differences
from scheduling.domain.visit import length

LONGEST_NAME = 100
HIGHEST_PRICE = 99_999_99
"""In grosze."""
LONGEST_INTERVAL = 60
"""In months."""

_PRICE = re.compile(r"(-?)0*([0-9]+)(?:\.([0-9]{1,2}))?")
_MOST_DIGITS = 5
_NOTED = ("name", "minutes", "color", "price", "bookable_online", "active", "position", "interval_months")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service. It is never deleted, because visits keep it; what is not ``active`` is no longer on offer."""

    id: UUID
    practice_id: UUID
    name: str
    minutes: int
    color: str
    """One of the PALETTE of calendars."""
    price_grosze: int | None
    """None: the practice does not say."""
    bookable_online: bool
    position: int
    """From 1 without a gap, in the order in which they are shown."""
    active: bool = True
    version: int = 1
    interval_months: int | None = None
    """After so many months a patient should come for it again; None: the practice does not say."""

    @property
    def price(self) -> str | None:
        """In złoty, ``"120.00"``."""
        return None if self.price_grosze is None else _in_zloty(self.price_grosze)

    def change(self, fields: Mapping[str, Any], beside: Sequence[Service]) -> Service:
        """The service with these fields new; the very same one if nothing differs.

        ``beside``: all services of the practice, this one too. Raises ValidationFailed.
        """
        changed = replace(self, **_checked(fields, last=len(beside)))
        return self if changed == self else replace(changed, version=self.version + 1)


def next_service(service_id: UUID, practice_id: UUID, beside: Sequence[Service], fields: Mapping[str, Any]) -> Service:
    """One more service, after all ``beside`` it; without a colour it takes the first that is not in use.

    Raises ValidationFailed.
    """
    color = fields.get("color") or free_color([service.color for service in beside])
    left_out = {"name": None, "minutes": None, "price": None, "bookable_online": False}
    last = len(beside) + 1
    asked = left_out | dict(fields) | {"color": color, "position": last}
    return Service(id=service_id, practice_id=practice_id, **_checked(asked, last))


def make_room(services: Sequence[Service], moved: Service) -> list[Service]:
    """The others among ``services`` that stand elsewhere once one of them has moved to its new position."""
    order = [service for service in services if service.id != moved.id]
    order.insert(moved.position - 1, moved)
    return [
        replace(service, position=position, version=service.version + 1)
        for position, service in enumerate(order, start=1)
        if service.position != position
    ]


def service_changes(before: Service | None, after: Service) -> list[FieldChange]:
    """For the audit trail."""
    return differences(before, after, _NOTED)


def price(value: str | None) -> int | None:
    """A rule for a price as it is written, ``"120.00"``: the grosze; an empty one is None."""
    text = (value or "").strip()
    if not text:
        return None
    written = _PRICE.fullmatch(text)
    if written is None:
        raise Wrong("invalid")
    minus, zloty, rest = written.groups(default="")
    grosze = int(zloty[: _MOST_DIGITS + 1] + f"{rest:0<2}")
    if grosze > HIGHEST_PRICE or (minus and grosze):
        raise Wrong("out_of_range", min=_in_zloty(0), max=_in_zloty(HIGHEST_PRICE))
    return grosze


def interval(value: int | None) -> int | None:
    """A rule for the months after which a patient should come again; 0 is none."""
    if not value:
        return None
    if not 1 <= value <= LONGEST_INTERVAL:
        raise Wrong("out_of_range", min=1, max=LONGEST_INTERVAL)
    return value


def _checked(fields: Mapping[str, Any], last: int) -> dict[str, Any]:
    """The attributes that these fields give. ``last``: the highest position. Raises ValidationFailed."""
    rules = {**_RULES, "position": _up_to(last)}
    checks = Checks()
    taken = {name: checks.take(name, rules[name], value) for name, value in fields.items()}
    checks.finish()
    if "price" in taken:
        taken["price_grosze"] = taken.pop("price")
    return taken


def _said(value: bool | None) -> bool:
    if value is None:
        raise Wrong("required")
    return value


def _up_to(last: int) -> Callable[[int | None], int]:
    def rule(value: int | None) -> int:
        if value is None:
            raise Wrong("required")
        if not 1 <= value <= last:
            raise Wrong("out_of_range", min=1, max=last)
        return value

    return rule


_RULES: dict[str, Callable[[Any], Any]] = {
    "name": line(LONGEST_NAME),
    "minutes": length,
    "color": palette_color,
    "price": price,
    "bookable_online": _said,
    "active": _said,
    "interval_months": interval,
}


def _in_zloty(grosze: int) -> str:
    return f"{grosze // 100}.{grosze % 100:02}"
