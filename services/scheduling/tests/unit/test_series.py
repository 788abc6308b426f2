"""A series: the same wall-clock time every few weeks, each of them a visit of its own."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.application.add_service import add_service
from scheduling.application.book_series import book_series
from scheduling.application.cancel_visit import cancel_visit
from scheduling.domain.facts import VisitBooked
from scheduling.domain.refusals import LocalTimeMissing, NotFound, OutsideWorkingTime, SlotTaken, ValidationFailed
from scheduling.domain.series import series_starts

from services.scheduling.tests.at_the_desk import SLOT, book, chair, off, opened
from services.scheduling.tests.builders import PRACTICE, WARSAW, at, every_day


@pytest.fixture
def desk():
    return opened()


def series(desk, when=SLOT, **parts):
    (patient_id,) = desk.patients.kept
    usual = {"minutes": 30, "note": None, "service_id": None, "every_weeks": 2, "count": 3, "skip_refused": False}
    starts_at = at(when) if isinstance(when, str) else when
    ids = {"calendar_id": chair(desk), "patient_id": patient_id}
    return book_series(desk, starts_at=starts_at, **ids | usual | parts)


def clocks(booked):
    return [shown.visit.starts_at.astimezone(WARSAW).strftime("%Y-%m-%d %H:%M") for shown in booked.visits]


def wrong(desk, **parts):
    with pytest.raises(ValidationFailed) as refused:
        series(desk, **parts)
    assert not desk.visits.kept
    return [(error.field, error.code) for error in refused.value.errors]


def test_every_visit_is_booked_noted_and_announced_by_itself(desk):
    booked = series(desk, note=" ząb ")
    assert clocks(booked) == ["2026-11-24 10:00", "2026-12-08 10:00", "2026-12-22 10:00"]
    visits = [shown.visit for shown in booked.visits]
    assert {visit.series_id for visit in visits} == {booked.series_id}
    assert [(visit.note, visit.version, visit.overbooked) for visit in visits] == [("ząb", 1, False)] * 3
    assert desk.facts == [VisitBooked(visit) for visit in visits]
    assert [subject_id for _, subject_id, _ in desk.changes.noted] == [visit.id for visit in visits]
    assert ("series_id", None, booked.series_id) in desk.changes.noted[0][2]
    assert booked.refused == []


def test_each_visit_lives_its_own_life_afterwards(desk):
    first, *others = series(desk).visits
    cancel_visit(desk, visit_id=first.visit.id, reason=None, expected_version=None)
    assert [desk.visits.read(shown.visit.id).visit.status for shown in others] == ["planned", "planned"]


def test_a_service_says_how_long(desk):
    service = add_service(desk, fields={"name": "Aparat", "minutes": 45})
    visits = series(desk, minutes=None, service_id=service.id).visits
    assert {(shown.visit.minutes, shown.service.name) for shown in visits} == {(45, "Aparat")}


def test_one_that_cannot_be_is_the_refusal_of_all(desk):
    book(desk, "2026-12-08 10:15")
    with pytest.raises(SlotTaken) as refused:
        series(desk)
    assert refused.value.data["starts_at"] == "2026-12-08T09:00:00+00:00"
    off(desk, date(2026, 12, 8), place=2)
    with pytest.raises(OutsideWorkingTime):
        series(desk, calendar_id=chair(desk, 2))


def test_those_that_cannot_be_are_left_out_if_that_is_asked_for_and_named_with_their_reason(desk):
    desk.practices.save_week(every_day("8:00-16:00", "12:00-12:30"), 2)
    book(desk, "2026-12-01 10:15")
    book(desk, "2026-12-08 10:00")
    over = book(desk, "2026-12-08 10:15", overbook=True)
    off(desk, date(2026, 12, 15))
    booked = series(desk, every_weeks=1, count=5, skip_refused=True)
    assert clocks(booked) == ["2026-11-24 10:00", "2026-12-22 10:00"]
    assert [(start.strftime("%d %H:%M %z"), code) for start, code in booked.refused] == [
        ("01 10:00 +0100", "slot_taken"),
        ("08 10:00 +0100", "slot_taken"),
        ("15 10:00 +0100", "outside_working_time"),
    ]
    assert over.overbooked


def test_a_series_of_which_nothing_can_be_books_nothing(desk):
    booked = series(desk, "2026-11-24 20:00", skip_refused=True)
    assert (booked.visits, len(booked.refused), desk.facts) == ([], 3, [])


@pytest.mark.parametrize("skip_refused", [False, True])
def test_what_is_wrong_with_the_request_itself_is_refused_in_any_case(desk, skip_refused):
    asked = {"skip_refused": skip_refused}
    assert wrong(desk, every_weeks=0, count=53, **asked) == [("every_weeks", "out_of_range"), ("count", "out_of_range")]
    assert wrong(desk, every_weeks=53, count=1, **asked) == [("every_weeks", "out_of_range"), ("count", "out_of_range")]
    assert wrong(desk, minutes=None, **asked) == [("minutes", "required")]
    assert wrong(desk, minutes=20, **asked) == [("minutes", "not_on_grid")]
    assert wrong(desk, when="2026-11-24 10:05", **asked) == [("starts_at", "not_on_grid")]
    assert wrong(desk, when="2026-11-20 10:00", **asked) == [("starts_at", "in_the_past")]
    assert wrong(desk, note="x" * 2001, **asked) == [("note", "too_long")]
    with pytest.raises(LocalTimeMissing):
        series(desk, datetime.fromisoformat("2028-03-26T02:30+01:00"), **asked)
    for unknown in ("calendar_id", "patient_id", "service_id"):
        with pytest.raises(NotFound):
            series(desk, **{unknown: PRACTICE}, **asked)


def test_the_longest_series_reaches_the_horizon_and_is_refused_from_there(desk):
    assert len(series(desk, every_weeks=1, count=52, skip_refused=True).visits) > 45
    booked = series(desk, "2026-11-24 12:00", every_weeks=52, count=52, skip_refused=True)
    assert {code for start, code in booked.refused if start.year > 2037} == {"validation_failed"}
    assert all(shown.visit.starts_at.year <= 2036 for shown in booked.visits)


def test_the_hour_on_the_wall_stays_over_clock_changes(desk):
    booked = series(desk, every_weeks=26, count=4)
    assert {clock[11:] for clock in clocks(booked)} == {"10:00"}
    assert len({shown.visit.starts_at.hour for shown in booked.visits}) == 2


def test_a_time_that_a_clock_change_leaves_out_is_refused_and_one_that_comes_twice_is_its_first_pass(desk):
    desk.practices.save_week(every_day("0:00-6:00"), 2)
    spring = series(desk, "2028-03-19 02:30", every_weeks=1, skip_refused=True)
    assert clocks(spring) == ["2028-03-19 02:30", "2028-04-02 02:30"]
    assert [(start.isoformat(), code) for start, code in spring.refused] == [
        ("2028-03-26T02:30:00+01:00", "local_time_missing")
    ]
    with pytest.raises(LocalTimeMissing):
        series(desk, "2028-03-19 02:00", every_weeks=1)
    autumn = series(desk, "2028-10-22 02:30", every_weeks=1)
    assert [shown.visit.starts_at.hour for shown in autumn.visits] == [0, 0, 1]


@given(
    first=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - wall time
    every_weeks=st.integers(1, 52),
    count=st.integers(2, 52),
)
def test_starts_are_whole_weeks_apart_on_the_wall(first, every_weeks, count):
    known = first.replace(tzinfo=WARSAW)
    wall = datetime.fromtimestamp(known.timestamp(), WARSAW)
    starts = list(series_starts(known, WARSAW, every_weeks=every_weeks, count=count))
    assert starts[0].timestamp() == known.timestamp()
    assert [start.replace(tzinfo=None) for start in starts] == [
        wall.replace(tzinfo=None, fold=0) + timedelta(weeks=every_weeks * number) for number in range(count)
    ]
