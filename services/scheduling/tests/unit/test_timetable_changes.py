"""Whoever changes what a calendar shows besides visits announces it, once for each change."""

import pytest
from scheduling.application.add_calendar import add_calendar
from scheduling.application.add_service import add_service
from scheduling.application.change_holiday import change_holiday
from scheduling.application.change_service import change_service
from scheduling.application.change_working_time import change_working_time
from scheduling.application.order_calendars import order_calendars
from scheduling.application.remove_exception import remove_exception
from scheduling.application.welcome_practice import welcome_practice
from scheduling.domain.facts import TimetableChanged

from services.scheduling.tests.at_the_desk import CHRISTMAS, book, chair, change, off, opened, own_hours
from services.scheduling.tests.builders import PRACTICE, working_day
from services.scheduling.tests.fakes import FakeDesk


@pytest.fixture
def desk():
    return opened()


def services(desk, **fields):
    service = add_service(desk, fields={"name": "Przegląd", "minutes": 30})
    desk.facts.clear()
    return change_service(desk, service_id=service.id, fields=fields, expected_version=None)


def removed(desk):
    (exception,) = off(desk)
    desk.facts.clear()
    remove_exception(desk, exception_id=exception.id)


def hours(desk, *days, **parts):
    return change_working_time(desk, days=days, **{"apply_to_all": False, "expected_version": None} | parts)


def same_for_all(desk):
    own_hours(desk, 1, working_day(1, "9:00-12:00"))
    desk.facts.clear()
    hours(desk, apply_to_all=True)


CHANGES = {
    "a calendar more": lambda desk: add_calendar(desk, name="Trzeci", color=None),
    "a calendar with another name": lambda desk: change(desk, 1, name="Inny"),
    "a calendar that closes": lambda desk: change(desk, 1, active=False),
    "calendars in another order": lambda desk: order_calendars(desk, order=[chair(desk, 2), chair(desk, 1)]),
    "hours of the practice": lambda desk: hours(desk, working_day(1, "9:00-12:00")),
    "hours of a calendar": lambda desk: own_hours(desk, 1, working_day(1, "9:00-12:00")),
    "the same hours for all": same_for_all,
    "a day off": off,
    "no day off any more": removed,
    "a holiday on which one works": lambda desk: change_holiday(desk, day=CHRISTMAS, closed=False),
    "a service more": lambda desk: add_service(desk, fields={"name": "Przegląd", "minutes": 30}),
    "a service with another length": lambda desk: services(desk, minutes=45),
}
NO_CHANGES = {
    "a calendar with its own name": lambda desk: change(desk, 1, name="Fotel 1"),
    "calendars as they stand": lambda desk: order_calendars(desk, order=[chair(desk, 1), chair(desk, 2)]),
    "hours as they are": lambda desk: hours(desk, working_day(1), apply_to_all=True),
    "a holiday that is kept": lambda desk: change_holiday(desk, day=CHRISTMAS, closed=True),
    "a service as it is": lambda desk: services(desk, minutes=30),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_announced_with_the_next_version(desk, what):
    CHANGES[what](desk)
    assert desk.facts == [TimetableChanged(PRACTICE, desk.timetable_version)]


@pytest.mark.parametrize("what", NO_CHANGES)
def test_nothing_is_announced_where_nothing_changed(desk, what):
    NO_CHANGES[what](desk)
    assert desk.facts == []


def test_a_visit_is_announced_as_a_visit_alone(desk):
    book(desk)
    assert not [fact for fact in desk.facts if isinstance(fact, TimetableChanged)]


def test_the_first_calendar_is_announced_once():
    desk = FakeDesk()
    for _ in range(2):
        welcome_practice(desk, name="Gabinet", time_zone="Europe/Warsaw", version=1)
    assert desk.facts == [TimetableChanged(PRACTICE, 1)]
