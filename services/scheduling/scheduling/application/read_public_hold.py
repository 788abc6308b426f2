from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.application.public_booking import open_practice
from scheduling.application.release_hold import release_hold
from scheduling.domain.hold import Hold
from scheduling.domain.public_hold import KEPT_FOR, PublicHold
from scheduling.domain.refusals import HoldExpired, NotFound


@dataclass(frozen=True, slots=True)
class ShownPublicHold:
    """A stranger's hold as they see it, its times to be shown in ``zone``."""

    hold: Hold
    token: str = field(repr=False)
    calendar_name: str
    service_name: str
    zone: ZoneInfo


def read_public_hold(desk: Desk, *, hold_id: UUID, token: str) -> ShownPublicHold:
    """What is held; also once it has run out, for as long as nobody else took the time, and once it is a visit.

    Raises OnlineBookingOff, NotFound (also for a wrong token), or HoldExpired where it is nobody's any more.
    """
    open_practice(desk)
    require_token(desk, desk.public_holds.read(hold_id), token)
    timetable, hold = desk.holds.read_to_change(hold_id)
    if hold.status == "cancelled" and hold.patient_id is None:
        raise HoldExpired
    service = desk.services.read(hold.service_id) if hold.service_id else None
    return ShownPublicHold(hold, token, timetable.calendar.name, service.name if service else "", timetable.zone)


def release_public_hold(desk: Desk, *, hold_id: UUID, token: str) -> None:
    """Its time is free again at once. Raises NotFound, also for a wrong token or where it has become a visit."""
    require_token(desk, desk.public_holds.read(hold_id), token)
    release_hold(desk, hold_id=hold_id)


def forget_public_holds(desk: Desk) -> int:
    """What strangers typed and never confirmed goes, and what they confirmed is asked for no more. How many went."""
    before = desk.now - KEPT_FOR
    return desk.public_holds.forget(before) + desk.joinings.forget(before)


def require_token(desk: Desk, known: PublicHold, token: str) -> None:
    """Raises NotFound."""
    if not desk.secrets.is_mark(known.token_hash, token):
        raise NotFound("hold")
