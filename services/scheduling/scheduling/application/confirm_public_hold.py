from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from scheduling.application.add_patient import keep_added
from scheduling.application.confirm_hold import confirm_hold
from scheduling.application.ports import Desk
from scheduling.application.public_booking import open_practice
from scheduling.application.read_public_hold import require_token
from scheduling.application.shown import ShownVisit
from scheduling.domain.public_hold import Asked, PublicHold
from scheduling.domain.refusals import HoldExpired, ValidationFailed
from scheduling.domain.refusals_online import NotAPatient, TooManyBookings, WrongCode
from scheduling.domain.visit import ONLINE


@dataclass(frozen=True, slots=True)
class BookedOnline:
    """What was booked, and the token of its page."""

    shown: ShownVisit
    calendar_name: str
    link: str = field(repr=False)


def confirm_public_hold(desk: Desk, *, hold_id: UUID, token: str, code: str) -> BookedOnline | WrongCode:
    """With the right code the held time becomes a visit, of the patient that is known or of a new one.

    Once confirmed, the same code is answered the same way. A wrong one is answered, not raised: that it was tried is
    kept. Raises OnlineBookingOff, NotFound, NotAPatient, TooManyBookings, and what confirming a hold raises.
    """
    open_practice(desk)
    known = desk.public_holds.read_to_change(hold_id)
    require_token(desk, known, token)
    if known.code is None:
        raise ValidationFailed.of("code", "required")
    used = known.confirmed_at is not None
    if not (used or known.code.good(desk.now)):
        return WrongCode(0)
    if not desk.secrets.is_mark(known.code.hash, f"{known.code.id} {code.strip()}"):
        return _missed(desk, known)
    if used:
        return _booked(desk, desk.visits.read(hold_id))
    if known.asked is None:
        raise HoldExpired
    # Two who are the same new patient come one after the other.
    desk.practices.read_to_change()
    patient_id = _patient(desk, known.asked)
    shown = confirm_hold(desk, hold_id=hold_id, patient_id=patient_id, note=known.asked.note, source=ONLINE)
    desk.public_holds.save(known.confirmed(desk.now))
    return _booked(desk, shown)


def _missed(desk: Desk, known: PublicHold) -> WrongCode:
    """A code that was used tells nothing, not even how often it may be tried."""
    if known.confirmed_at is not None:
        return WrongCode(0)
    missed = known.missed()
    desk.public_holds.save(missed)
    return WrongCode(missed.tries_left)


def patient_asking(desk: Desk, asked: Asked) -> UUID | None:
    """The patient with this contact, which they have shown to be theirs, and this name: the oldest of the cards."""
    alike = (patient.id for patient in desk.patients.reached_by(asked.channel, asked.contact) if asked.is_of(patient))
    return next(alike, None)


def known_or_new_patient(desk: Desk, asked: Asked) -> UUID:
    """A card that is known stays as it is. Raises NotAPatient where the practice takes no new ones."""
    known = patient_asking(desk, asked)
    if known is not None:
        return known
    if not desk.booking_settings.read().new_patients:
        raise NotAPatient
    (added,) = keep_added(desk, [asked.card], "online_booking")
    return added.id


def _patient(desk: Desk, asked: Asked) -> UUID:
    most = desk.booking_settings.read().most_open
    patient_id = known_or_new_patient(desk, asked)
    if desk.patient_visits.open_online(patient_id, desk.now) >= most:
        raise TooManyBookings(most)
    return patient_id


def _booked(desk: Desk, shown: ShownVisit) -> BookedOnline:
    visit = shown.visit
    calendar = desk.calendars.read(visit.calendar_id)
    return BookedOnline(shown, calendar.name, desk.secrets.visit_link(visit.id, visit.starts_at))
