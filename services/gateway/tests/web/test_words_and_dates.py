# ruff: noqa: RUF001 - Polish typography
from datetime import date

import pytest
from gateway.web import dates, phones
from gateway.web.places import own_path


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+48501700100", "501 700 100"), ("+4917012345678", "+4917012345678"), (None, ""), ("+48123", "+48123")],
)
def test_polish_numbers_are_shown_as_poles_read_them(number, shown):
    assert phones.national(number) == shown


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:00", 0),
        ("8:15", 495),
        ("23:45", 1425),
        ("24:00", None),
        ("08:60", None),
        ("8.15", None),
        ("", None),
        (None, None),
        ("٠٨:٠٠", 480),
    ],
)
def test_times_are_read_as_minutes_of_the_day(text, minutes):
    assert dates.read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "jutro", "2026-02-30", "0001-01-01", "9999-12-31", None])
def test_dates_that_are_none_are_none(text):
    assert dates.read_date(text) is None


def test_dates_and_lengths_are_polish(app):
    with app.test_request_context("/"):
        assert dates.long(date(2026, 11, 23)) == "poniedziałek, 23 listopada 2026"
        assert dates.short(date(2026, 11, 24)) == "wt., 24 listopada"
        assert dates.month(date(2026, 11, 24)) == "listopad 2026"
        assert [dates.length(m) for m in (15, 60, 90)] == ["15 min", "1 godz.", "1 godz. 30 min"]


def test_a_week_over_two_months_names_both(app):
    with app.test_request_context("/"):
        assert dates.week(date(2026, 11, 30)) == "30 listopada – 6 grudnia 2026"
        assert dates.week(date(2026, 12, 28)) == "28 grudnia 2026 – 3 stycznia 2027"


@pytest.mark.parametrize("elsewhere", ["http://x.pl", "//x.pl", "/\\x.pl", "/x\n", "x", "", None])
def test_only_paths_of_ours_are_followed(elsewhere):
    assert own_path(elsewhere, "/otherwise") == "/otherwise"


def test_a_path_of_ours_is_followed():
    assert own_path("/calendar?date=2026-11-23", "/") == "/calendar?date=2026-11-23"
