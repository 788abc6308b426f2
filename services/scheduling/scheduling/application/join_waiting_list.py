"""A patient puts themselves on the waiting list, with the codes, tries and answers of online booking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.application.add_to_waiting_list import keep_waiting
from scheduling.application.confirm_public_hold import known_or_new_patient
from scheduling.application.ports import Desk
from scheduling.application.public_booking import open_practice, read_offer
from scheduling.application.request_booking_code import count_code, new_code
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.facts import BookingCodeRequested
from scheduling.domain.joining import Joining
from scheduling.domain.local_time import day_of
from scheduling.domain.public_hold import Asked, checked_asked
from scheduling.domain.refusals import HoldExpired
from scheduling.domain.refusals_online import WrongCode
from scheduling.domain.waiting import ONLINE, WaitingEntry, checked_wishes, waiting_changes


@dataclass(frozen=True, slots=True)
class JoiningAsked:
    id: UUID
    expires_at: datetime
    """Of the code; to be shown in ``zone``."""
    zone: ZoneInfo


def ask_to_join_waiting_list(  # noqa: PLR0913 - what a person says of themselves
    desk: Desk,
    *,
    service_id: UUID,
    wishes: Mapping[str, Any],
    channel: str,
    fields: Mapping[str, Any],
    language: str,
    address: str | None,
) -> JoiningAsked:
    """Keep what they typed, and send a code to the phone or mailbox that they say is theirs.

    Whoever asks, the answer is the same. Raises OnlineBookingOff, NotFound, ValidationFailed or RateLimited.
    """
    offer = read_offer(desk)
    service, zone = offer.service(service_id), offer.practice.zone
    today = day_of(desk.now, zone)
    asked = checked_asked(fields, channel, None, language, today)
    wanted = checked_wishes(wishes, service.minutes, today)
    for calendar_id in wanted.calendar_ids:
        offer.chairs(calendar_id)
    count_code(desk, asked, address)
    code, secret = new_code(desk)
    joining = Joining(
        id=desk.new_id(), created_at=desk.now, service_id=service_id, wishes=wanted, asked=asked, code=code
    )
    desk.joinings.add(joining)
    desk.changes.note("waiting", joining.id, [("until_date", None, wanted.until_date)])
    desk.announce([BookingCodeRequested(desk.practice_id, code.id, asked, secret, code.expires_at)])
    return JoiningAsked(joining.id, code.expires_at, zone)


def confirm_joining(desk: Desk, *, joining_id: UUID, code: str) -> date | WrongCode:
    """With the right code they wait, until the date that is answered; who waits already does so with the new wishes.

    Once confirmed, the same code is answered the same way. A wrong one is answered, not raised: that it was tried is
    kept. Raises OnlineBookingOff, NotFound, HoldExpired or NotAPatient.
    """
    open_practice(desk)
    known = desk.joinings.read_to_change(joining_id)
    used = known.joined_until
    if used is None and desk.now >= known.code.expires_at:
        raise HoldExpired
    if used is None and not known.code.tries:
        return WrongCode(0)
    if not desk.secrets.is_mark(known.code.hash, f"{known.code.id} {code.strip()}"):
        return _missed(desk, known)
    if used is not None:
        return used
    if known.asked is None:
        raise HoldExpired
    until = _join(desk, known, known.asked)
    desk.joinings.save(known.joined(until))
    return until


def _missed(desk: Desk, known: Joining) -> WrongCode:
    """A code that was used tells nothing, not even how often it may be tried."""
    if known.joined_until is not None:
        return WrongCode(0)
    missed = known.missed()
    desk.joinings.save(missed)
    return WrongCode(missed.code.tries)


def _join(desk: Desk, known: Joining, asked: Asked) -> date:
    today = day_of(desk.now, desk.practices.read_to_change().zone)
    patient_id = known_or_new_patient(desk, asked)
    for entry in desk.waiting.of_patient(patient_id):
        if entry.service_id == known.service_id and entry.waits(today):
            _wish(desk, entry, known)
            break
    else:
        keep_waiting(desk, _entry(desk, patient_id, known))
    return known.wishes.until_date


def _entry(desk: Desk, patient_id: UUID, known: Joining) -> WaitingEntry:
    return WaitingEntry(
        id=desk.new_id(),
        practice_id=desk.practice_id,
        patient_id=patient_id,
        service_id=known.service_id,
        wishes=known.wishes,
        created_at=desk.now,
        source=ONLINE,
    )


def _wish(desk: Desk, before: WaitingEntry, known: Joining) -> None:
    """How long the reception said it takes stays; the place too."""
    entry = before.wish(replace(known.wishes, minutes=before.wishes.minutes))
    if entry == before:
        return
    desk.waiting.save(entry)
    desk.changes.note("waiting", entry.id, waiting_changes(before, entry))
    desk.announce([timetable_change(desk)])
