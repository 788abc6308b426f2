"""The desk in memory, for tests of use cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from scheduling.application.ports import Subject
from scheduling.application.ports_visits import TakenTime
from scheduling.application.shown import Page, PatientInBrief, ShownVisit, service_in_brief
from scheduling.domain.calendar import Calendar
from scheduling.domain.facts import Fact
from scheduling.domain.practice import ALL_CHANNELS, USUAL_QUIET_HOURS, Channels, Practice
from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.refusals import NotFound, PracticeNotReady, SlotTaken
from scheduling.domain.refusals_patients import PatientErased
from scheduling.domain.service import Service
from scheduling.domain.span import Span
from scheduling.domain.throttle import BookingLimits
from scheduling.domain.timetable import Timetable
from scheduling.domain.trail import FieldChange
from scheduling.domain.visit import Visit
from scheduling.domain.working_time import WorkingWeek, default_week

from services.scheduling.tests.builders import NOW, OWNER, PRACTICE
from services.scheduling.tests.fake_days_off import FakeDaysOff
from services.scheduling.tests.fake_feeds import FakeFeeds, FakeRecalls
from services.scheduling.tests.fake_holds import FakeHolds
from services.scheduling.tests.fake_imports import FakeImports
from services.scheduling.tests.fake_online import FakeBookingSettings, FakePublicHolds, FakeSecrets, FakeTries
from services.scheduling.tests.fake_patients import FakeConsents, FakeLookAlikes, FakePatients, FakePatientVisits
from services.scheduling.tests.fake_waiting import FakeFreedTimes, FakeJoinings, FakeTimeOffers, FakeWaiting


@dataclass
class FakeDesk:
    """Plays the practices, calendars, patients and visits of one practice as well: they are small."""

    practice_id: UUID = PRACTICE
    now: datetime = NOW
    actor_id: UUID | None = OWNER
    practice: Practice | None = None
    practice_version: int = 0
    welcomed: bool = False
    timetable_version: int = 0
    weeks: dict[UUID, WorkingWeek] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.practices = FakePractices(self)
        self.calendars = FakeCalendars(self)
        self.days_off = FakeDaysOff()
        self.patients = FakePatients()
        self.consents = FakeConsents(self)
        self.look_alikes = FakeLookAlikes(self)
        self.patient_visits = FakePatientVisits(self)
        self.imports = FakeImports()
        self.visits = FakeVisits(self)
        self.holds = FakeHolds(self)
        self.services = FakeServices()
        self.changes = FakeChanges()
        self.booking_settings = FakeBookingSettings()
        self.public_holds = FakePublicHolds()
        self.feeds = FakeFeeds(self)
        self.recalls = FakeRecalls(self)
        self.waiting = FakeWaiting(self)
        self.offers = FakeTimeOffers()
        self.freed_times = FakeFreedTimes(self)
        self.joinings = FakeJoinings()
        self.tries = FakeTries()
        self.secrets = FakeSecrets()
        self.limits = BookingLimits()

    def new_id(self) -> UUID:
        return uuid4()

    def announce(self, facts: list[Fact]) -> None:
        self.facts += facts


class FakeChanges:
    def __init__(self) -> None:
        self.noted: list[tuple[Subject, UUID | None, list[FieldChange]]] = []

    def note(self, subject: Subject, subject_id: UUID | None, fields: Iterable[FieldChange] = ()) -> None:
        self.noted.append((subject, subject_id, list(fields)))

    def note_each(self, subject: Subject, noted: Iterable[tuple[UUID, Iterable[FieldChange]]]) -> None:
        for subject_id, fields in noted:
            self.note(subject, subject_id, fields)


class FakeServices:
    def __init__(self) -> None:
        self.kept: dict[UUID, Service] = {}

    def all(self) -> list[Service]:
        return sorted(self.kept.values(), key=lambda service: service.position)

    def read(self, service_id: UUID) -> Service:
        if service_id not in self.kept:
            raise NotFound("service")
        return self.kept[service_id]

    def add(self, service: Service) -> None:
        self.kept[service.id] = service

    save = add


class FakePractices:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk

    def read(self) -> Practice:
        if self.desk.practice is None:
            raise PracticeNotReady
        return self.desk.practice

    read_to_change = read

    def follow(
        self,
        name: str,
        zone: ZoneInfo,
        version: int,
        *,
        phone: str | None = None,
        online_booking: bool = False,
        channels: Channels = ALL_CHANNELS,
        quiet_hours: QuietHours = USUAL_QUIET_HOURS,
    ) -> None:
        if version >= self.desk.practice_version:
            week = self.desk.practice.week if self.desk.practice else default_week()
            known = Practice(
                self.desk.practice_id,
                name,
                zone,
                week,
                phone=phone,
                online_booking=online_booking,
                channels=channels,
                quiet_hours=quiet_hours,
            )
            self.desk.practice = known
            self.desk.practice_version = version

    def welcome(self) -> bool:
        first, self.desk.welcomed = not self.desk.welcomed, True
        return first

    def next_timetable_version(self) -> int:
        self.desk.timetable_version += 1
        return self.desk.timetable_version

    def save_week(self, week: WorkingWeek, version: int) -> None:
        self.desk.practice = replace(self.read(), week=week, week_version=version)


class FakeCalendars:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: dict[UUID, Calendar] = {}

    def all(self) -> list[Calendar]:
        return sorted(self.kept.values(), key=lambda calendar: calendar.position)

    def read(self, calendar_id: UUID) -> Calendar:
        if calendar_id not in self.kept:
            raise NotFound("calendar")
        return self.kept[calendar_id]

    def add(self, calendar: Calendar) -> None:
        self.kept[calendar.id] = calendar

    save = add

    def timetables(self, *, closed_too: bool = False) -> list[Timetable]:
        return [self.timetable(calendar.id) for calendar in self.all() if calendar.active or closed_too]

    def timetable(self, calendar_id: UUID) -> Timetable:
        practice = self.desk.practices.read()
        return Timetable(self.read(calendar_id), self.desk.weeks.get(calendar_id, practice.week), practice.zone)

    timetable_to_book = timetable

    def save_own_week(self, calendar_id: UUID, week: WorkingWeek | None, version: int) -> None:
        self.kept[calendar_id] = replace(self.read(calendar_id), own_hours=week is not None, version=version)
        self.desk.weeks.pop(calendar_id, None)
        if week is not None:
            self.desk.weeks[calendar_id] = week

    def forget_own_weeks(self) -> None:
        for calendar_id in list(self.desk.weeks):
            self.save_own_week(calendar_id, None, self.read(calendar_id).version + 1)


class FakeVisits:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: dict[UUID, Visit] = {}

    def to_book(self, calendar_id: UUID, patient_id: UUID) -> tuple[Timetable, PatientInBrief]:
        self.desk.patients.read_to_book(patient_id)
        return self.desk.calendars.timetable_to_book(calendar_id), self._in_brief(patient_id)

    def add(self, visit: Visit) -> None:
        if visit.live and not visit.overbooked:
            self.require_free(visit.id, visit.calendar_id, visit.during)
        self.kept[visit.id] = visit

    save = add

    def read(self, visit_id: UUID) -> ShownVisit:
        if visit_id not in self.kept:
            raise NotFound("visit")
        visit = self.kept[visit_id]
        service = service_in_brief(self.desk.services.read(visit.service_id)) if visit.service_id else None
        return ShownVisit(visit, self._in_brief(visit.patient_id), self.desk.practices.read().zone, service)

    def read_to_change(self, visit_id: UUID) -> ShownVisit:
        shown = self.read(visit_id)
        if self.desk.patients.read(shown.visit.patient_id).state == "erased":
            raise PatientErased
        return shown

    def between(self, starting_in, zone, *, calendar_id, patient_id, limit, cursor) -> Page[ShownVisit]:
        begin, end = starting_in
        found = [
            self.read(visit.id)
            for visit in self.kept.values()
            if (begin is None or begin <= visit.during.starts_at)
            and (end is None or visit.during.starts_at < end)
            and calendar_id in (None, visit.calendar_id)
            and patient_id in (None, visit.patient_id)
        ]
        return Page(sorted(found, key=lambda shown: shown.visit.during)[:limit], None)

    def expected(self, from_, zone, *, limit, cursor) -> Page[ShownVisit]:
        ahead = [self.read(visit.id) for visit in self.kept.values() if visit.to_come(from_)]
        ordered = sorted(ahead, key=lambda shown: self.cursor_after(shown.visit))
        left = [shown for shown in ordered if cursor is None or self.cursor_after(shown.visit) > cursor]
        return Page(left[:limit], self.cursor_after(left[limit - 1].visit) if len(left) > limit else None)

    def require_free(self, visit_id: UUID, calendar_id: UUID, during: Span) -> None:
        """As the exclusion constraint, which knows no clock: a hold that has run out is in the way all the same."""
        visits = (visit for visit in self.kept.values() if visit.live and not visit.overbooked)
        holds = (hold for hold in self.desk.holds.kept.values() if hold.status == "held")
        for other in (*visits, *holds):
            if other.id != visit_id and other.calendar_id == calendar_id and other.during.overlaps(during):
                raise SlotTaken(calendar_id, during)

    def taken(self, calendar_ids, within) -> list[TakenTime]:
        visits = (visit for visit in self.kept.values() if visit.live)
        holds = (hold for hold in self.desk.holds.kept.values() if hold.lasts(self.desk.now))
        found = [
            TakenTime(each.calendar_id, each.id, each.during)
            for each in (*visits, *holds)
            if each.calendar_id in calendar_ids and each.during.overlaps(within)
        ]
        return sorted(found, key=lambda each: each.during)

    def in_the_way(self, calendar_id, during, *, overbooked_only) -> list[TakenTime]:
        self.desk.holds.forget_run_out(calendar_id, during)
        overbooked = {visit.id for visit in self.kept.values() if visit.overbooked}
        taken = self.taken([calendar_id], during)
        return [each for each in taken if each.visit_id in overbooked or not overbooked_only]

    def cursor_after(self, visit: Visit) -> str:
        return f"{visit.during.starts_at.isoformat()} {visit.id}"

    def _in_brief(self, patient_id: UUID) -> PatientInBrief:
        card = self.desk.patients.read(patient_id).card
        return PatientInBrief(patient_id, card.first_name, card.last_name, card.phone)
