"""Times that are held, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from scheduling.domain.hold import Hold
from scheduling.domain.refusals import NotFound
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.visit import Visit

if TYPE_CHECKING:
    from services.scheduling.tests.fakes import FakeDesk


class FakeHolds:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: dict[UUID, Hold] = {}

    def add(self, hold: Hold) -> None:
        self.desk.visits.require_free(hold.id, hold.calendar_id, hold.during)
        self.kept[hold.id] = hold

    def read_to_change(self, hold_id: UUID) -> tuple[Timetable, Hold]:
        if hold_id not in self.kept:
            raise NotFound("hold")
        hold = self.kept[hold_id]
        return self.desk.calendars.timetable_to_book(hold.calendar_id), hold

    def save(self, hold: Hold) -> None:
        self.kept[hold.id] = hold

    def confirm(self, visit: Visit) -> None:
        self.desk.visits.add(visit)
        self.kept[visit.id] = replace(self.kept[visit.id], status=visit.status, patient_id=visit.patient_id)

    def lasting(self, from_: datetime, to: datetime) -> list[Hold]:
        found = [hold for hold in self.kept.values() if hold.lasts(self.desk.now) and from_ <= hold.starts_at < to]
        return sorted(found, key=lambda hold: hold.during)

    def forget_run_out(self, calendar_id: UUID, during: Span) -> None:
        for hold in list(self.kept.values()):
            over = hold.status == "held" and not hold.lasts(self.desk.now)
            if over and hold.calendar_id == calendar_id and hold.during.overlaps(during):
                self.kept[hold.id] = replace(hold, status="cancelled")
