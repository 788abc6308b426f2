from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.holding_back import address_tries, contact_tries, practice_tries
from scheduling.application.ports import Desk
from scheduling.application.public_booking import open_practice
from scheduling.application.read_public_hold import require_token
from scheduling.application.take_time import take_time
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.facts import BookingCodeRequested
from scheduling.domain.hold import Hold, hold_changes
from scheduling.domain.local_time import day_of
from scheduling.domain.public_hold import CODE_LIFE, Asked, Code, checked_asked
from scheduling.domain.refusals import HoldExpired, SlotTaken
from scheduling.domain.timetable import Timetable


@dataclass(frozen=True, slots=True)
class CodeSent:
    """Instants, to be shown in ``zone``."""

    expires_at: datetime
    held_until: datetime
    tries: int
    zone: ZoneInfo


def request_booking_code(  # noqa: PLR0913 - what a person says of themselves
    desk: Desk,
    *,
    hold_id: UUID,
    token: str,
    channel: str,
    fields: Mapping[str, Any],
    note: str | None,
    language: str,
    address: str | None,
) -> CodeSent:
    """Keep what the person typed, and send a code to the phone or mailbox that they say is theirs.

    The code before it is good for nothing any more. The first one makes the hold last as long as it does. Raises
    OnlineBookingOff, NotFound, ValidationFailed, RateLimited or HoldExpired.
    """
    zone = open_practice(desk).zone
    known = desk.public_holds.read_to_change(hold_id)
    require_token(desk, known, token)
    if known.confirmed_at is not None:
        raise HoldExpired
    asked = checked_asked(fields, channel, note, language, day_of(desk.now, zone))
    count_code(desk, asked, address)
    code, secret = new_code(desk)
    held_until = _keep(desk, hold_id, code.expires_at, extended=known.extended)
    desk.public_holds.save(known.send(asked, code))
    desk.announce([BookingCodeRequested(desk.practice_id, code.id, asked, secret, code.expires_at)])
    return CodeSent(code.expires_at, held_until, code.tries, zone)


def new_code(desk: Desk) -> tuple[Code, str]:
    """What is kept of it, and the code itself."""
    code_id, secret = desk.new_id(), desk.secrets.new_code()
    return Code(id=code_id, hash=desk.secrets.mark(f"{code_id} {secret}"), expires_at=desk.now + CODE_LIFE), secret


def count_code(desk: Desk, asked: Asked, address: str | None) -> None:
    """Raises RateLimited."""
    limits = desk.limits
    desk.tries.count(
        contact_tries(desk, "code", asked.contact, limits.codes_per_contact)
        | address_tries(desk, "code", address, limits.codes_per_address)
        | practice_tries(desk, "code", limits.codes_per_practice),
        desk.now,
    )


def _keep(desk: Desk, hold_id: UUID, until: datetime, *, extended: bool) -> datetime:
    """Until when the time is held by now. Raises HoldExpired where it is somebody else's, or ran out a second time."""
    change = timetable_change(desk)
    timetable, hold = desk.holds.read_to_change(hold_id)
    if hold.status != "held" or (extended and not hold.lasts(desk.now)):
        raise HoldExpired
    if extended:
        return hold.held_until
    longer = replace(hold, held_until=max(hold.held_until, until))
    if not hold.lasts(desk.now):
        _require_free(desk, timetable, hold)
    desk.holds.save(longer)
    desk.changes.note("visit", hold_id, hold_changes(hold, longer))
    desk.announce([change])
    return longer.held_until


def _require_free(desk: Desk, timetable: Timetable, hold: Hold) -> None:
    try:
        take_time(desk, timetable, hold.during, overbook=False)
    except SlotTaken:
        raise HoldExpired from None
