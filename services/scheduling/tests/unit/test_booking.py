"""Booking, moving, marking and cancelling, on a desk in memory."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from scheduling.application.book_visit import book_visit
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.change_visit import VisitChange, change_visit
from scheduling.application.list_visits import list_visits
from scheduling.domain.calendar import next_calendar
from scheduling.domain.facts import VisitBooked, VisitCancelled, VisitMoved, VisitStatusChanged
from scheduling.domain.refusals import (
    InBreak,
    LocalTimeMissing,
    NotFound,
    OutsideWorkingTime,
    Refusal,
    SlotTaken,
    ValidationFailed,
    VersionConflict,
    VisitNotChangeable,
)

from services.scheduling.tests.builders import PRACTICE, WARSAW, a_patient, at, every_day, lasting, utc
from services.scheduling.tests.fakes import FakeDesk

SLOT = "2026-11-24 10:00"


def opened(desk: FakeDesk | None = None) -> FakeDesk:
    """A desk with a practice, two calendars and a patient."""
    desk = desk or FakeDesk()
    desk.practices.follow("Gabinet", WARSAW, 1)
    for name in ("Pierwszy", "Drugi"):
        desk.calendars.add(next_calendar(uuid4(), PRACTICE, desk.calendars.all(), name, None))
    desk.patients.add(a_patient(phone="+48600100200"))
    return desk


@pytest.fixture
def desk():
    return opened()


def book(desk, when=SLOT, minutes=30, calendar=0, note=None):
    starts_at = at(when) if isinstance(when, str) else when
    calendar_id = desk.calendars.all()[calendar].id
    (patient_id,) = desk.patients.kept
    return book_visit(
        desk, calendar_id=calendar_id, patient_id=patient_id, starts_at=starts_at, minutes=minutes, note=note
    )


def change(desk, visit, expected_version=None, **parts):
    return change_visit(desk, visit_id=visit.id, change=VisitChange(**parts), expected_version=expected_version).visit


def cancel(desk, visit, reason=None, expected_version=None):
    return cancel_visit(desk, visit_id=visit.id, reason=reason, expected_version=expected_version).visit


def test_a_booking_is_kept_announced_and_shown_with_its_patient(desk):
    shown = book(desk, note=" boli ")
    visit = shown.visit
    assert (visit.during, visit.status, visit.note, visit.version) == (lasting(SLOT), "planned", "boli", 1)
    assert desk.visits.kept == {visit.id: visit}
    assert desk.facts == [VisitBooked(visit)]
    assert (shown.patient.last_name, shown.zone) == ("Łęcka", WARSAW)


@pytest.mark.parametrize(
    ("when", "minutes", "refusal"),
    [
        ("2026-11-24 16:00", 30, OutsideWorkingTime),
        ("2026-11-22 10:00", 30, ValidationFailed),
        ("2026-11-29 10:00", 30, OutsideWorkingTime),
        ("2026-11-24 10:05", 30, ValidationFailed),
        (SLOT, 20, ValidationFailed),
        ("2026-11-20 10:00", 30, ValidationFailed),
        (datetime.fromisoformat("2027-03-28T02:30+01:00"), 30, LocalTimeMissing),
    ],
)
def test_what_is_refused_is_neither_kept_nor_announced(desk, when, minutes, refusal):
    with pytest.raises(refusal):
        book(desk, when, minutes)
    assert not desk.visits.kept
    assert not desk.facts


def test_breaks_count_for_bookings(desk):
    desk.practices.save_week(every_day("8:00-16:00", "12:00-12:30"), 2)
    with pytest.raises(InBreak):
        book(desk, "2026-11-24 11:45")


def test_a_calendars_own_hours_go_before_the_practices(desk):
    desk.weeks[desk.calendars.all()[1].id] = every_day("14:00-20:00")
    with pytest.raises(OutsideWorkingTime):
        book(desk, calendar=1)
    assert book(desk, "2026-11-24 19:30", calendar=1)


def test_an_unknown_patient_or_calendar_is_not_found(desk):
    calendar_id, patient_id = desk.calendars.all()[0].id, next(iter(desk.patients.kept))
    for ids in (
        {"calendar_id": uuid4(), "patient_id": patient_id},
        {"calendar_id": calendar_id, "patient_id": uuid4()},
    ):
        with pytest.raises(NotFound):
            book_visit(desk, starts_at=at(SLOT), minutes=30, note=None, **ids)


def test_an_overlap_is_refused_and_not_announced(desk):
    book(desk)
    with pytest.raises(SlotTaken):
        book(desk, "2026-11-24 10:15")
    assert len(desk.facts) == 1


def test_a_note_that_is_too_long_is_refused(desk):
    with pytest.raises(ValidationFailed) as refused:
        book(desk, note="x" * 2001)
    assert refused.value.errors[0][:2] == ("note", "too_long")


def test_a_move_keeps_what_is_not_named(desk):
    visit = book(desk, minutes=45).visit
    moved = change(desk, visit, starts_at=at("2026-11-25 09:00"))
    assert (moved.during, moved.calendar_id) == (lasting("2026-11-25 09:00", 45), visit.calendar_id)
    second = desk.calendars.all()[1].id
    assert change(desk, visit, calendar_id=second).during == moved.during
    assert change(desk, visit, minutes=60).during == lasting("2026-11-25 09:00", 60)
    assert [fact.visit.version for fact in desk.facts] == [1, 2, 3, 4]
    assert all(isinstance(fact, VisitMoved) for fact in desk.facts[1:])


def test_a_move_onto_itself_is_no_change(desk):
    visit = book(desk).visit
    same = change(desk, visit, starts_at=at(SLOT).astimezone(UTC), minutes=30, calendar_id=visit.calendar_id, note=None)
    assert same == visit
    assert len(desk.facts) == 1


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"starts_at": at("2026-11-24 07:45")}, OutsideWorkingTime),
        ({"minutes": 20}, ValidationFailed),
        ({"minutes": 0}, ValidationFailed),
        ({"calendar_id": uuid4()}, NotFound),
        ({"starts_at": at("2026-11-20 10:00")}, ValidationFailed),
        ({"starts_at": datetime.fromisoformat("2026-11-25T09:00+02:00")}, ValidationFailed),
    ],
)
def test_a_move_is_held_to_the_rules_of_booking(desk, parts, refusal):
    visit = book(desk).visit
    with pytest.raises(refusal):
        change(desk, visit, **parts)
    assert desk.visits.kept == {visit.id: visit}


def test_a_visit_outside_changed_hours_can_be_marked_but_not_lengthened(desk):
    visit = book(desk).visit
    desk.practices.save_week(every_day("12:00-18:00"), 2)
    assert change(desk, visit, status="confirmed").status == "confirmed"
    with pytest.raises(OutsideWorkingTime):
        change(desk, visit, minutes=45)


def test_a_move_and_a_mark_are_two_steps_in_order(desk):
    visit = book(desk).visit
    changed = change(desk, visit, starts_at=at("2026-11-25 09:00"), status="confirmed")
    moved, marked = desk.facts[1:]
    assert isinstance(moved, VisitMoved)
    assert (moved.visit.version, moved.visit.status) == (2, "planned")
    assert marked == VisitStatusChanged(changed)
    assert (changed.version, changed.status, changed.during) == (3, "confirmed", lasting("2026-11-25 09:00"))


def test_a_missed_visit_can_be_planned_anew_and_moved_in_one_go(desk):
    visit = change(desk, book(desk).visit, status="no_show")
    changed = change(desk, visit, status="planned", starts_at=at("2026-11-25 09:00"))
    assert [type(fact) for fact in desk.facts[2:]] == [VisitStatusChanged, VisitMoved]
    assert (changed.version, changed.status) == (4, "planned")


def test_a_visit_that_is_over_is_not_moved(desk):
    visit = change(desk, book(desk).visit, status="finished")
    with pytest.raises(VisitNotChangeable):
        change(desk, visit, starts_at=at("2026-11-25 09:00"))


def test_cancelling_by_status_is_cancelling(desk):
    cancelled = change(desk, book(desk).visit, status="cancelled")
    assert desk.facts[1:] == [VisitCancelled(cancelled)]


def test_a_note_changes_the_version_and_is_nobody_elses_business(desk):
    visit = book(desk).visit
    noted = change(desk, visit, note="nowa")
    assert (noted.note, noted.version, len(desk.facts)) == ("nowa", 2, 1)
    assert change(desk, visit, note=None).note is None
    assert change(desk, visit, note="  ").version == 3


def test_cancelling_frees_the_time_and_says_why(desk):
    cancelled = cancel(desk, book(desk).visit, "chory")
    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "chory")
    assert desk.facts[-1] == VisitCancelled(cancelled)
    assert book(desk).visit.status == "planned"


def test_cancelling_twice_is_answered_and_announced_once(desk):
    visit = book(desk).visit
    assert cancel(desk, visit, "chory") == cancel(desk, visit, "inny", expected_version=1)
    assert len(desk.facts) == 2


def test_a_finished_visit_cannot_be_cancelled(desk):
    visit = change(desk, book(desk).visit, status="finished")
    with pytest.raises(VisitNotChangeable):
        cancel(desk, visit)


def test_an_old_version_is_neither_changed_nor_cancelled(desk):
    visit = book(desk).visit
    change(desk, visit, expected_version=1, status="confirmed")
    with pytest.raises(VersionConflict):
        change(desk, visit, expected_version=1, status="waiting")
    with pytest.raises(VersionConflict):
        cancel(desk, visit, expected_version=1)


def listed(desk, from_, to):
    page = list_visits(desk, from_=from_, to=to, calendar_id=None, patient_id=None, limit=100, cursor=None)
    return [shown.visit.during.starts_at for shown in page.items]


def test_a_day_is_listed_from_its_midnight_to_the_next_on_the_wall(desk):
    desk.practices.save_week(every_day("0:00-23:45"), 2)
    for when in ("2028-03-25 23:15", "2028-03-26 00:00", "2028-03-26 23:15", "2028-03-27 00:00"):
        book(desk, when, 15)
    assert listed(desk, date(2028, 3, 26), date(2028, 3, 27)) == [utc("2028-03-25 23:00"), utc("2028-03-26 21:15")]


def test_a_span_that_ends_before_it_begins_is_refused(desk):
    with pytest.raises(ValidationFailed):
        listed(desk, date(2026, 11, 25), date(2026, 11, 24))
    assert listed(desk, date(2026, 11, 24), date(2026, 11, 24)) == []


@pytest.mark.parametrize(("from_", "to"), [(date.min, None), (None, date.max)])
def test_dates_beyond_all_calendars_are_refused(desk, from_, to):
    with pytest.raises(ValidationFailed):
        listed(desk, from_, to)


class ADayAtTheDesk(RuleBasedStateMachine):
    """Whatever is booked, moved, marked and cancelled in whatever order: live visits never overlap."""

    def __init__(self):
        super().__init__()
        self.desk = opened()

    quarters = st.integers(-2, 34)
    lengths = st.sampled_from([15, 30, 45, 120])
    chairs = st.integers(0, 1)

    def start(self, quarter):
        return at("2026-11-24 08:00") + timedelta(minutes=15 * quarter)

    def attempt(self, work):
        before, told = dict(self.desk.visits.kept), len(self.desk.facts)
        try:
            work()
        except Refusal:
            assert (self.desk.visits.kept, len(self.desk.facts)) == (before, told)

    @rule(quarter=quarters, minutes=lengths, chair=chairs)
    def book(self, quarter, minutes, chair):
        self.attempt(lambda: book(self.desk, self.start(quarter), minutes, chair))

    @precondition(lambda self: self.desk.visits.kept)
    @rule(data=st.data(), quarter=quarters, minutes=lengths, chair=chairs)
    def move(self, data, quarter, minutes, chair):
        visit = data.draw(st.sampled_from(list(self.desk.visits.kept.values())))
        to = {"calendar_id": self.desk.calendars.all()[chair].id, "starts_at": self.start(quarter), "minutes": minutes}
        self.attempt(lambda: change(self.desk, visit, **to))

    @precondition(lambda self: self.desk.visits.kept)
    @rule(data=st.data(), status=st.sampled_from(["confirmed", "no_show", "finished", "planned", "cancelled"]))
    def mark(self, data, status):
        visit = data.draw(st.sampled_from(list(self.desk.visits.kept.values())))
        self.attempt(lambda: change(self.desk, visit, status=status))

    @invariant()
    def live_visits_never_overlap(self):
        live = [visit for visit in self.desk.visits.kept.values() if visit.status != "cancelled"]
        for one in live:
            for other in live:
                assert one is other or one.calendar_id != other.calendar_id or not one.during.overlaps(other.during)

    @invariant()
    def every_live_visit_lies_within_the_hours(self):
        for visit in self.desk.visits.kept.values():
            local = visit.during.starts_at.astimezone(WARSAW)
            assert local.hour >= 8
            assert visit.during.ends_at <= at("2026-11-24 16:00")

    @invariant()
    def announced_versions_grow(self):
        versions = {}
        for fact in self.desk.facts:
            assert fact.visit.version > versions.get(fact.visit.id, 0)
            versions[fact.visit.id] = fact.visit.version


TestADayAtTheDesk = ADayAtTheDesk.TestCase
TestADayAtTheDesk.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
