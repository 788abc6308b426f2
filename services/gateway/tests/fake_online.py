"""Online booking and visits by link as the pages' fake keeps them: holds, codes, links."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused

from services.gateway.tests.fake_practice import WARSAW, FakePractice, found_in, refused
from services.gateway.tests.fake_visits import later

CODE_MINUTES = 10
HORIZON = timedelta(days=60)


@dataclasses.dataclass
class FakeStranger:
    """Somebody who books: their hold, and what they said."""

    hold: scheduling.PublicHold
    service: scheduling.Service
    code: str | None = None
    tries: int = 5
    said: scheduling.RequestBookingCode | None = None
    booked: scheduling.PublicVisit | None = None


class FakeOnline:
    """Part of FakeServices."""

    now: Callable[[], datetime]
    practices: dict[uuid.UUID, FakePractice]

    def __init__(self) -> None:
        super().__init__()
        self.strangers: dict[uuid.UUID, FakeStranger] = {}
        self.linked: dict[str, tuple[FakePractice, uuid.UUID, datetime]] = {}
        self.codes: list[str] = []
        """Every code that went out, the newest last."""
        self.allowed_origins: list[str] = []
        self.change_until = timedelta(hours=24)

    def mine(self, context: Any) -> FakePractice:
        raise NotImplementedError

    # what a practice offers

    def read_public_booking(self, _: Any, context: Any) -> scheduling.PublicBooking:
        kept = self._bookable(context)
        today = self.now().astimezone(WARSAW).date()
        return scheduling.PublicBooking(
            services=[
                scheduling.OfferedService(id=s.id, name=s.name, minutes=s.minutes, price=s.price)
                for s in kept.services
                if s.active and s.bookable_online
            ],
            calendars=[scheduling.OfferedCalendar(id=c.id, name=c.name) for c in kept.calendars if c.active],
            first_date=today,
            last_date=today + HORIZON,
            time_zone="Europe/Warsaw",
            new_patients=True,
            allowed_origins=self.allowed_origins,
        )

    def list_public_times(self, request: scheduling.ListPublicTimes, context: Any) -> scheduling.PublicTimes:
        kept = self._bookable(context)
        service = found_in({s.id: s for s in kept.services}, request.service_id, "service")
        wanted = {request.calendar_id} if request.calendar_id else None
        return self._times(kept, service.minutes, request.from_, request.to, wanted)

    # a hold

    def hold_public_time(self, request: scheduling.HoldPublicTime, context: Any) -> scheduling.PublicHold:
        kept = self._bookable(context)
        service = found_in({s.id: s for s in kept.services}, request.service_id, "service")
        day = request.starts_at.astimezone(WARSAW).date()
        wanted = {request.calendar_id} if request.calendar_id else None
        free = self._times(kept, service.minutes, day, day + timedelta(days=1), wanted).items
        time = next((t for t in free if t.starts_at == request.starts_at), None)
        if time is None:
            raise refused("slot_taken")
        kept_time = self.give_hold(kept, time.calendar_id, time.starts_at, service.minutes)
        calendar = next(c for c in kept.calendars if c.id == time.calendar_id)
        hold = scheduling.PublicHold(
            id=kept_time.id,
            token=uuid.uuid4().hex,
            calendar_id=calendar.id,
            calendar_name=calendar.name,
            service_name=service.name,
            starts_at=time.starts_at,
            ends_at=later(time.starts_at, service.minutes),
            held_until=self.now() + timedelta(minutes=10),
        )
        self.strangers[hold.id] = FakeStranger(hold, service)
        return hold

    def read_public_hold(self, request: scheduling.HoldToken, _: Any) -> scheduling.PublicHold:
        return self._stranger(request.hold_id, request.token).hold

    def release_public_hold(self, request: scheduling.HoldToken, context: Any) -> Any:
        stranger = self._stranger(request.hold_id, request.token)
        self.end_hold(stranger.hold.id, self.mine(context))

    def end_hold(self, hold_id: uuid.UUID, kept: FakePractice) -> None:
        """It has run out, or is given back."""
        self.strangers.pop(hold_id, None)
        kept.holds = [h for h in kept.holds if h.id != hold_id]

    def request_booking_code(self, request: scheduling.RequestBookingCode, context: Any) -> scheduling.BookingCodeSent:
        stranger = self._stranger(request.hold_id, request.token)
        if request.channel == "sms" and len([c for c in request.phone or "" if c.isdigit()]) < 9:
            raise refused("validation_failed", ("phone", "invalid_phone"))
        if request.channel == "email" and "@" not in (request.email or ""):
            raise refused("validation_failed", ("email", "invalid_email"))
        self.codes.append(f"{len(self.codes) + 1:06}")
        until = self.now() + timedelta(minutes=CODE_MINUTES)
        stranger.code, stranger.tries, stranger.said = self.codes[-1], 5, request
        stranger.hold = stranger.hold.model_copy(update={"held_until": until})
        return scheduling.BookingCodeSent(expires_at=until, held_until=until, tries=5)

    def confirm_public_hold(self, request: scheduling.ConfirmPublicHold, context: Any) -> scheduling.PublicVisit:
        kept = self._bookable(context)
        stranger = self._stranger(request.hold_id, request.token)
        if stranger.booked:
            return stranger.booked
        if stranger.tries == 0 or request.code != stranger.code or stranger.said is None:
            stranger.tries = max(0, stranger.tries - 1)
            raise refused("wrong_code", tries=stranger.tries)
        said, hold = stranger.said, stranger.hold
        nobody = type("Context", (), {"practice_id": kept.practice.id, "idempotency_key": None})()
        patient = self.add_patient(
            scheduling.AddPatient(first_name=said.first_name, last_name=said.last_name, phone=said.phone), nobody
        )
        kept.holds = [h for h in kept.holds if h.id != hold.id]
        visit = self.book_visit(
            scheduling.BookVisit(
                calendar_id=hold.calendar_id, patient_id=patient.id, starts_at=hold.starts_at,
                minutes=stranger.service.minutes, service_id=stranger.service.id, note=said.note,
            ),
            nobody,
        )  # fmt: skip
        stranger.booked = scheduling.PublicVisit(
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            service_name=stranger.service.name,
            calendar_name=hold.calendar_name,
            link=self.give_link(kept, visit),
        )
        return stranger.booked

    # a visit by its link

    def give_link(self, kept: FakePractice, visit: scheduling.Visit) -> str:
        """The token of a visit's page, as a reminder carries it."""
        token = uuid.uuid4().hex
        self.linked[token] = (kept, visit.id, visit.starts_at)
        return token

    def read_linked_visit(self, request: scheduling.LinkToken, _: Any) -> scheduling.LinkedVisit:
        kept, visit, another = self._visit_of(request.token)
        known = kept.practice
        street = " ".join(part for part in (known.street, known.house_number) if part)
        live = visit.status in {"planned", "confirmed"} and not another
        calendar = next(c for c in kept.calendars if c.id == visit.calendar_id)
        return scheduling.LinkedVisit(
            visit_id=visit.id,
            practice_id=known.id,
            practice_name=known.name,
            practice_phone=known.phone,
            practice_address=", ".join(part for part in (street, known.town) if part) or None,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            time_zone="Europe/Warsaw",
            service_name=visit.service.name if visit.service else None,
            calendar_name=calendar.name,
            patient_first_name=visit.patient.first_name,
            status=visit.status,
            version=visit.version,
            can_confirm=live and visit.status == "planned",
            can_change=live and self.now() < visit.starts_at - self.change_until,
            change_until=visit.starts_at - self.change_until,
            another_time=another,
        )

    def confirm_linked_visit(self, request: scheduling.LinkToken, context: Any) -> scheduling.LinkedVisit:
        self._change(request.token, status="confirmed")
        return self.read_linked_visit(request, context)

    def cancel_linked_visit(self, request: scheduling.CancelLinkedVisit, context: Any) -> scheduling.LinkedVisit:
        self._require_in_time(request.token)
        self._change(request.token, status="cancelled", cancel_reason=request.reason)
        return self.read_linked_visit(scheduling.LinkToken(token=request.token), context)

    def list_linked_times(self, request: scheduling.ListLinkedTimes, _: Any) -> scheduling.PublicTimes:
        kept, visit, _another = self._visit_of(request.token)
        wanted = None if request.any_calendar else {visit.calendar_id}
        return self._times(kept, visit.minutes, request.from_, request.to, wanted)

    def move_linked_visit(self, request: scheduling.MoveLinkedVisit, context: Any) -> scheduling.LinkedVisitMoved:
        self._require_in_time(request.token)
        kept, visit, _another = self._visit_of(request.token)
        calendar_id = request.calendar_id or visit.calendar_id
        self._require_free(kept, calendar_id, request.starts_at, visit.minutes, visit.id)
        starts_at = request.starts_at.astimezone(WARSAW)
        place = {"calendar_id": calendar_id, "starts_at": starts_at, "ends_at": later(starts_at, visit.minutes)}
        self._change(request.token, status="planned", **place)
        token = self.give_link(kept, kept.visits[visit.id])
        moved = self.read_linked_visit(scheduling.LinkToken(token=token), context)
        return scheduling.LinkedVisitMoved(visit=moved, token=token)

    def _visit_of(self, token: str) -> tuple[FakePractice, scheduling.Visit, bool]:
        if token not in self.linked:
            raise refused("link_not_valid")
        kept, visit_id, starts_at = self.linked[token]
        visit = kept.visits[visit_id]
        if starts_at <= self.now():
            raise refused("link_not_valid")
        return kept, visit, visit.starts_at != starts_at

    def _change(self, token: str, **fields: Any) -> None:
        kept, visit, another = self._visit_of(token)
        if another or visit.status == "cancelled":
            raise refused("visit_not_changeable", status=visit.status)
        kept.visits[visit.id] = visit.model_copy(update={**fields, "version": visit.version + 1})

    def _require_in_time(self, token: str) -> None:
        _kept, visit, _another = self._visit_of(token)
        if self.now() >= visit.starts_at - self.change_until:
            raise refused("change_too_late")

    def _bookable(self, context: Any) -> FakePractice:
        kept = self.mine(context)
        if not kept.online_booking:
            raise refused("online_booking_off")
        assert context.actor is None, "strangers ask in nobody's name"
        return kept

    def _stranger(self, hold_id: uuid.UUID, token: str) -> FakeStranger:
        stranger = self.strangers.get(hold_id)
        if stranger is None or stranger.hold.token != token or stranger.hold.held_until <= self.now():
            raise refused("hold_expired")
        return stranger

    def _times(
        self, kept: FakePractice, minutes: int, begin: date, end: date, wanted: set[uuid.UUID] | None
    ) -> scheduling.PublicTimes:
        """One chair for each start, from tomorrow's notice on; as scheduling does."""
        assert (end - begin).days <= 62, "scheduling answers at most 62 days"
        last = self.now().astimezone(WARSAW).date() + HORIZON
        asked = scheduling.ListFreeTimes(
            from_=begin, to=last + timedelta(days=1), minutes=minutes, calendar_ids=sorted(wanted or [])
        )
        context = type("Context", (), {"practice_id": kept.practice.id})()
        by_start: dict[datetime, scheduling.FreeTime] = {}
        try:
            found = self.list_free_times(asked, context).items
        except Refused:
            found = []
        for time in found:
            by_start.setdefault(time.starts_at, time)
        items = [by_start[start] for start in sorted(by_start)]
        days = [time.starts_at.date() for time in items]
        return scheduling.PublicTimes(
            items=[time for time in items if time.starts_at.date() < end], next_free=next(iter(days), None)
        )
