from __future__ import annotations

from uuid import UUID

from scheduling.application.end_offer import end_offer
from scheduling.application.hold_time import ShownHold
from scheduling.application.ports import Desk
from scheduling.application.timetable_change import timetable_change
from scheduling.domain.hold import hold_changes
from scheduling.domain.refusals import NotFound
from scheduling.domain.time_offer import WITHDRAWN


def release_hold(desk: Desk, *, hold_id: UUID) -> ShownHold:
    """Its time is free again at once. One that has run out is answered as it is.

    One that is held for somebody who waits the practice takes back: it is offered to nobody else.

    Raises NotFound, also for one that has become a visit: that is cancelled, not released.
    """
    change = timetable_change(desk)
    timetable, before = desk.holds.read_to_change(hold_id)
    if before.patient_id is not None:
        raise NotFound("hold")
    for offer in desk.offers.among([hold_id]):
        if offer.open:
            end_offer(desk, offer, WITHDRAWN, pass_on=False)
            return ShownHold(desk.holds.read_to_change(hold_id)[1], timetable.zone)
    hold = before.release(desk.now)
    if hold != before:
        desk.holds.save(hold)
        desk.changes.note("visit", hold.id, hold_changes(before, hold))
        desk.announce([change])
    return ShownHold(hold, timetable.zone)
