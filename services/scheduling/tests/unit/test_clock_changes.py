"""The two nights on which the clocks change, on every path to a time."""

from datetime import date, datetime, timedelta

import pytest
from scheduling.application.book_series import book_series
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.change_visit import Keep
from scheduling.application.hold_time import hold_time
from scheduling.application.list_free_times import list_free_times
from scheduling.application.restore_visit import restore_visit
from scheduling.domain.refusals import LocalTimeMissing, SlotTaken

from services.scheduling.tests.at_the_desk import book, chair, days, listed, move, opened
from services.scheduling.tests.builders import WARSAW, at, every_day, utc

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
MISSING = [datetime.fromisoformat(f"2026-03-29T02:30:00+0{hours}:00") for hours in (1, 2)]
"""Half past two, with the offset from before and from after: no clock in Warsaw shows it."""
FIRST, SECOND = (datetime.fromisoformat(f"2026-10-25T02:30:00+0{hours}:00") for hours in (2, 1))
"""Half past two, twice."""


@pytest.fixture
def desk():
    desk = opened(1)
    desk.now = utc("2026-03-20 12:00")
    desk.practices.save_week(every_day("1:00-5:00"), 2)
    return desk


def hold(desk, start):
    parts = {"calendar_id": chair(desk), "minutes": 30, "service_id": None, "hold_minutes": 10}
    return hold_time(desk, starts_at=start, **parts).hold


def series(desk, start, *, count=2, skip_refused=False):
    (patient_id,) = desk.patients.kept
    parts = {"calendar_id": chair(desk), "patient_id": patient_id, "minutes": 30, "note": None, "service_id": None}
    return book_series(desk, starts_at=start, every_weeks=1, count=count, skip_refused=skip_refused, **parts)


PATHS = {
    "booking": book,
    "moving": lambda desk, start: move(desk, book(desk, "2026-03-29 04:00"), starts_at=start, note=Keep.KEEP),
    "holding": hold,
    "a series": series,
}


@pytest.mark.parametrize("start", MISSING)
@pytest.mark.parametrize("path", PATHS)
def test_a_time_that_the_clocks_leave_out_is_refused_whatever_offset_is_said(desk, path, start):
    with pytest.raises(LocalTimeMissing) as refused:
        PATHS[path](desk, start)
    assert refused.value.data == {"local_time": "2026-03-29T02:30"}
    assert [shown.visit.starts_at for shown in listed(desk)] == [utc("2026-03-29 02:00")] * (path == "moving")


def test_a_series_over_the_missing_hour_leaves_that_day_out(desk):
    booked = series(desk, at("2026-03-22 02:30"), count=4, skip_refused=True)
    assert [shown.visit.starts_at for shown in booked.visits] == [utc("2026-03-22 01:30"), utc("2026-04-12 00:30")]
    assert [(start.isoformat(), code) for start, code in booked.refused] == [
        ("2026-03-29T02:30:00+01:00", "local_time_missing"),
        ("2026-04-05T02:30:00+02:00", "outside_working_time"),  # Easter
    ]


@pytest.mark.parametrize("take", [book, hold])
def test_both_times_of_a_clock_that_shows_them_twice_are_had_once_each(desk, take):
    one, other = take(desk, FIRST), take(desk, SECOND)
    assert other.starts_at - one.starts_at == timedelta(hours=1)
    for start in (FIRST, SECOND):
        with pytest.raises(SlotTaken):
            book(desk, start)


def test_a_visit_moves_from_one_pass_of_the_hour_to_the_other_and_comes_back_there(desk):
    visit = book(desk, FIRST)
    moved = move(desk, visit, starts_at=SECOND).visit
    assert (moved.starts_at, moved.version) == (utc("2026-10-25 01:30"), 2)
    cancel_visit(desk, visit_id=visit.id, reason=None, expected_version=None)
    book(desk, FIRST)
    restored = restore_visit(desk, visit_id=visit.id, overbook=False, expected_version=None).visit
    assert restored.starts_at == SECOND


def test_a_visit_of_an_hour_lasts_an_hour_over_either_change(desk):
    over_spring, over_autumn = book(desk, at("2026-03-29 01:30"), 60), book(desk, FIRST, 60)
    assert over_spring.during.ends_at == at("2026-03-29 03:30")
    assert over_autumn.during.ends_at == SECOND


def test_a_series_over_the_hour_that_comes_twice_has_its_first_pass(desk):
    booked = series(desk, at("2026-10-18 02:30"))
    assert booked.visits[1].visit.starts_at == FIRST


@pytest.mark.parametrize(
    ("day", "hours", "first", "last"), [(SPRING, 3, "01:00", "04:30"), (AUTUMN, 5, "01:00", "04:30")]
)
def test_hours_on_those_days_are_as_long_as_the_wall_says_and_all_of_them_can_be_had(desk, day, hours, first, last):
    ((_, opening),) = days(desk, day)
    assert sum(span.minutes for span in opening.open) == hours * 60
    asked = {"from_": day, "to": day + timedelta(days=1), "minutes": 30, "service_id": None, "calendar_ids": []}
    found = [start for _, start in list_free_times(desk, limit=1000, **asked).items]
    clocks = [start.astimezone(WARSAW).strftime("%H:%M") for start in found]
    assert (clocks[0], clocks[-1], len(found)) == (first, last, hours * 4 - 1)
    for start in found[::2]:
        book(desk, start, 30)
    assert list_free_times(desk, limit=1000, **asked).items == []
