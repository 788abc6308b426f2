"""The story of a practice that sets up four chairs, as its owner does it through the gateway."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from chassis.refusals import Refused

from services.scheduling.tests.builders import NOW
from services.scheduling.tests.service.conftest import Reception, registration

TUESDAY = "2026-11-24"
AFTERNOON = {"weekday": 2, "open": True, "from": "12:00", "to": "20:00", "break": {"from": "15:00", "to": "15:30"}}
MORNING = {"weekday": 2, "open": True, "from": "07:00", "to": "12:00", "break": None}


@pytest.fixture(scope="module", autouse=True)
def processes(scheduling):
    """On Monday, 23 November 2026."""
    clock = str((NOW - datetime.now(UTC)).total_seconds())
    for process in [scheduling.start(kind, wait=False, CLOCK_OFFSET_SECONDS=clock) for kind in ("rpc", "consumer")]:
        process.wait_ready()


@pytest.fixture
def practice(reception, broker) -> Reception:
    broker.announce(registration(reception.id))
    reception.first_calendar()
    return reception


def open_on(practice: Reception, day: str) -> dict[str, list[str]]:
    """By chair: its open spans of the date."""
    names = {calendar["id"]: calendar["name"] for calendar in practice.call("list_calendars")["items"]}
    year, month, date = (int(part) for part in day.split("-"))
    days = practice.call("list_calendar_days", **{"from": day, "to": f"{year}-{month:02}-{date + 1:02}"})["items"]
    return {
        names[each["calendar_id"]]: [f"{span['starts_at'][11:16]}-{span['ends_at'][11:16]}" for span in each["open"]]
        for each in days
    }


def refusal(practice: Reception, method: str, **request) -> str:
    with pytest.raises(Refused) as refused:
        practice.call(method, **request)
    return refused.value.code


def test_four_chairs_with_hours_of_their_own_a_day_off_and_a_visit_that_it_leaves_outside(practice):
    first = practice.first_calendar()["id"]
    surgery, hygiene, spare = (
        practice.call("add_calendar", name=name)["id"] for name in ("Chirurgia", "Higiena", "Zapas")
    )
    practice.call("change_calendar", calendar_id=first, name="Fotel przy oknie", color="slate", expected_version=1)
    practice.call("order_calendars", calendar_ids=[hygiene, first, surgery, spare])
    practice.call("change_calendar_working_time", calendar_id=surgery, days=[AFTERNOON])
    practice.call("change_calendar_working_time", calendar_id=hygiene, days=[MORNING])
    assert open_on(practice, TUESDAY) == {
        "Higiena": ["07:00-12:00"],
        "Fotel przy oknie": ["08:00-16:00"],
        "Chirurgia": ["12:00-15:00", "15:30-20:00"],
        "Zapas": ["08:00-16:00"],
    }

    patient = practice.call("add_patient", first_name="Jan", last_name="Żuk")["id"]
    booking = {"patient_id": patient, "minutes": 60, "starts_at": f"{TUESDAY}T18:00:00+01:00"}
    assert refusal(practice, "book_visit", calendar_id=first, **booking) == "outside_working_time"
    visit = practice.call("book_visit", calendar_id=surgery, **booking)
    assert visit["outside"] is False

    leave = practice.call("add_exceptions", calendar_id=surgery, date=TUESDAY, until="2026-11-26", name="Urlop")
    assert len(leave["items"]) == 3
    assert open_on(practice, TUESDAY)["Chirurgia"] == []
    days = practice.call("list_calendar_days", **{"from": TUESDAY, "to": "2026-11-25"})["items"]
    assert days[2]["day_off"] == {"names": None, "name": "Urlop", "closed": True}

    (left,) = practice.call("list_visits_outside")["items"]
    assert left == visit | {"outside": True}
    assert practice.call("list_visits", **{"from": TUESDAY})["items"] == [left]
    longer = {"visit_id": visit["id"], "minutes": 90}
    assert refusal(practice, "change_visit", **longer) == "outside_working_time"
    assert practice.call("change_visit", visit_id=visit["id"], status="confirmed")["outside"] is True
    moved = practice.call("change_visit", visit_id=visit["id"], starts_at="2026-11-27T12:00:00+01:00")
    assert (moved["outside"], moved["version"]) == (False, 3)
    assert practice.call("list_visits_outside")["items"] == []


def test_a_holiday_is_worked_a_chair_closed_and_the_last_one_stays(practice):
    first = practice.first_calendar()["id"]
    second = practice.call("add_calendar", name="Drugi")["id"]
    eve = {"from": "2026-12-24", "to": "2026-12-25"}
    (holiday,) = practice.call("list_holidays", **eve)["items"]
    assert (holiday["names"]["pl"], holiday["closed"]) == ("Wigilia Bożego Narodzenia", True)
    assert open_on(practice, "2026-12-24") == {"STANOWISKO 1": [], "Drugi": []}
    assert practice.call("change_holiday", date="2026-12-24", closed=False) == holiday | {"closed": False}
    assert refusal(practice, "change_holiday", date="2026-12-23", closed=True) == "not_found"
    short = {"open": True, "from": "08:00", "to": "12:00"}
    practice.call("add_exceptions", calendar_id=second, date="2026-12-24", **short)
    assert open_on(practice, "2026-12-24") == {"STANOWISKO 1": ["08:00-16:00"], "Drugi": ["08:00-12:00"]}

    assert practice.call("change_calendar", calendar_id=first, active=False)["active"] is False
    assert refusal(practice, "change_calendar", calendar_id=second, active=False) == "last_calendar"
    assert set(open_on(practice, "2026-12-24")) == {"Drugi"}


def test_what_is_wrong_is_said_by_its_field_and_changes_nothing(practice):
    first = practice.first_calendar()["id"]
    for method, request, fields in (
        ("change_calendar", {"calendar_id": first, "name": " ", "position": 2}, {"name", "position"}),
        ("order_calendars", {"calendar_ids": []}, {"calendar_ids"}),
        ("change_calendar_working_time", {"calendar_id": first, "days": [MORNING | {"to": "06:00"}]}, {"days.0.to"}),
        ("add_exceptions", {"date": "2026-11-22", "open": True, "from": "08:10"}, {"date", "from", "to"}),
        ("list_exceptions", {"from": TUESDAY, "to": TUESDAY}, {"to"}),
    ):
        with pytest.raises(Refused) as refused:
            practice.call(method, **request)
        assert refused.value.code == "validation_failed", method
        assert {error.field for error in refused.value.fault.errors} == fields, method
    assert practice.first_calendar()["version"] == 1
    assert practice.call("list_exceptions")["items"] == []
