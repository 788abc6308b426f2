from __future__ import annotations

import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from zoneinfo import ZoneInfo

import pytest
from contracts import golden
from contracts.base import Envelope
from contracts.registry import EVENTS
from scheduling.application.add_calendar import add_calendar
from scheduling.application.change_working_time import change_working_time
from scheduling.application.follow_practice import follow_practice
from scheduling.application.welcome_practice import welcome_practice
from scheduling.domain.practice import Channels
from scheduling.domain.quiet_hours import QuietHours
from scheduling.domain.refusals import OutsideWorkingTime, PracticeNotReady, VersionConflict
from sqlalchemy import text

from services.scheduling.tests.builders import working_day
from services.scheduling.tests.online import switch
from services.scheduling.tests.practice import Practice


def welcome(practice, name="Gabinet", version=1):
    practice.do(lambda desk: welcome_practice(desk, name=name, time_zone="Europe/Warsaw", version=version))


def read(practice):
    return practice.do(lambda desk: desk.practices.read())


def calendars(practice):
    return practice.do(lambda desk: desk.calendars.all())


def test_a_practice_whose_news_has_not_arrived_has_no_calendars_and_is_not_ready(pool):
    unknown = Practice(pool)
    assert calendars(unknown) == []
    with pytest.raises(PracticeNotReady):
        read(unknown)


def test_twenty_welcomes_at_once_make_one_calendar(pool):
    practice = Practice(pool)
    together = threading.Barrier(20)

    def one(_):
        together.wait(timeout=30)
        welcome(practice)

    with ThreadPoolExecutor(20) as consumers:
        list(consumers.map(one, range(20)))
    (calendar,) = calendars(practice)
    assert (calendar.name, calendar.color, calendar.active) == ("STANOWISKO 1", "blue", True)


def test_a_change_that_overtakes_the_registration_is_kept(pool):
    practice = Practice(pool)
    practice.do(lambda desk: follow_practice(desk, name="Nowa nazwa", time_zone="Europe/Lisbon", version=2))
    assert calendars(practice) == []
    welcome(practice)
    assert len(calendars(practice)) == 1
    assert (read(practice).name, read(practice).zone) == ("Nowa nazwa", ZoneInfo("Europe/Lisbon"))


def test_an_older_change_is_ignored(practice):
    for name, version in (("Trzecia", 3), ("Druga", 2)):
        practice.do(lambda desk, n=name, v=version: follow_practice(desk, name=n, time_zone="Europe/Warsaw", version=v))
    assert read(practice).name == "Trzecia"


def test_how_and_when_a_practice_writes_is_followed_from_its_news(practice):
    example = golden.event("practice_changed.v1")
    quiet = {"from": "20:00", "to": "09:30"}
    data = example["data"] | {
        "reminders": example["data"]["reminders"] | {"sms": False, "email": True, "quiet_hours": quiet}
    }
    news = example | {"practice_id": practice.id, "version": 7, "data": data | {"practice_id": practice.id}}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
        from scheduling.entrypoints.consumer import SchedulingConsumer
    consumer = SchedulingConsumer()
    consumer.office = practice.office
    consumer.on_practice_changed_v1(Envelope[EVENTS["practice_changed.v1"]].model_validate(news))
    known = read(practice)
    assert (known.channels, known.quiet_hours) == (Channels(sms=False, email=True), QuietHours(time(20), time(9, 30)))


def test_following_leaves_the_hours_alone(practice):
    set_hours(practice, [working_day(1, "10:00-18:00")])
    practice.do(lambda desk: follow_practice(desk, name="X", time_zone="Europe/Warsaw", version=2))
    assert read(practice).week.on(1) == working_day(1, "10:00-18:00")


def test_the_same_state_once_more_tells_what_was_not_kept_the_first_time(practice):
    """As processes before online booking took it; accounts tells every practice again once they are replaced."""
    practice.do(lambda desk: desk.session.execute(text("UPDATE practices SET phone = NULL, online_booking = false")))
    switch(practice, on=True, version=1)
    known = read(practice)
    assert (known.phone, known.online_booking) == ("+48221234567", True)


def set_hours(practice, days, *, apply_to_all=False, expected_version=None):
    return practice.do(
        lambda desk: change_working_time(desk, days=days, apply_to_all=apply_to_all, expected_version=expected_version)
    )


def test_changed_hours_hold_for_the_next_booking_and_leave_visits_alone(practice):
    early = practice.book("2026-11-24 08:00").visit
    changed = set_hours(practice, [working_day(2, "10:00-18:00", "13:00-13:30")], expected_version=1)
    assert (changed.week_version, read(practice)) == (2, changed)
    with pytest.raises(OutsideWorkingTime):
        practice.book("2026-11-24 08:30")
    assert practice.book("2026-11-24 17:30").visit.status == "planned"
    assert practice.do(lambda desk: desk.visits.read(early.id)).visit == early


def test_hours_of_an_old_version_are_not_changed(practice):
    set_hours(practice, [working_day(1, "10:00-18:00")])
    with pytest.raises(VersionConflict):
        set_hours(practice, [working_day(1, "9:00-18:00")], expected_version=1)


def test_a_calendar_keeps_its_own_hours_until_they_are_made_the_same_for_all(practice):
    own = "UPDATE calendars SET own_week = (SELECT jsonb_set(week, '{1,open}', 'false') FROM practices)"
    with practice.desk() as desk:
        desk.session.execute(text(own))
    set_hours(practice, [working_day(2, "10:00-18:00")])
    with pytest.raises(OutsideWorkingTime):
        practice.book("2026-11-24 11:00")
    set_hours(practice, [], apply_to_all=True)
    assert practice.book("2026-11-24 11:00").visit.version == 1
    assert calendars(practice)[0].version == 2


def test_calendars_added_at_once_stand_side_by_side(practice):
    together = threading.Barrier(8)

    def one(number):
        together.wait(timeout=30)
        practice.do(lambda desk: add_calendar(desk, name=f"Fotel {number}", color=None))

    with ThreadPoolExecutor(8) as desks:
        list(desks.map(one, range(8)))
    found = calendars(practice)
    assert [calendar.position for calendar in found] == list(range(1, 10))
    assert len({calendar.color for calendar in found}) == 8
