"""Visits, holds and free times in memory: booked, moved, repeated, cancelled, restored, with their history."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.changes import Change, Changes, FieldChange
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused

from services.gateway.tests.fake_practice import WARSAW, FakePractice, found_in, refused, same_version

QUARTER = timedelta(minutes=15)


class FakeVisits:
    """Mixed into FakeServices."""

    page = 500
    """Visits that come with a book."""

    now: Callable[[], datetime]
    mine: Any
    with_outside: Any
    calendar_day: Any
    remind: Any
    list_calendar_days: Any

    def list_visits(self, request: scheduling.ListVisits, context: Any) -> scheduling.Visits:
        kept = self.mine(context)

        def wanted(visit: scheduling.Visit) -> bool:
            day = visit.starts_at.astimezone(WARSAW).date()
            return (
                (request.from_ is None or request.from_ <= day)
                and (request.to is None or day < request.to)
                and request.patient_id in {None, visit.patient_id}
                and request.calendar_id in {None, visit.calendar_id}
            )

        items = sorted((v for v in kept.visits.values() if wanted(v)), key=lambda v: v.starts_at.timestamp())
        start = int(request.cursor or 0)
        end = start + request.limit
        marked = [self.with_outside(kept, visit) for visit in items[start:end]]
        return scheduling.Visits(items=marked, next_cursor=str(end) if end < len(items) else None)

    def book_visit(self, request: scheduling.BookVisit, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        patient = found_in(kept.patients, request.patient_id, "patient")
        minutes = self._minutes(kept, request.minutes, request.service_id)
        over = self._require_free(kept, request.calendar_id, request.starts_at, minutes, overbook=request.overbook)
        service = self._service(kept, request.service_id)
        visit = scheduling.Visit(
            id=uuid.uuid4(),
            calendar_id=request.calendar_id,
            patient_id=patient.id,
            patient=scheduling.VisitPatient(
                id=patient.id, first_name=patient.first_name, last_name=patient.last_name, phone=patient.phone
            ),
            starts_at=request.starts_at.astimezone(WARSAW),
            ends_at=later(request.starts_at, minutes),
            minutes=minutes,
            status="planned",
            note=request.note,
            version=1,
            service=service,
            overbooked=over,
        )
        kept.visits[visit.id] = visit
        self.remind(kept, visit, patient)
        self._note(kept, context, "book_visit", visit, status=(None, "planned"), minutes=(None, minutes))
        return visit

    def book_series(self, request: scheduling.BookSeries, context: Any) -> scheduling.SeriesBooked:
        kept = self.mine(context)
        before, trail = dict(kept.visits), list(kept.changes_of_scheduling)
        series, booked, left = uuid.uuid4(), [], []
        local = request.starts_at.astimezone(WARSAW)
        for number in range(request.count):
            start = local + timedelta(weeks=number * request.every_weeks)
            data = request.model_dump(exclude={"every_weeks", "count", "skip_refused", "starts_at"})
            try:
                visit = self.book_visit(scheduling.BookVisit(starts_at=start, **data), context)
            except Refused as no:
                if not request.skip_refused:
                    kept.visits, kept.changes_of_scheduling = before, trail
                    raise
                left.append(scheduling.RefusedStart(starts_at=start, code=no.code))
            else:
                kept.visits[visit.id] = visit.model_copy(update={"series_id": series})
                booked.append(kept.visits[visit.id])
        return scheduling.SeriesBooked(series_id=series, visits=booked, refused=left)

    def read_visit(self, request: scheduling.VisitId, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        return self.with_outside(kept, found_in(kept.visits, request.visit_id, "visit"))  # type: ignore[no-any-return]

    def change_visit(self, request: scheduling.ChangeVisit, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        old = found_in(kept.visits, request.visit_id, "visit")
        same_version(request, old)
        sent = request.model_dump(exclude_unset=True, exclude={"visit_id", "expected_version", "overbook"})
        if "service_id" in sent:
            sent["service"] = self._service(kept, sent.pop("service_id"))
        data = old.model_dump() | sent
        place = ("starts_at", "minutes", "calendar_id")
        if any(data[field] != getattr(old, field) for field in place):
            data["overbooked"] = self._require_free(
                kept, data["calendar_id"], data["starts_at"], data["minutes"], old.id, overbook=request.overbook
            )
            data["starts_at"] = data["starts_at"].astimezone(WARSAW)
            data["patient_answer"] = None
        data |= {"ends_at": later(data["starts_at"], data["minutes"]), "version": old.version + 1}
        new = scheduling.Visit(**data)
        kept.visits[old.id] = new
        told = {f: (_plain(getattr(old, f)), _plain(getattr(new, f))) for f in (*place, "status")}
        self._note(kept, context, "change_visit", new, **{f: pair for f, pair in told.items() if pair[0] != pair[1]})
        return new

    def cancel_visit(self, request: scheduling.CancelVisit, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        old = found_in(kept.visits, request.visit_id, "visit")
        same_version(request, old)
        if old.status == "cancelled":
            raise refused("visit_not_changeable", status="cancelled")
        new = {"status": "cancelled", "version": old.version + 1, "cancel_reason": request.reason}
        kept.visits[old.id] = old.model_copy(update=new)
        off = {"state": "cancelled", "reason": "visit_cancelled"}
        kept.messages = [m.model_copy(update=off) if m.visit_id == old.id else m for m in kept.messages]
        self._note(kept, context, "cancel_visit", old, status=(old.status, "cancelled"))
        return kept.visits[old.id]

    def restore_visit(self, request: scheduling.RestoreVisit, context: Any) -> scheduling.Visit:
        kept = self.mine(context)
        old = found_in(kept.visits, request.visit_id, "visit")
        same_version(request, old)
        if old.status != "cancelled":
            raise refused("visit_not_changeable", status=old.status)
        over = self._require_free(kept, old.calendar_id, old.starts_at, old.minutes, old.id, overbook=request.overbook)
        new = {"status": "planned", "version": old.version + 1, "cancel_reason": None, "overbooked": over}
        kept.visits[old.id] = old.model_copy(update=new)
        self._note(kept, context, "restore_visit", old, status=("cancelled", "planned"))
        return kept.visits[old.id]

    def read_visit_history(self, request: scheduling.VisitId, context: Any) -> Changes:
        kept = self.mine(context)
        found_in(kept.visits, request.visit_id, "visit")
        return Changes(items=[c for c in kept.changes_of_scheduling if c.subject_id == request.visit_id])

    def list_free_times(self, request: scheduling.ListFreeTimes, context: Any) -> scheduling.FreeTimes:
        kept = self.mine(context)
        minutes = self._minutes(kept, request.minutes, request.service_id)
        found = []
        for calendar in [c for c in kept.calendars if not request.calendar_ids or c.id in request.calendar_ids]:
            busy = self._busy(kept, calendar.id)
            for offset in range((request.to - request.from_).days):
                day = self.calendar_day(kept, calendar, request.from_ + timedelta(days=offset))
                for span in day.open:
                    begins, length = (
                        max(span.starts_at.astimezone(UTC), self._next_quarter()),
                        timedelta(minutes=minutes),
                    )
                    while begins + length <= span.ends_at:
                        if not any(begins < ends and starts < begins + length for starts, ends in busy):
                            start = begins.astimezone(WARSAW)
                            found.append(scheduling.FreeTime(calendar_id=calendar.id, starts_at=start))
                        begins += timedelta(minutes=15)
        return scheduling.FreeTimes(items=found, complete=True)

    def list_holds(self, request: scheduling.ListHolds, context: Any) -> scheduling.Holds:
        held = [h for h in self.mine(context).holds if h.held_until > self.now()]
        return scheduling.Holds(
            items=[h for h in held if request.from_ <= h.starts_at.astimezone(WARSAW).date() < request.to]
        )

    def read_book(self, request: scheduling.DaySpan, context: Any) -> scheduling.Book:
        span = {"from_": request.from_, "to": request.to}
        kept = self.mine(context)
        if not kept.calendars:
            return scheduling.Book(
                calendars=[], days=[], visits=scheduling.Visits(items=[], next_cursor=None), holds=[]
            )
        return scheduling.Book(
            calendars=kept.calendars,
            days=self.list_calendar_days(request, context).items,
            visits=self.list_visits(scheduling.ListVisits(**span, limit=self.page), context),
            holds=self.list_holds(scheduling.ListHolds(**span), context).items,
        )

    def give_hold(self, kept: FakePractice, calendar_id: uuid.UUID, start: datetime, minutes: int) -> scheduling.Hold:
        """Somebody is just booking this time online; for ten minutes."""
        made = scheduling.Hold(
            id=uuid.uuid4(),
            calendar_id=calendar_id,
            starts_at=start,
            ends_at=later(start, minutes),
            minutes=minutes,
            service_id=None,
            held_until=self.now() + timedelta(minutes=10),
        )
        kept.holds.append(made)
        return made

    def _service(self, kept: FakePractice, service_id: uuid.UUID | None) -> scheduling.VisitService | None:
        if service_id is None:
            return None
        found = found_in({s.id: s for s in kept.services}, service_id, "service")
        return scheduling.VisitService(id=found.id, name=found.name, color=found.color)

    def _minutes(self, kept: FakePractice, minutes: int | None, service_id: uuid.UUID | None) -> int:
        if minutes is None and service_id is not None:
            return int(found_in({s.id: s for s in kept.services}, service_id, "service").minutes)
        if minutes is None:
            raise refused("validation_failed", ("minutes", "required"))
        return minutes

    def _require_free(
        self,
        kept: FakePractice,
        calendar_id: uuid.UUID,
        start: datetime,
        minutes: int,
        but: uuid.UUID | None = None,
        *,
        overbook: bool = False,
    ) -> bool:
        """Whether it goes over another visit."""
        if minutes < 15 or minutes % 15:
            raise refused("validation_failed", ("minutes", "not_on_grid"))
        if start.astimezone(UTC).astimezone(WARSAW).utcoffset() != start.utcoffset():
            raise refused("local_time_missing")
        calendar = next((c for c in kept.calendars if c.id == calendar_id), None)
        if calendar is None:
            raise refused("not_found", what="calendar")
        if not calendar.active:
            raise refused("calendar_closed")
        begins, ends = start.astimezone(UTC), later(start, minutes).astimezone(UTC)
        day = self.calendar_day(kept, calendar, start.astimezone(WARSAW).date())
        if any(begins < span.ends_at and span.starts_at < ends for span in day.breaks):
            raise refused("in_break")
        if not any(span.starts_at <= begins and ends <= span.ends_at for span in day.open):
            raise refused("outside_working_time")
        if not self._taken(kept, calendar_id, start, minutes, but):
            return False
        if not overbook:
            raise refused("slot_taken")
        return True

    def _taken(
        self, kept: FakePractice, calendar_id: uuid.UUID, start: datetime, minutes: int, but: uuid.UUID | None = None
    ) -> bool:
        begins, ends = start.astimezone(UTC), later(start, minutes).astimezone(UTC)
        return any(begins < other_ends and starts < ends for starts, other_ends in self._busy(kept, calendar_id, but))

    def _busy(
        self, kept: FakePractice, calendar_id: uuid.UUID, but: uuid.UUID | None = None
    ) -> list[tuple[datetime, datetime]]:
        live = [v for v in kept.visits.values() if v.id != but and v.status != "cancelled"]
        held = [h for h in kept.holds if h.held_until > self.now()]
        mine = [other for other in [*live, *held] if other.calendar_id == calendar_id]
        return [(other.starts_at.astimezone(UTC), other.ends_at.astimezone(UTC)) for other in mine]

    def _next_quarter(self) -> datetime:
        """The first one after this moment."""
        now = self.now().astimezone(UTC)
        return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + timedelta(minutes=15)

    def _note(self, kept: FakePractice, context: Any, act: str, visit: scheduling.Visit, **fields: Any) -> None:
        actor = getattr(context, "actor", None)
        if actor is None:  # what a test furnishes is nobody's deed
            return
        kept.changes_of_scheduling.append(
            Change(
                id=uuid.UUID(int=len(kept.changes) + len(kept.changes_of_scheduling) + 1),
                at=self.now(),
                actor_id=actor.user_id,
                act=act,
                subject="visit",
                subject_id=visit.id,
                fields=[FieldChange(field=f, before=b, after=a) for f, (b, a) in fields.items()],
            )
        )


def later(start: datetime, minutes: int) -> datetime:
    """So many minutes after an instant, on the practice's wall clock."""
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(WARSAW)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, uuid.UUID) else value
