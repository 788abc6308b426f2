"""What use cases answer: visits as a calendar shows them, and parts of lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.domain.service import Service
from scheduling.domain.visit import Visit

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Part of a list; ``next_cursor`` fetches the part after it, None after the last."""

    items: list[Item]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PatientInBrief:
    """What a calendar shows of a patient."""

    id: UUID
    first_name: str
    last_name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class ServiceInBrief:
    """What a calendar shows of a service."""

    id: UUID
    name: str
    color: str


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit as a calendar shows it, its times in ``zone``."""

    visit: Visit
    patient: PatientInBrief
    zone: ZoneInfo
    service: ServiceInBrief | None = None
    outside: bool = False
    """Still to come, but its calendar is not open then any more."""


def service_in_brief(service: Service | None) -> ServiceInBrief | None:
    return ServiceInBrief(service.id, service.name, service.color) if service else None
