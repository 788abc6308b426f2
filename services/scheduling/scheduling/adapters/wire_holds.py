"""Contracts <-> domain for holds: a part of ``wire``."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from contracts.scheduling import rpc as messages

from scheduling.application.hold_time import ShownHold
from scheduling.application.list_holds import ListedHolds
from scheduling.domain.hold import Hold


def hold(shown: ShownHold) -> messages.Hold:
    return _hold(shown.hold, shown.zone)


def holds(known: ListedHolds) -> messages.Holds:
    return messages.Holds(items=[_hold(each, known.zone) for each in known.items])


def _hold(known: Hold, zone: ZoneInfo) -> messages.Hold:
    return messages.Hold(
        id=known.id,
        calendar_id=known.calendar_id,
        starts_at=known.during.starts_at.astimezone(zone),
        ends_at=known.during.ends_at.astimezone(zone),
        minutes=known.minutes,
        service_id=known.service_id,
        held_until=known.held_until.astimezone(zone),
    )
