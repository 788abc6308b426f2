"""Days off, other hours on a date and public holidays, on a desk in memory."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from scheduling.application.add_exceptions import add_exceptions
from scheduling.application.change_holiday import change_holiday
from scheduling.application.list_exceptions import list_exceptions
from scheduling.application.list_holidays import list_holidays
from scheduling.application.remove_exception import remove_exception
from scheduling.domain.days_off import AskedException
from scheduling.domain.refusals import InBreak, NotFound, OutsideWorkingTime, ValidationFailed

from services.scheduling.tests.at_the_desk import CHRISTMAS, SLOT, TUESDAY, book, chair, days, move, off, opened
from services.scheduling.tests.builders import at, lasting, utc, working_day


@pytest.fixture
def desk():
    return opened()


def test_a_day_off_closes_the_whole_practice_and_other_hours_one_chair(desk):
    off(desk, name="Remont")
    off(desk, place=2, hours="12:00-14:00")
    for refusal, when, place in ((OutsideWorkingTime, SLOT, 1), (OutsideWorkingTime, SLOT, 2)):
        with pytest.raises(refusal):
            book(desk, when, place=place)
    assert book(desk, "2026-11-24 13:30", place=2)


def test_a_break_of_other_hours_cannot_be_booked(desk):
    visit = book(desk, "2026-11-25 10:00")
    off(desk, place=1, hours="8:00-16:00", break_=working_day(1, rest="12:00-13:00").break_)
    for attempt in (
        lambda: book(desk, "2026-11-24 12:45"),
        lambda: move(desk, visit, starts_at=at("2026-11-24 12:00")),
    ):
        with pytest.raises(InBreak):
            attempt()


def test_what_is_written_down_again_replaces_what_was_there_for_the_same_chair_alone(desk):
    off(desk, until=date(2026, 11, 27), name="Urlop")
    off(desk, place=1, name="Chory")
    off(desk, date(2026, 11, 25), date(2026, 11, 26), hours="9:00-12:00")
    kept = list_exceptions(desk, calendar_id=None, from_=None, to=None)
    assert [(each.date.day, each.name, each.hours is None) for each in kept] == [
        (24, "Urlop", True),
        (25, None, False),
        (26, None, False),
        (27, "Urlop", True),
    ]
    assert [each.name for each in list_exceptions(desk, calendar_id=chair(desk), from_=None, to=None)] == ["Chory"]


def test_a_leave_is_noted_once_and_what_it_replaced_by_itself(desk):
    (gone,) = off(desk, name="Szkolenie")
    desk.changes.noted.clear()
    first, *_ = off(desk, until=date(2026, 11, 27), place=None)
    (removed, added) = desk.changes.noted
    assert removed == (
        "day_off",
        gone.id,
        [("date", TUESDAY, None), ("open", False, None), ("name", "Szkolenie", None)],
    )
    assert added == (
        "day_off",
        first.id,
        [("date", None, TUESDAY), ("open", None, False), ("until", None, date(2026, 11, 27))],
    )


def test_a_removed_day_off_is_a_day_like_any(desk):
    (leave,) = off(desk, place=1)
    remove_exception(desk, exception_id=leave.id)
    assert book(desk)
    assert desk.changes.noted[1][:2] == ("day_off", leave.id)
    with pytest.raises(NotFound):
        remove_exception(desk, exception_id=leave.id)


def test_an_unknown_chair_has_no_days_off(desk):
    with pytest.raises(NotFound):
        add_exceptions(desk, asked=AskedException(calendar_id=uuid4(), first=TUESDAY))
    with pytest.raises(NotFound):
        list_exceptions(desk, calendar_id=uuid4(), from_=None, to=None)


def test_today_is_the_practices_day(desk):
    desk.now = utc("2026-11-23 23:30")
    assert off(desk, TUESDAY)
    with pytest.raises(ValidationFailed):
        off(desk, date(2026, 11, 23))


def test_days_off_are_listed_from_today_or_of_any_two_years(desk):
    off(desk, date(2026, 11, 23))
    off(desk, date(2026, 11, 25))
    desk.now = utc("2026-11-24 10:00")

    def days_listed(from_=None, to=None):
        return [each.date.day for each in list_exceptions(desk, calendar_id=None, from_=from_, to=to)]

    assert days_listed() == [25]
    assert days_listed(from_=date(2026, 11, 23), to=date(2026, 11, 25)) == [23]
    assert days_listed(from_=date(2026, 11, 1), to=date(2026, 11, 1) + timedelta(days=731)) == [23, 25]
    for from_, to in (
        (date(2026, 11, 1), date(2026, 11, 1) + timedelta(days=732)),
        (TUESDAY, TUESDAY),
        (None, TUESDAY),
        (date.max, None),
        (None, date.max),
    ):
        with pytest.raises(ValidationFailed):
            days_listed(from_, to)


def test_public_holidays_are_listed_with_the_practices_choice(desk):
    change_holiday(desk, day=date(2026, 12, 24), closed=False)
    found = list_holidays(desk, from_=date(2026, 12, 1), to=date(2027, 1, 1))
    assert [(each.date.day, each.closed) for each in found] == [(24, False), (25, True), (26, True)]
    assert list_holidays(desk, from_=TUESDAY, to=CHRISTMAS)[-1].date.day == 24
    with pytest.raises(ValidationFailed):
        list_holidays(desk, from_=TUESDAY, to=TUESDAY + timedelta(days=732))


def test_a_holiday_can_be_worked_and_kept_again(desk):
    with pytest.raises(OutsideWorkingTime):
        book(desk, "2026-12-25 10:00")
    assert not change_holiday(desk, day=CHRISTMAS, closed=False).closed
    assert book(desk, "2026-12-25 10:00")
    change_holiday(desk, day=CHRISTMAS, closed=True)
    with pytest.raises(OutsideWorkingTime):
        book(desk, "2026-12-25 11:00")


def test_a_choice_is_noted_when_it_changes_something(desk):
    change_holiday(desk, day=CHRISTMAS, closed=True)
    assert desk.changes.noted == []
    change_holiday(desk, day=CHRISTMAS, closed=False)
    assert desk.changes.noted == [("day_off", None, [("date", None, CHRISTMAS), ("closed", True, False)])]


def test_only_a_public_holiday_can_be_chosen(desk):
    with pytest.raises(NotFound) as refused:
        change_holiday(desk, day=TUESDAY, closed=True)
    assert refused.value.data == {"what": "holiday"}


def test_every_date_says_why_it_differs(desk):
    off(desk, name="Remont")
    off(desk, place=2, hours="12:00-14:00", name="Dyżur")
    (_, first), (_, second) = days(desk)
    assert (first.open, first.day_off.name, first.day_off.closed) == ([], "Remont", True)
    assert (second.open, second.day_off.name, second.day_off.closed) == (
        [lasting("2026-11-24 12:00", 120)],
        "Dyżur",
        False,
    )
    ((_, christmas), _) = days(desk, CHRISTMAS)
    assert christmas.day_off.names.en == "Christmas Day"
    assert days(desk, date(2026, 11, 26))[0][1].day_off is None
