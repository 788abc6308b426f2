"""Days off: what may be written down, what goes before what, and what a calendar shows of it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.days_off import (
    AskedException,
    DayException,
    DayOff,
    DaysOff,
    days_between,
    exception_changes,
    exceptions_asked,
)
from scheduling.domain.public_holidays import HolidayNames, holiday_on
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.span import Span
from scheduling.domain.timetable import Timetable
from scheduling.domain.working_time import Hours

from services.scheduling.tests.builders import (
    ORDINARY,
    PRACTICE,
    a_timetable,
    an_exception,
    every_day,
    hours,
    lasting,
    utc,
)

TODAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
CHRISTMAS = date(2026, 12, 25)


def asked(**parts: object) -> list[DayException]:
    return exceptions_asked(AskedException(**{"first": TUESDAY} | parts), TODAY, PRACTICE, uuid4)


def refused(**parts: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as caught:
        asked(**parts)
    return [(error.field, error.code) for error in caught.value.errors]


def opened(**parts: object) -> dict[str, object]:
    return {"open": True, "from_": time(8), "to": time(12)} | parts


def test_a_leave_is_one_closed_day_a_date_both_ends_included():
    leave = asked(until=date(2026, 11, 26), name=" Urlop ")
    assert [str(each.date) for each in leave] == ["2026-11-24", "2026-11-25", "2026-11-26"]
    assert {(each.hours, each.break_, each.name) for each in leave} == {(None, None, "Urlop")}
    assert len({each.id for each in leave}) == 3


def test_other_hours_may_have_a_break_at_their_edge_and_need_no_name():
    (other,) = asked(**opened(break_=hours("8:00-8:15"), name=" "))
    assert (other.hours, other.break_, other.name) == (hours("8:00-12:00"), hours("8:00-8:15"), None)


def test_hours_of_a_closed_day_mean_nothing():
    (closed,) = asked(from_=time(12), to=time(8), break_=hours("9:07-9:10"))
    assert (closed.hours, closed.break_) == (None, None)


def test_today_can_still_be_taken_off_and_yesterday_cannot():
    assert asked(first=TODAY)
    assert refused(first=TODAY - timedelta(days=1)) == [("date", "in_the_past")]


def test_a_leave_has_at_most_a_leap_years_days():
    assert len(asked(first=TODAY, until=TODAY + timedelta(days=365))) == 366
    assert refused(first=TODAY, until=TODAY + timedelta(days=366)) == [("until", "out_of_range")]
    assert refused(until=TODAY) == [("until", "to_before_from")]
    assert refused(first=date.max) == [("date", "out_of_range")]
    assert refused(until=date.max) == [("until", "out_of_range")]


@pytest.mark.parametrize(
    ("parts", "errors"),
    [
        ({"open": True}, [("from", "required"), ("to", "required")]),
        (opened(from_=time(8, 5), to=None), [("from", "not_on_grid"), ("to", "required")]),
        (opened(to=time(8)), [("to", "to_before_from")]),
        (opened(from_=time(8, 5)), [("from", "not_on_grid")]),
        (opened(to=time(12, 0, 1)), [("to", "not_on_grid")]),
        (opened(from_=time(8, tzinfo=UTC)), [("from", "invalid")]),
        (opened(break_=Hours(time(9, tzinfo=UTC), time(10))), [("break.from", "invalid")]),
        (opened(break_=hours("11:45-12:15")), [("break", "break_outside_hours")]),
        (opened(break_=hours("9:00-9:05")), [("break.to", "not_on_grid")]),
        ({"name": "x" * 101}, [("name", "too_long")]),
        ({"name": "a\nb"}, [("name", "control_characters")]),
        (
            opened(first=date(2026, 11, 1), name="x" * 101, to=time(7)),
            [("date", "in_the_past"), ("name", "too_long"), ("to", "to_before_from")],
        ),
    ],
)
def test_every_wrong_field_is_named(parts, errors):
    assert refused(**parts) == errors


def test_a_name_may_have_a_hundred_letters():
    assert asked(name="Ż" * 100)


def test_public_holidays_have_polish_and_english_names():
    assert holiday_on(CHRISTMAS) == HolidayNames("Boże Narodzenie (pierwszy dzień)", "Christmas Day")
    assert holiday_on(date(2026, 12, 24)) == HolidayNames("Wigilia Bożego Narodzenia", "Christmas Eve")
    assert holiday_on(date(2024, 12, 24)) is None, "a day off work only since 2025"
    assert holiday_on(TUESDAY) is None
    assert holiday_on(date(2999, 12, 25)) is None


def test_easter_moves_and_corpus_christi_with_it():
    assert holiday_on(date(2027, 3, 29)) == HolidayNames("Poniedziałek Wielkanocny", "Easter Monday")
    assert holiday_on(date(2027, 5, 27)) == HolidayNames("Dzień Bożego Ciała", "Corpus Christi")


def knowing(day: date, *exceptions: DayException, worked: bool = False) -> DaysOff:
    return DaysOff(frozenset([day]), exceptions, frozenset([day]) if worked else frozenset())


def test_dates_that_nobody_asked_about_are_not_guessed():
    with pytest.raises(LookupError):
        a_timetable().on(TUESDAY, knowing(CHRISTMAS))


def test_a_public_holiday_is_closed_and_says_why():
    opening = a_timetable(every_day("8:00-16:00")).on(CHRISTMAS, ORDINARY)
    assert opening.open == []
    assert opening.day_off == DayOff(holiday_on(CHRISTMAS), None, closed=True)


def test_a_public_holiday_on_which_the_practice_works_has_the_weeks_hours():
    opening = a_timetable(every_day("8:00-16:00", "12:00-12:30")).on(CHRISTMAS, knowing(CHRISTMAS, worked=True))
    assert opening.open == [lasting("2026-12-25 08:00", 240), lasting("2026-12-25 12:30", 210)]
    assert opening.day_off == DayOff(holiday_on(CHRISTMAS), None, closed=False)


def test_an_exception_goes_before_the_public_holiday():
    timetable = a_timetable(every_day("8:00-16:00"))
    opening = timetable.on(CHRISTMAS, knowing(CHRISTMAS, an_exception("2026-12-25", "10:00-12:00", name="Dyżur")))
    assert opening.open == [lasting("2026-12-25 10:00", 120)]
    assert opening.day_off == DayOff(None, "Dyżur", closed=False)


def test_an_exception_without_a_name_on_a_public_holiday_is_called_like_that():
    opening = a_timetable().on(CHRISTMAS, knowing(CHRISTMAS, an_exception("2026-12-25")))
    assert opening.day_off == DayOff(holiday_on(CHRISTMAS), None, closed=True)


def test_a_calendars_exception_goes_before_the_practices():
    timetable = a_timetable()
    own = an_exception("2026-11-24", "10:00-12:00", "11:00-11:15", calendar_id=timetable.calendar.id)
    others = an_exception("2026-11-24", "6:00-7:00", calendar_id=uuid4())
    days_off = knowing(TUESDAY, an_exception("2026-11-24", name="Remont"), own, others)
    assert timetable.on(TUESDAY, days_off).open == [lasting("2026-11-24 10:00", 60), lasting("2026-11-24 11:15", 45)]
    assert a_timetable().on(TUESDAY, days_off).day_off == DayOff(None, "Remont", closed=True)


def test_a_day_that_the_week_has_closed_can_be_opened():
    sunday = date(2026, 11, 29)
    opening = a_timetable().on(sunday, knowing(sunday, an_exception("2026-11-29", "9:00-13:00")))
    assert opening.open == [lasting("2026-11-29 09:00", 240)]


def test_an_exception_on_the_short_day_keeps_to_the_wall():
    day = date(2026, 3, 29)
    opening = a_timetable().on(day, knowing(day, an_exception("2026-03-29", "1:00-5:00", "2:15-2:45")))
    assert opening.open == [Span(utc("2026-03-29 00:00"), utc("2026-03-29 03:00"))]
    assert opening.breaks == [], "the clock leaves it out"


def test_an_exception_on_the_long_day_keeps_to_the_wall():
    day = date(2026, 10, 25)
    opening = a_timetable().on(day, knowing(day, an_exception("2026-10-25", "1:00-5:00", "2:15-2:45")))
    assert [span.minutes for span in opening.breaks] == [30, 30]
    assert sum(span.minutes for span in opening.open) == 5 * 60 - 60


def test_easter_on_the_day_of_the_clock_change_can_be_worked():
    easter = date(2027, 3, 28)
    night = a_timetable(every_day("0:00-6:00"))
    assert night.on(easter, ORDINARY).open == []
    (span,) = night.on(easter, knowing(easter, worked=True)).open
    assert span.minutes == 5 * 60


SOME_DAYS = [TUESDAY, date(2026, 11, 29), CHRISTMAS, date(2027, 3, 28), date(2026, 10, 25)]
LEVELS = st.none() | st.sampled_from([None, "1:00-3:00", "2:00-20:00", "9:00-9:15"]).map(lambda text: (text,))


@given(day=st.sampled_from(SOME_DAYS), own=LEVELS, whole=LEVELS, worked=st.booleans(), own_week=st.booleans())
def test_the_nearest_word_about_a_date_is_the_one_that_holds(day, own, whole, worked, own_week):
    week = every_day("7:00-11:00" if own_week else "8:00-16:00")
    timetable = a_timetable(week)
    exceptions = []
    if own is not None:
        exceptions.append(an_exception(str(day), own[0], calendar_id=timetable.calendar.id))
    if whole is not None:
        exceptions.append(an_exception(str(day), whole[0]))

    kept = holiday_on(day) is not None and not worked
    said = [*[each[0] for each in (own, whole) if each is not None], None if kept else "7:00-11:00" if own_week else "8:00-16:00"]  # fmt: skip
    expected = wall(timetable, day, said[0])
    assert timetable.on(day, knowing(day, *exceptions, worked=worked)).open == expected


def wall(timetable: Timetable, day: date, text: str | None) -> list[Span]:
    """Quarters whose wall time lies in the hours, joined: found by asking the clock about each of them."""
    if text is None:
        return []
    begin, end = hours(text).from_, hours(text).to
    first = datetime.combine(day, time(), timetable.zone).astimezone(UTC)
    quarters = [first + timedelta(minutes=15 * number) for number in range(100)]
    inside = [
        quarter
        for quarter in quarters
        if (local := quarter.astimezone(timetable.zone)).date() == day and begin <= local.time() < end
    ]
    spans: list[Span] = []
    for quarter in inside:
        if spans and spans[-1].ends_at == quarter:
            spans[-1] = Span.lasting(spans[-1].starts_at, spans[-1].minutes + 15)
        else:
            spans.append(Span.lasting(quarter, 15))
    return spans


def test_the_trail_tells_what_was_written_down_and_what_is_gone():
    other = an_exception("2026-11-24", "8:00-12:00", "10:00-10:15", name="Szkolenie")
    told = [
        ("date", None, TUESDAY),
        ("open", None, True),
        ("hours", None, {"from": "08:00", "to": "12:00"}),
        ("break", None, {"from": "10:00", "to": "10:15"}),
        ("name", None, "Szkolenie"),
    ]
    assert exception_changes(None, other) == told
    assert exception_changes(other, None) == [(name, is_, was) for name, was, is_ in told]


def test_days_between_leave_the_last_one_out():
    assert days_between(TUESDAY, TUESDAY) == []
    assert days_between(TUESDAY, TUESDAY + timedelta(days=2)) == [TUESDAY, date(2026, 11, 25)]
