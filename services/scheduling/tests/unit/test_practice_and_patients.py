"""Practices, calendars, hours and patients, on a desk in memory."""

from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from scheduling.application.add_calendar import add_calendar
from scheduling.application.add_patient import add_patient
from scheduling.application.change_patient import change_patient
from scheduling.application.change_working_time import change_working_time
from scheduling.application.find_patients import find_patients
from scheduling.application.follow_practice import follow_practice
from scheduling.application.list_calendar_days import list_calendar_days
from scheduling.application.welcome_practice import welcome_practice
from scheduling.domain.facts import PatientAdded, PatientChanged
from scheduling.domain.refusals import NotFound, PracticeNotReady, ValidationFailed, VersionConflict

from services.scheduling.tests.builders import WARSAW, every_day, lasting, utc, working_day
from services.scheduling.tests.fakes import FakeDesk


@pytest.fixture
def desk():
    welcomed = FakeDesk()
    welcome(welcomed)
    welcomed.facts.clear()
    return welcomed


def welcome(desk, name="Gabinet", version=1):
    welcome_practice(desk, name=name, time_zone="Europe/Warsaw", version=version)


def follow(desk, name, version, time_zone="Europe/Warsaw"):
    follow_practice(desk, name=name, time_zone=time_zone, version=version)


def test_a_new_practice_gets_one_blue_calendar_and_weekday_hours(desk):
    (calendar,) = desk.calendars.all()
    assert (calendar.name, calendar.color) == ("STANOWISKO 1", "blue")
    assert desk.practices.read().week.on(1) == working_day(1)


def test_the_welcome_happens_once(desk):
    welcome(desk)
    assert len(desk.calendars.all()) == 1


def test_news_in_any_order_ends_in_the_newest_state():
    desk = FakeDesk()
    follow(desk, "Trzecia", 3, "Europe/Lisbon")
    welcome(desk, "Pierwsza", 1)
    follow(desk, "Druga", 2)
    practice = desk.practices.read()
    assert (practice.name, practice.zone, len(desk.calendars.all())) == ("Trzecia", ZoneInfo("Europe/Lisbon"), 1)


def test_a_zone_that_does_not_exist_is_an_error_and_not_a_guess():
    with pytest.raises(ZoneInfoNotFoundError):
        follow(FakeDesk(), "Gabinet", 1, "Europe/Nowhere")


def test_calendars_are_added_to_the_right_in_the_next_colour(desk):
    added = add_calendar(desk, name=" Higiena ", color=None)
    assert (added.name, added.color, added.position) == ("Higiena", "green", 2)
    assert desk.calendars.all()[-1] == added


def test_a_calendar_needs_a_practice():
    with pytest.raises(PracticeNotReady):
        add_calendar(FakeDesk(), name="x", color=None)


def change(desk, *days, apply_to_all=False, expected_version=None):
    return change_working_time(desk, days=days, apply_to_all=apply_to_all, expected_version=expected_version)


def test_changed_hours_have_a_new_version(desk):
    changed = change(desk, working_day(6, "9:00-13:00"), expected_version=1)
    assert (changed.week_version, changed.week.on(6).open) == (2, True)
    assert desk.practices.read() == changed


def test_the_same_hours_again_are_no_change(desk):
    assert change(desk, working_day(1)).week_version == 1


def test_hours_of_an_old_version_and_wrong_hours_change_nothing(desk):
    with pytest.raises(VersionConflict):
        change(desk, working_day(1, "9:00-17:00"), expected_version=2)
    with pytest.raises(ValidationFailed):
        change(desk, working_day(1, "17:00-9:00"))
    assert desk.practices.read().week.on(1) == working_day(1)


@pytest.mark.parametrize("apply_to_all", [True, False])
def test_calendars_keep_their_own_hours_unless_all_are_to_be_the_same(desk, apply_to_all):
    (calendar,) = desk.calendars.all()
    desk.calendars.save_own_week(calendar.id, every_day("12:00-20:00"), 2)
    change(desk, working_day(1, "9:00-17:00"), apply_to_all=apply_to_all)
    (timetable,) = desk.calendars.timetables()
    expected = working_day(1, "9:00-17:00") if apply_to_all else working_day(1, "12:00-20:00")
    assert timetable.week.on(1) == expected


def test_days_are_listed_by_date_with_open_time_and_breaks(desk):
    change(desk, working_day(2, "8:00-16:00", "12:00-12:30"))
    add_calendar(desk, name="Drugi", color=None)
    days = list_calendar_days(desk, from_=date(2026, 11, 24), to=date(2026, 11, 26))
    assert days.zone == WARSAW
    assert [(str(opening.day), id_) for id_, opening in days.items] == [
        (day, calendar.id) for day in ("2026-11-24", "2026-11-25") for calendar in desk.calendars.all()
    ]
    tuesday = days.items[0][1]
    assert tuesday.open == [lasting("2026-11-24 08:00", 240), lasting("2026-11-24 12:30", 210)]
    assert tuesday.breaks == [lasting("2026-11-24 12:00", 30)]


def test_days_around_both_clock_changes_keep_to_the_wall(desk):
    desk.practices.save_week(every_day("8:00-16:00"), 2)
    for day, begin in ((date(2026, 3, 29), "2026-03-29 06:00"), (date(2026, 10, 25), "2026-10-25 07:00")):
        days = list_calendar_days(desk, from_=day, to=date.fromordinal(day.toordinal() + 1))
        assert days.items[0][1].open[0].starts_at == utc(begin)


@pytest.mark.parametrize(
    ("from_", "to", "code"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), "to_before_from"),
        (date(2026, 11, 24), date(2026, 11, 23), "to_before_from"),
        (date(2026, 11, 24), date(2027, 2, 25), "out_of_range"),
        (date(9999, 12, 1), date(9999, 12, 31), "out_of_range"),
        (date(1, 1, 1), date(1, 1, 2), "out_of_range"),
    ],
)
def test_spans_that_make_no_sense_are_refused(desk, from_, to, code):
    with pytest.raises(ValidationFailed) as refused:
        list_calendar_days(desk, from_=from_, to=to)
    assert refused.value.errors[0].code == code


def test_a_quarter_of_a_year_can_be_listed(desk):
    assert len(list_calendar_days(desk, from_=date(2026, 11, 24), to=date(2027, 2, 24)).items) == 92


def test_an_added_patient_is_kept_and_announced(desk):
    patient = add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk", "phone": "600100200"}).patient
    assert desk.patients.read(patient.id) == patient
    assert desk.facts == [PatientAdded(patient)]
    assert patient.card.phone == "+48600100200"


def test_a_wrong_patient_is_neither_kept_nor_announced(desk):
    with pytest.raises(ValidationFailed):
        add_patient(desk, fields={"first_name": "Jan", "last_name": "", "phone": "6"})
    assert (desk.patients.kept, desk.facts) == ({}, [])


def test_today_is_the_practices_day_for_a_birth(desk):
    desk.now = utc("2026-11-23 23:30")
    born = add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk", "birth_date": date(2026, 11, 24)}).patient
    assert born.card.birth_date == date(2026, 11, 24)


def test_a_changed_patient_is_announced_with_the_next_version(desk):
    patient = add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk"}).patient
    changed = change_patient(desk, patient_id=patient.id, fields={"last_name": "Nowak"}, expected_version=1).patient
    assert (changed.version, desk.facts[-1]) == (2, PatientChanged(changed))
    same = change_patient(desk, patient_id=patient.id, fields={"last_name": "Nowak "}, expected_version=2).patient
    assert (same, len(desk.facts)) == (changed, 2)


def test_an_old_version_or_an_unknown_patient_is_not_changed(desk):
    patient = add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk"}).patient
    with pytest.raises(VersionConflict):
        change_patient(desk, patient_id=patient.id, fields={"last_name": "Nowak"}, expected_version=7)
    with pytest.raises(NotFound):
        change_patient(desk, patient_id=uuid4(), fields={}, expected_version=None)
    assert desk.patients.read(patient.id) == patient


def test_patients_are_found_by_what_was_typed(desk):
    jan = add_patient(desk, fields={"first_name": "Jan", "last_name": "Żuk"}).patient
    add_patient(desk, fields={"first_name": "Anna", "last_name": "Nowak"})
    assert find_patients(desk, typed="żuk jan", limit=10, cursor=None).items == [jan]
    assert len(find_patients(desk, typed=None, limit=10, cursor=None).items) == 2
