"""Who waits, for what, and how long."""

from __future__ import annotations

from datetime import date, time
from uuid import uuid4

import pytest
from scheduling.domain.refusals import ValidationFailed
from scheduling.domain.span import Span
from scheduling.domain.waiting import checked_wishes

from services.scheduling.tests.builders import WARSAW, lasting, utc

TODAY = date(2026, 11, 23)


def wishes(minutes=30, **fields):
    return checked_wishes(fields, minutes, TODAY)


@pytest.mark.parametrize(
    ("fields", "when", "fits"),
    [
        ({}, "2026-11-24 10:00", True),
        ({"weekdays": [2]}, "2026-11-24 10:00", True),
        ({"weekdays": [1, 3]}, "2026-11-24 10:00", False),
        ({"from_hour": time(10)}, "2026-11-24 10:00", True),
        ({"from_hour": time(10, 15)}, "2026-11-24 10:00", False),
        ({"to_hour": time(10, 30)}, "2026-11-24 10:00", True),
        ({"to_hour": time(10, 15)}, "2026-11-24 10:00", False),  # it lasts until half past
        ({"from_hour": time(20)}, "2026-11-24 23:30", True),
        ({"from_date": date(2026, 11, 25)}, "2026-11-24 10:00", False),
        ({"until_date": date(2026, 11, 24)}, "2026-11-24 10:00", True),
        ({"until_date": date(2026, 11, 24)}, "2026-11-25 10:00", False),
        ({}, "2027-02-21 10:00", True),
        ({}, "2027-02-22 10:00", False),
    ],
)
def test_a_time_fits_as_the_practices_wall_shows_it(fields, when, fits):
    assert wishes(**fields).fit(uuid4(), lasting(when), WARSAW) is fits


def test_a_chair_fits_if_it_is_wished_for_or_any_is():
    chair = uuid4()
    assert wishes(calendar_ids=[chair]).fit(chair, lasting("2026-11-24 10:00"), WARSAW)
    assert not wishes(calendar_ids=[chair]).fit(uuid4(), lasting("2026-11-24 10:00"), WARSAW)


def test_hours_are_those_of_the_wall_on_days_of_a_clock_change():
    early = checked_wishes({"from_hour": time(8), "to_hour": time(9)}, 30, date(2026, 10, 20))
    assert early.fit(uuid4(), Span.lasting(utc("2026-10-24 06:00"), 30), WARSAW)
    assert not early.fit(uuid4(), Span.lasting(utc("2026-10-25 06:00"), 30), WARSAW)
    assert early.fit(uuid4(), Span.lasting(utc("2026-10-25 07:00"), 30), WARSAW)


def test_who_says_nothing_waits_from_today_for_ninety_days():
    assert (wishes().from_date, wishes().until_date) == (TODAY, date(2027, 2, 21))
    assert wishes(from_date=date(2026, 12, 1)).until_date == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"weekdays": [0]}, ("weekdays", "out_of_range")),
        ({"from_hour": time(8, 10)}, ("from_hour", "not_on_grid")),
        ({"from_hour": time(9), "to_hour": time(9, 15)}, ("to_hour", "too_short")),
        ({"from_hour": time(9), "to_hour": time(8)}, ("to_hour", "too_short")),
        ({"until_date": date(2026, 11, 22)}, ("until_date", "in_the_past")),
        ({"from_date": date(2026, 12, 2), "until_date": date(2026, 12, 1)}, ("until_date", "to_before_from")),
        ({"until_date": date(2036, 1, 1)}, ("until_date", "out_of_range")),
        ({"from_date": date.max}, ("from_date", "out_of_range")),
        ({"from_date": date.min, "until_date": date.max}, ("from_date", "out_of_range")),
        ({"minutes": 20}, ("minutes", "not_on_grid")),
        ({"minutes": None}, ("minutes", "required")),
    ],
)
def test_a_wish_that_cannot_be_is_refused_by_its_field(fields, wrong):
    with pytest.raises(ValidationFailed) as refused:
        wishes(**{"minutes": 30} | fields)
    assert wrong in [(error.field, error.code) for error in refused.value.errors]
