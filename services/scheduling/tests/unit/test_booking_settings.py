"""What a practice may set for online booking, and what follows from it for a time."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from scheduling.application.change_booking_settings import change_booking_settings
from scheduling.domain.booking_settings import DEFAULTS, BookingSettings
from scheduling.domain.refusals import NotFound, ValidationFailed, VersionConflict

from services.scheduling.tests.at_the_desk import chair, change, opened
from services.scheduling.tests.builders import NOW, WARSAW, at


def wrong(field, value):
    with pytest.raises(ValidationFailed) as refused:
        DEFAULTS.change({field: value})
    (error,) = refused.value.errors
    return error.field, error.code


def test_what_stays_the_same_is_no_new_version():
    assert DEFAULTS.change({"notice_minutes": 120, "new_patients": True}) is DEFAULTS
    assert DEFAULTS.change({"notice_minutes": 90}).version == 2


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("notice_minutes", -1, "out_of_range"),
        ("notice_minutes", None, "required"),
        ("horizon_days", 0, "out_of_range"),
        ("horizon_days", 366, "out_of_range"),
        ("most_open", 0, "out_of_range"),
        ("change_until_minutes", 14 * 24 * 60 + 1, "out_of_range"),
        ("offer_minutes", 9, "out_of_range"),
        ("new_patients", None, "required"),
        ("allowed_origins", ["https://example.pl/page"], "invalid"),
        ("allowed_origins", ["http://example.pl"], "invalid"),
        ("allowed_origins", ["https://*.pl"], "invalid"),
        ("allowed_origins", ["https://a.pl; script-src *"], "invalid"),
        ("allowed_origins", ["javascript:alert(1)"], "invalid"),
        ("allowed_origins", [f"https://a{number}.pl" for number in range(11)], "too_long"),
    ],
)
def test_what_cannot_be_is_refused(field, value, code):
    assert wrong(field, value) == (field, code)


def test_origins_are_kept_as_browsers_write_them_and_once():
    asked = [" https://Gabinet.PL/ ", "https://gabinet.pl", "http://localhost:8080", "https://xn--zb-ika.pl:8443", ""]
    settings = DEFAULTS.change({"allowed_origins": asked})
    assert settings.allowed_origins == ("https://gabinet.pl", "http://localhost:8080", "https://xn--zb-ika.pl:8443")


def test_notice_and_horizon_leave_a_span_on_the_practices_wall():
    settings = BookingSettings(notice_minutes=14 * 60, horizon_days=2)
    assert settings.first_date(NOW, WARSAW) == date(2026, 11, 24)
    assert settings.last_date(NOW, WARSAW) == date(2026, 11, 25)
    settings.require_bookable(NOW + timedelta(hours=14), NOW, WARSAW)
    settings.require_bookable(at("2026-11-25 23:45"), NOW, WARSAW)
    for start in (NOW + timedelta(hours=14) - timedelta(seconds=1), at("2026-11-26 00:00")):
        with pytest.raises(ValidationFailed):
            settings.require_bookable(start, NOW, WARSAW)


def test_the_limit_of_changes_is_hours_that_pass_also_over_a_clock_change():
    assert DEFAULTS.change_until(at("2026-10-25 10:00")) == at("2026-10-24 11:00")
    assert DEFAULTS.change_until(at("2026-03-29 10:00")) == at("2026-03-28 09:00")


def test_chairs_that_are_closed_are_never_offered():
    desk = opened(chairs=3)
    change(desk, 2, active=False)
    calendars = desk.calendars.all()
    assert DEFAULTS.offered(calendars) == [calendars[0], calendars[2]]
    chosen = DEFAULTS.change({"calendar_ids": [chair(desk, 2), chair(desk, 3)]})
    assert chosen.offered(calendars) == [calendars[2]]


def test_a_change_is_kept_and_noted_once_and_needs_the_version_that_was_seen():
    desk = opened()
    settings = change_booking_settings(desk, fields={"most_open": 1}, expected_version=1)
    assert desk.booking_settings.read() == settings
    change_booking_settings(desk, fields={"most_open": 1}, expected_version=2)
    assert desk.changes.noted == [("practice", desk.practice_id, [("most_open", 3, 1)])]
    with pytest.raises(VersionConflict):
        change_booking_settings(desk, fields={"most_open": 2}, expected_version=1)


def test_a_chair_that_the_practice_does_not_have_cannot_be_offered():
    with pytest.raises(NotFound):
        change_booking_settings(opened(), fields={"calendar_ids": [uuid4()]}, expected_version=None)
