"""Contracts <-> domain for services: a part of ``wire``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.scheduling import rpc as messages

from scheduling.domain.service import Service


def service_fields(request: messages.AddService | messages.ChangeService) -> Mapping[str, Any]:
    """The fields that the sender set."""
    named = request.model_fields_set - {"service_id", "expected_version"}
    return {name: getattr(request, name) for name in named}


def service(known: Service) -> messages.Service:
    return messages.Service(
        id=known.id,
        name=known.name,
        minutes=known.minutes,
        color=known.color,
        price=known.price,
        bookable_online=known.bookable_online,
        active=known.active,
        position=known.position,
        version=known.version,
        interval_months=known.interval_months,
    )


def services(known: list[Service]) -> messages.Services:
    return messages.Services(items=[service(each) for each in known])
