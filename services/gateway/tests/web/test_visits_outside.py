# ruff: noqa: RUF001 - Polish typography
import re
import uuid
from datetime import date, time

import pytest
from contracts.scheduling import rpc as scheduling

PAGE = "/calendar/outside"
TUESDAY = date(2026, 11, 24)
SPAN = {"from": "2026-11-24", "to": "2026-11-25"}


def day_off(practice, calendar=None, **more):
    data = {"date": TUESDAY, "open": False, "from_": None, "to": None, "break_": None, "name": None} | more
    one = scheduling.DayException(id=uuid.uuid4(), calendar_id=calendar and calendar.id, **data)
    practice.exceptions.append(one)


def hours(practice, **changed):
    practice.working = scheduling.WorkingTime(
        days=[day.model_copy(update=changed) for day in practice.working.days], version=3
    )


def rows(page):
    people = re.findall(r"<td><strong>(.*?)</strong>", page)
    reasons = re.findall(r'class="status-word why"><svg.*?</svg>(.*?)</span>', page)
    return list(zip(people, reasons, strict=True))


def test_nobody_is_to_be_moved(receptionist):
    page = receptionist.get(PAGE).text
    assert "Nie ma czego przenosić" in page
    assert 'class="btn btn-quiet outside-link"' not in receptionist.get("/calendar").text


def test_each_visit_with_its_reason(receptionist, practice, services):
    _first, second, third = practice.calendars
    hours(practice, from_=time(8, 30), break_=scheduling.WallSpan(from_=time(13), to=time(13, 30)))
    day_off(practice, second, name="Szkolenie")
    services.put(practice, third, active=False)
    listed = dict(rows(receptionist.get(PAGE).text))
    assert listed["Anna Kowalska"] == "poza czasem pracy 08:30–16:00"
    assert listed["Piotr Nowak"] == "Szkolenie"
    assert listed["Jan Wiśniewski"] == "terminarz jest zamknięty"
    assert listed["Adam Król"] == "w przerwie 13:00–13:30"
    assert "Zofia Wójcik" not in listed


def test_a_weekday_that_closed_and_a_holiday(receptionist, practice):
    days = [d.model_copy(update={"open": d.weekday != 2}) for d in practice.working.days]
    practice.working = scheduling.WorkingTime(days=days, version=3)
    assert {reason for _, reason in rows(receptionist.get(PAGE).text)} == {"w ten dzień tygodnia nieczynne"}
    day_off(practice)
    assert {reason for _, reason in rows(receptionist.get(PAGE).text)} == {"dzień wolny"}


def test_time_phone_and_chair_stand_beside_and_the_way_to_move_it(receptionist, practice):
    day_off(practice, practice.calendars[0])
    page = receptionist.get(PAGE).text
    assert "wt., 24 listopada" in page
    assert "08:00–08:45" in page
    assert 'href="tel:+48501700100"' in page
    assert "STANOWISKO 1" in page
    move = re.search(r'href="(/visits/[^"]+part=move)"', page)[1]
    assert '<details class="fold" open>' in receptionist.get(move).text


def test_what_passed_or_was_cancelled_is_not_listed(receptionist, practice):
    day_off(practice, date=date(2026, 11, 23))
    before = len(rows(receptionist.get(PAGE).text))
    later = [v for v in practice.visits.values() if v.status in {"planned", "confirmed"} and v.starts_at.hour > 12]
    practice.visits[later[0].id] = later[0].model_copy(update={"status": "cancelled"})
    assert len(rows(receptionist.get(PAGE).text)) == before - (later[0].starts_at.date() == date(2026, 11, 23))


def test_more_than_a_page_leads_on(receptionist, practice):
    day_off(practice)
    sample = next(v for v in practice.visits.values() if v.starts_at.date() == TUESDAY)
    for _ in range(60):
        copy = sample.model_copy(update={"id": uuid.uuid4()})
        practice.visits[copy.id] = copy
    page = receptionist.get(PAGE).text
    assert len(rows(page)) == 50
    following = re.search(r'href="(/calendar/outside\?cursor=[^"]+)"', page)[1]
    assert len(rows(receptionist.get(following).text)) == 60 + 11 - 50


def test_moving_it_takes_it_off_the_list(receptionist, practice):
    day_off(practice, practice.calendars[0], open=True, from_=time(9), to=time(16))
    visit = next(
        v for v in practice.visits.values() if v.starts_at.date() == TUESDAY and v.patient.last_name == "Kowalska"
    )
    assert rows(receptionist.get(PAGE).text) == [("Anna Kowalska", "poza czasem pracy 09:00–16:00")]
    place = {"date": "2026-11-24", "time": "12:00", "minutes": "45", "calendar_id": str(practice.calendars[0].id)}
    assert receptionist.post(f"/visits/{visit.id}/move", place).status_code == 303
    assert rows(receptionist.get(PAGE).text) == []


def test_a_visit_on_a_closed_calendar_stays_there_until_somebody_moves_it(receptionist, practice, services):
    services.put(practice, practice.calendars[0], active=False)
    visit = next(
        v for v in practice.visits.values() if v.starts_at.date() == TUESDAY and v.patient.last_name == "Kowalska"
    )
    page = receptionist.get(f"/visits/{visit.id}").text
    assert re.search(rf'<option value="{practice.calendars[0].id}" selected>STANOWISKO 1 \(zamknięty\)', page)
    assert "Ta wizyta wypada poza czasem pracy" in page


# in the calendar


def test_the_feed_marks_it(receptionist, practice):
    hours(practice, from_=time(9))
    said = receptionist.get("/calendar/feed", query_string=SPAN).json["visits"]
    assert {v["patient"] for v in said if v["outside"]} == {"Anna Kowalska", "Piotr Nowak"}


def test_the_header_leads_to_the_list_with_their_number(receptionist, practice):
    hours(practice, from_=time(9))
    for path in ("/calendar", "/calendar/list?date=2026-11-24"):
        page = receptionist.get(path).text
        assert re.search(r'href="/calendar/outside"[^>]*>.*?</span> 2</a>', page, re.DOTALL), path
    assert "poza czasem pracy" in receptionist.get("/calendar/list?date=2026-11-24").text


def test_the_number_is_asked_for_only_where_it_is_wanted(receptionist, practice, services):
    hours(practice, from_=time(9))
    assert "outside" not in receptionist.get("/calendar/feed", query_string=SPAN).json
    assert "list_visits_outside" not in services.calls
    said = receptionist.get("/calendar/feed", query_string={**SPAN, "outside": "yes"}).json["outside"]
    assert "/calendar/outside" in said


@pytest.mark.parametrize("path", ["/calendar/feed?from=2026-12-25&to=2026-12-26", "/calendar/list?date=2026-12-25"])
def test_a_holiday_is_named(receptionist, path):
    said = receptionist.get(path)
    page = said.json["notice"] if said.is_json else said.text
    assert "Boże Narodzenie (pierwszy dzień) — zamknięte." in page
    assert "/calendar?date=2026-12-28" in page


def test_other_hours_on_a_date_are_named(receptionist, practice):
    day_off(practice, open=True, from_=time(8), to=time(12), name="Wigilia firmowa")
    said = receptionist.get("/calendar/feed", query_string=SPAN).json
    assert "Wigilia firmowa: inne godziny niż zwykle." in said["notice"]
    assert {span.get("name") for span in said["closed"] if span["kind"] == "closed"} == {"Wigilia firmowa"}


def test_the_day_off_of_one_calendar_stands_in_its_column_alone(receptionist, practice):
    day_off(practice, practice.calendars[1], name="Urlop")
    said = receptionist.get("/calendar/feed", query_string=SPAN).json
    assert said["notice"] == ""
    named = {span["calendar_id"] for span in said["closed"] if span.get("name") == "Urlop"}
    assert named == {str(practice.calendars[1].id)}
