"""Calendars of a practice and their hours, in a real database."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from scheduling.domain.refusals import CalendarClosed, LastCalendar, OutsideWorkingTime, VersionConflict
from sqlalchemy import text

from services.scheduling.tests.builders import working_day

TUESDAY = {"weekday": 2, "open": True, "from": "12:00", "to": "20:00", "break": {"from": "15:00", "to": "15:30"}}


@pytest.fixture
def chairs(practice):
    """Ids of four chairs, from left to right."""
    added = [practice.ask("add_calendar", name=f"Fotel {number}")["id"] for number in (2, 3, 4)]
    return [str(practice.calendar.id), *added]


def listed(practice):
    return [calendar["id"] for calendar in practice.ask("list_calendars")["items"]]


def all_at_once(works):
    """What came of each: the class of what it raised, or None."""
    together = threading.Barrier(len(works))

    def attempt(work):
        together.wait(timeout=30)
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is is the answer
            return type(error)
        return None

    with ThreadPoolExecutor(len(works)) as people:
        return Counter(people.map(attempt, works))


def test_a_changed_calendar_reads_back_and_the_others_made_room(practice, chairs):
    changed = practice.ask("change_calendar", calendar_id=chairs[3], name=" Higiena ", color="slate", position=2)
    assert practice.ask("read_calendar", calendar_id=chairs[3]) == changed
    assert (changed["name"], changed["color"], changed["version"]) == ("Higiena", "slate", 2)
    assert listed(practice) == [chairs[0], chairs[3], chairs[1], chairs[2]]


def test_an_order_reads_back(practice, chairs):
    answer = practice.ask("order_calendars", calendar_ids=chairs[::-1])
    assert listed(practice) == chairs[::-1]
    assert answer == practice.ask("list_calendars")


def test_orders_given_at_once_end_in_one_of_them(practice, chairs):
    orders = [chairs[turn:] + chairs[:turn] for turn in range(4)] * 4
    outcome = all_at_once([lambda order=order: practice.ask("order_calendars", calendar_ids=order) for order in orders])
    assert outcome == {None: 16}
    assert listed(practice) in orders
    places = [calendar["position"] for calendar in practice.ask("list_calendars")["items"]]
    assert places == [1, 2, 3, 4]


def test_two_who_change_one_calendar_at_once_do_not_both_win(practice):
    calendar_id = practice.calendar.id

    def rename(name):
        return lambda: practice.ask("change_calendar", calendar_id=calendar_id, name=name, expected_version=1)

    assert all_at_once([rename("Pierwszy"), rename("Drugi")]) == {None: 1, VersionConflict: 1}
    assert practice.calendar.version == 2


def test_of_all_chairs_that_are_closed_at_once_one_stays_open(practice, chairs):
    closing = [
        lambda each=each: practice.ask("change_calendar", calendar_id=each, active=False)
        for each in chairs
        for _ in "ab"
    ]
    outcome = all_at_once(closing)
    assert set(outcome) == {None, LastCalendar}
    assert [calendar["active"] for calendar in practice.ask("list_calendars")["items"]].count(True) == 1


def test_who_books_while_the_chair_is_closing_is_kept_or_refused(practice, chairs):
    closed = UUID(chairs[1])
    booking = [
        lambda quarter=quarter: practice.book(f"2026-11-24 {8 + quarter // 4:02}:{quarter % 4 * 15:02}", 15, calendar_id=closed)
        for quarter in range(16)
    ]  # fmt: skip
    outcome = all_at_once([*booking, lambda: practice.ask("change_calendar", calendar_id=closed, active=False)])
    assert set(outcome) <= {None, CalendarClosed}
    kept = practice.ask("list_visits", calendar_id=closed)["items"]
    assert len(kept) == outcome[None] - 1
    assert all(visit["outside"] for visit in kept)
    with pytest.raises(CalendarClosed):
        practice.book("2026-11-24 13:00", calendar_id=closed)


def test_a_chairs_own_hours_read_back_and_hold_for_bookings(practice, chairs):
    answer = practice.ask("change_calendar_working_time", calendar_id=chairs[1], days=[TUESDAY], expected_version=1)
    assert (answer["inherits"], answer["version"], answer["days"][1]) == (False, 2, TUESDAY)
    assert practice.ask("read_calendar_working_time", calendar_id=chairs[1]) == answer
    assert practice.ask("read_calendar", calendar_id=chairs[1])["own_hours"] is True
    with pytest.raises(OutsideWorkingTime):
        practice.book("2026-11-24 10:00", calendar_id=UUID(chairs[1]))
    assert practice.book("2026-11-24 19:30", calendar_id=UUID(chairs[1]))
    assert practice.book("2026-11-24 10:00")


def test_a_chair_without_hours_of_its_own_answers_the_practices(practice, chairs):
    practice.ask("change_working_time", days=[TUESDAY])
    answer = practice.ask("read_calendar_working_time", calendar_id=chairs[2])
    assert (answer["inherits"], answer["version"], answer["days"][1]) == (True, 1, TUESDAY)


def test_what_was_read_can_be_sent_back_and_is_no_change(practice, chairs):
    for own in (False, True):
        if own:
            practice.ask("change_calendar_working_time", calendar_id=chairs[1], days=[TUESDAY])
        read = practice.ask("read_calendar_working_time", calendar_id=chairs[1])
        back = {"inherits": read["inherits"], "days": read["days"], "expected_version": read["version"]}
        assert practice.ask("change_calendar_working_time", calendar_id=chairs[1], **back) == read


def test_own_hours_are_dropped_for_all_and_each_of_those_calendars_has_a_new_version(practice, chairs):
    for each in chairs[:2]:
        practice.ask("change_calendar_working_time", calendar_id=each, days=[TUESDAY])
    practice.ask("change_working_time", days=[], apply_to_all=True)
    found = practice.ask("list_calendars")["items"]
    assert [(each["own_hours"], each["version"]) for each in found] == [(False, 3), (False, 3), (False, 1), (False, 1)]
    with practice.desk() as desk:
        assert desk.session.scalar(text("SELECT count(own_week) FROM calendars")) == 0


def test_a_chair_that_takes_the_practices_hours_again_has_none_of_its_own_in_the_table(practice, chairs):
    practice.ask("change_calendar_working_time", calendar_id=chairs[1], days=[TUESDAY])
    practice.ask("change_calendar_working_time", calendar_id=chairs[1], inherits=True)
    with practice.desk() as desk:
        assert desk.session.scalar(text("SELECT count(own_week) FROM calendars")) == 0
        assert desk.calendars.timetable(UUID(chairs[1])).week.on(2) == working_day(2)


def test_a_check_keeps_neither_hours_nor_an_answer(practice):
    request = {"days": [TUESDAY], "expected_version": 1}
    before = practice.ask("read_working_time")
    assert practice.ask("change_working_time", key="key", only_check=True, **request) == before
    assert practice.ask("read_working_time") == before
    changed = practice.ask("change_working_time", key="key", **request)
    assert (changed["version"], changed["days"][1]) == (2, TUESDAY)
    with pytest.raises(VersionConflict):
        practice.ask("change_working_time", key="other", only_check=True, **request)
    assert practice.ask("change_working_time", key="key", **request) == changed
