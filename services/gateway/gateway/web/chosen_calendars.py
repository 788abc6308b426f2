"""Several calendars chosen in a form: a tick for each, named ``calendar_<id>``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from contracts.scheduling import rpc as scheduling

from gateway.web.visit_form import read_id

_PREFIX = "calendar_"


def field(calendar_id: UUID) -> str:
    """The name of its tick."""
    return f"{_PREFIX}{calendar_id}"


def ticks(calendar_ids: Iterable[UUID]) -> dict[str, str]:
    """The values of a form in which these are chosen."""
    return {field(one): "on" for one in calendar_ids}


def read(values: Mapping[str, str]) -> list[UUID]:
    """Those that are ticked, in the form's order; what is no id is left out."""
    found = (read_id(name.removeprefix(_PREFIX)) for name in values if name.startswith(_PREFIX))
    return [one for one in found if one is not None]


def names(calendar_ids: Iterable[UUID], calendars: Iterable[scheduling.Calendar]) -> str:
    """``STANOWISKO 1, STANOWISKO 3``, in the calendars' order."""
    wanted = set(calendar_ids)
    return ", ".join(one.name for one in calendars if one.id in wanted)
