"""Chairs and their hours, on a desk in memory."""

from uuid import uuid4

import pytest
from scheduling.application.change_calendar_working_time import change_calendar_working_time
from scheduling.application.change_working_time import change_working_time, check_working_time
from scheduling.application.order_calendars import order_calendars
from scheduling.domain.refusals import CalendarClosed, LastCalendar, NotFound, ValidationFailed, VersionConflict

from services.scheduling.tests.at_the_desk import book, chair, change, days, opened, own_hours
from services.scheduling.tests.builders import working_day


@pytest.fixture
def desk():
    return opened()


def test_a_changed_calendar_is_kept_and_noted(desk):
    changed = change(desk, 2, expected_version=1, name="Higiena", position=1)
    assert (changed.name, changed.position, changed.version) == ("Higiena", 1, 2)
    assert [calendar.name for calendar in desk.calendars.all()] == ["Higiena", "Fotel 1"]
    assert desk.changes.noted == [("calendar", changed.id, [("name", "Fotel 2", "Higiena"), ("position", 2, 1)])]


def test_no_change_and_a_refused_one_leave_everything_as_it_was(desk):
    before = desk.calendars.all()
    change(desk, 1, name="Fotel 1")
    for refusal, parts in ((VersionConflict, {"expected_version": 2}), (ValidationFailed, {"name": ""})):
        with pytest.raises(refusal):
            change(desk, 1, **{"name": "x"} | parts)
    assert (desk.calendars.all(), desk.changes.noted) == (before, [])


def test_an_old_version_is_told_before_what_is_wrong(desk):
    with pytest.raises(VersionConflict):
        change(desk, 1, expected_version=7, name="")


def test_a_closed_chair_takes_no_visits_until_it_is_open_again(desk):
    visit = book(desk)
    change(desk, 1, active=False)
    with pytest.raises(CalendarClosed):
        book(desk, "2026-11-24 12:00")
    assert desk.visits.kept[visit.id] == visit
    assert [str(id_) for id_, _ in days(desk)] == [str(chair(desk, 2))]
    change(desk, 1, active=True)
    assert book(desk, "2026-11-24 12:00")


def test_the_last_open_chair_cannot_be_closed(desk):
    change(desk, 1, active=False)
    with pytest.raises(LastCalendar):
        change(desk, 2, active=False)


def test_an_order_is_kept_and_every_move_noted(desk):
    first, second = chair(desk, 1), chair(desk, 2)
    after = order_calendars(desk, order=[second, first])
    assert (desk.calendars.all(), [calendar.id for calendar in after]) == (after, [second, first])
    assert desk.changes.noted == [
        ("calendar", second, [("position", 2, 1)]),
        ("calendar", first, [("position", 1, 2)]),
    ]
    order_calendars(desk, order=[second, first])
    assert len(desk.changes.noted) == 2


def test_a_chair_gets_hours_of_its_own_and_days_left_out_keep_what_held(desk):
    known = own_hours(desk, 2, working_day(2, "12:00-20:00", "15:00-15:30"), expected_version=1)
    assert (known.calendar.own_hours, known.calendar.version) == (True, 2)
    assert known.week.on(2) == working_day(2, "12:00-20:00", "15:00-15:30")
    assert known.week.on(1) == working_day(1)
    again = own_hours(desk, 2, working_day(3, "9:00-10:00"))
    assert again.week.on(2) == known.week.on(2)
    assert desk.calendars.timetable(chair(desk, 2)) == again
    assert desk.calendars.timetable(chair(desk, 1)).week == desk.practices.read().week


def test_own_hours_stay_when_the_practices_change_and_go_with_apply_to_all(desk):
    own_hours(desk, 2, working_day(2, "12:00-20:00"))
    change_working_time(desk, days=[working_day(2, "9:00-17:00")], apply_to_all=False, expected_version=None)
    assert desk.calendars.timetable(chair(desk, 2)).week.on(2) == working_day(2, "12:00-20:00")
    change_working_time(desk, days=[], apply_to_all=True, expected_version=None)
    assert desk.calendars.timetable(chair(desk, 2)).week.on(2) == working_day(2, "9:00-17:00")
    assert desk.changes.noted[-1] == ("calendar", chair(desk, 2), [("own_hours", True, False)])


def test_hours_of_its_own_can_be_the_practices_of_today_and_stay_so(desk):
    assert own_hours(desk, 2).calendar.own_hours
    change_working_time(desk, days=[working_day(2, "9:00-17:00")], apply_to_all=False, expected_version=None)
    assert desk.calendars.timetable(chair(desk, 2)).week.on(2) == working_day(2)


def test_a_chair_can_go_back_to_the_practices_hours(desk):
    own_hours(desk, 2, working_day(2, "12:00-20:00"))
    known = own_hours(desk, 2, working_day(2, "20:00-12:00"), inherits=True)
    assert (known.calendar.own_hours, known.calendar.version) == (False, 3)
    assert known.week == desk.practices.read().week
    assert own_hours(desk, 2, inherits=True) == known


def test_own_hours_are_noted_day_by_day_and_the_same_ones_are_not(desk):
    own_hours(desk, 2, working_day(2, "12:00-20:00", "15:00-15:30"))
    before = {"open": True, "from": "08:00", "to": "16:00", "break": None}
    after = {"open": True, "from": "12:00", "to": "20:00", "break": {"from": "15:00", "to": "15:30"}}
    told = [("own_hours", False, True), ("days.2", before, after)]
    assert desk.changes.noted == [("calendar", chair(desk, 2), told)]
    assert own_hours(desk, 2, working_day(2, "12:00-20:00", "15:00-15:30")).calendar.version == 2
    assert len(desk.changes.noted) == 1


def test_wrong_and_outdated_own_hours_change_nothing(desk):
    for refusal, parts in ((ValidationFailed, {}), (VersionConflict, {"expected_version": 2})):
        with pytest.raises(refusal):
            own_hours(desk, 1, working_day(1, "16:00-8:00"), **parts)
    with pytest.raises(NotFound):
        change_calendar_working_time(desk, calendar_id=uuid4(), inherits=True, days=(), expected_version=None)
    assert not desk.calendars.read(chair(desk)).own_hours


def test_a_check_refuses_like_the_change_and_changes_nothing(desk):
    before = desk.practices.read()
    assert check_working_time(desk, days=[working_day(1, "9:00-17:00")], expected_version=1) == before
    with pytest.raises(ValidationFailed):
        check_working_time(desk, days=[working_day(1, "17:00-9:00")], expected_version=1)
    with pytest.raises(VersionConflict):
        check_working_time(desk, days=[], expected_version=2)
    assert (desk.practices.read(), desk.changes.noted) == (before, [])


def test_the_practices_hours_are_noted_day_by_day(desk):
    change_working_time(desk, days=[working_day(6, "9:00-13:00")], apply_to_all=False, expected_version=None)
    ((subject, _, told),) = desk.changes.noted
    assert (subject, [field[0] for field in told]) == ("practice", ["days.6"])
