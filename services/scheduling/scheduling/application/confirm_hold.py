from __future__ import annotations

from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.application.shown import PatientInBrief, ShownVisit, service_in_brief
from scheduling.application.take_time import take_time
from scheduling.application.timetable_change import timetable_change
from scheduling.application.visits_outside import mark_outside
from scheduling.domain.facts import VisitBooked
from scheduling.domain.hold import Hold, hold_changes
from scheduling.domain.refusals import HoldExpired, SlotTaken
from scheduling.domain.timetable import Timetable
from scheduling.domain.trail import differences, without_values
from scheduling.domain.visit import Visit, visit_time


def confirm_hold(
    desk: Desk, *, hold_id: UUID, patient_id: UUID, note: str | None, source: str | None = None
) -> ShownVisit:
    """The held time becomes the patient's visit. Confirmed already for the same patient: the visit as it is.

    A hold that lasts has its time, whatever has become of the hours since. One that has run out takes it anew, by all
    rules of a booking. Raises NotFound, PatientMerged, PatientErased, ValidationFailed, HoldExpired where somebody else
    has the time (or the visit), and for a hold that has run out what booking raises.
    """
    change = timetable_change(desk)
    timetable, hold = desk.holds.read_to_change(hold_id)
    if hold.patient_id is not None:
        if hold.patient_id != patient_id:
            raise HoldExpired
        return mark_outside(desk, [desk.visits.read(hold_id)])[0]
    card = desk.patients.read_to_book(patient_id).card
    visit = hold.confirm(patient_id, note, source)
    _take(desk, timetable, hold, visit)
    told = hold_changes(hold, visit) + without_values(differences(None, visit, ("service_id", "note")))
    desk.changes.note("visit", visit.id, told)
    desk.announce([VisitBooked(visit), change])
    patient = PatientInBrief(patient_id, card.first_name, card.last_name, card.phone)
    service = desk.services.read(visit.service_id) if visit.service_id else None
    return mark_outside(desk, [ShownVisit(visit, patient, timetable.zone, service_in_brief(service))])[0]


def _take(desk: Desk, timetable: Timetable, hold: Hold, visit: Visit) -> None:
    try:
        if not hold.lasts(desk.now):
            visit_time(hold.starts_at, hold.minutes, timetable.zone, desk.now)
            take_time(desk, timetable, hold.during, overbook=False)
        desk.holds.confirm(visit)
    except SlotTaken:
        raise HoldExpired from None
