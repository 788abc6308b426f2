"""A visit every few weeks, and two on one chair on purpose."""

import json
from datetime import datetime, timedelta

import pytest

from services.gateway.tests.fake_practice import WARSAW
from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.furnished import book_at

FIRST = datetime(2026, 11, 24, 15, tzinfo=WARSAW)


def booking(practice, **changed):
    return {
        "key": "klucz",
        "date": "2026-11-24",
        "time": "15:00",
        "minutes": "30",
        "calendar_id": str(practice.calendars[0].id),
        "patient_id": list(map(str, practice.patients))[3],
        "note": "",
        "every_weeks": "2",
        "count": "4",
        **changed,
    }


def booked(practice, hour=15):
    return sorted(v.starts_at for v in practice.visits.values() if v.starts_at.hour == hour)


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["visit-changed"]["message"]


def test_a_series_books_the_same_wall_clock_time_every_few_weeks(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice), part=True)
    assert answer.status_code == 204
    assert told(answer) == "Zapisano: Jan Wiśniewski, 4 wizyty, pierwsza jutro o 15:00."
    assert booked(practice) == [FIRST + timedelta(weeks=2 * n) for n in range(4)]
    assert len({v.series_id for v in practice.visits.values() if v.starts_at.hour == 15}) == 1


def test_a_series_sent_twice_is_booked_once(receptionist, practice):
    for _ in range(2):
        assert receptionist.post("/visits", booking(practice), part=True).status_code == 204
    assert len(booked(practice)) == 4


def test_when_one_date_is_taken_nothing_is_booked_and_the_others_are_offered(receptionist, practice, services):
    taken = book_at(services, practice, FIRST + timedelta(weeks=2))
    answer = receptionist.post("/visits", booking(practice), part=True)
    assert answer.status_code == 409
    assert "Nie wszystkie te terminy są wolne. Nic jeszcze nie zapisano." in answer.text
    assert booked(practice) == [taken.starts_at]
    at = answer.text.index("wtorek, 8 grudnia 2026, 15:00")
    assert "Ten termin jest już zajęty." in answer.text[at : at + 120]
    assert "1 termin nie jest wolny" in answer.text
    assert "Zapisz pozostałe 3" in answer.text
    others = receptionist.post("/visits", booking(practice, action="others", key="drugi"), part=True)
    assert told(others) == (
        "Zapisano: Jan Wiśniewski, 3 wizyty, pierwsza jutro o 15:00. "
        "Nie zapisano: wt., 8 grudnia (Ten termin jest już zajęty)."
    )
    assert len(booked(practice)) == 4


def test_the_dates_can_be_looked_at_before_and_each_says_why_it_cannot_be(receptionist, practice, services):
    del services
    answer = receptionist.post("/visits", booking(practice, action="check", date="2026-12-10", time="12:15"), part=True)
    assert answer.status_code == 200
    assert "W tym czasie jest przerwa." in answer.text
    on_thursdays = booking(practice, action="check", date="2026-12-10", count="3")
    answer = receptionist.post("/visits", on_thursdays, part=True)
    at = answer.text.index("czwartek, 24 grudnia 2026")
    assert "Wigilia Bożego Narodzenia" in answer.text[at : at + 120], "a day off says its name"
    free = receptionist.post("/visits", booking(practice, action="check"), part=True).text
    assert "Wszystkie terminy są wolne" in free
    assert free.count(" autofocus") == 1, "the answer takes the focus, not the field at the top"
    assert booked(practice) == [], "looking books nothing"


def test_looking_at_the_dates_needs_no_patient_yet(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice, action="check", patient_id=""), part=True)
    assert answer.status_code == 200
    assert "error-summary" not in answer.text


def test_when_no_date_is_free_that_is_said(receptionist, practice):
    nowhere = booking(practice, action="others", time="12:00", key="n")
    answer = receptionist.post("/visits", nowhere, part=True)
    assert answer.status_code == 409
    assert "Żaden z tych terminów nie jest wolny. Nic nie zapisano." in answer.text


@pytest.mark.parametrize(
    "changed",
    [{"count": "1"}, {"count": "53"}, {"count": "x"}, {"count": ""}, {"every_weeks": "5"}, {"every_weeks": "x"}],
)
def test_a_series_that_makes_no_sense_is_refused_by_its_field(receptionist, practice, changed):
    answer = receptionist.post("/visits", booking(practice, **changed), part=True)
    assert answer.status_code == 422
    assert f'id="v-{next(iter(changed))}-error"' in answer.text
    assert booked(practice) == []


def test_a_service_says_how_long_a_visit_without_a_length_takes(receptionist, practice):
    service = give_service(practice, "Leczenie kanałowe", 90)
    data = booking(practice, every_weeks="", minutes="", service_id=str(service.id), time="13:30", calendar_id=str(practice.calendars[2].id), date="2026-11-25")  # fmt: skip
    assert receptionist.post("/visits", data, part=True).status_code == 204
    visit = next(v for v in practice.visits.values() if v.starts_at.day == 25)
    assert (visit.minutes, visit.service.name) == (90, "Leczenie kanałowe")
    feed = receptionist.get("/calendar/feed", query_string={"from": "2026-11-25", "to": "2026-11-26"}).json["visits"]
    assert (feed[0]["service"], feed[0]["color"], feed[0]["chair"]) == ("Leczenie kanałowe", service.color, "amber")


def test_without_length_and_service_a_length_is_asked_for(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice, every_weeks="", minutes=""), part=True)
    assert answer.status_code == 422
    assert 'id="v-minutes-error"' in answer.text


def test_a_service_that_is_not_on_offer_is_not_offered_but_stays_where_it_was_chosen(receptionist, practice):
    give_service(practice, "Przegląd", 30)
    gone = give_service(practice, "Bonding", 60, active=False)
    assert "Bonding" not in receptionist.get("/visits/new").text
    assert "Bonding" in receptionist.get(f"/visits/new?service_id={gone.id}").text


def test_a_taken_time_can_be_booked_over_on_purpose_and_carries_its_mark(receptionist, practice):
    single = booking(practice, every_weeks="", time="09:00")
    refused = receptionist.post("/visits", single, part=True)
    assert refused.status_code == 409
    assert 'name="action" value="overbook"' in refused.text
    assert "Zarezerwuj mimo to (podwójna rezerwacja)" in refused.text
    answer = receptionist.post("/visits", single | {"action": "overbook", "key": "mimo"}, part=True)
    assert told(answer) == "Zapisano podwójną rezerwację: Jan Wiśniewski, jutro o 09:00."
    (over,) = [v for v in practice.visits.values() if v.overbooked]
    panel = receptionist.get(f"/visits/{over.id}", part=True).text
    assert "Podwójna rezerwacja: zapisana celowo w czasie innej wizyty." in panel
    feed = receptionist.get("/calendar/feed", query_string={"from": "2026-11-24", "to": "2026-11-25"}).json["visits"]
    assert [v["patient"] for v in feed if v["overbooked"]] == ["Jan Wiśniewski"]


@pytest.mark.parametrize("changed", [{"time": "12:00"}, {"time": "16:00"}, {"time": "09:00", "minutes": "20"}])
def test_nothing_else_can_be_booked_over(receptionist, practice, changed):
    answer = receptionist.post("/visits", booking(practice, every_weeks="", **changed), part=True)
    assert 'value="overbook"' not in answer.text


def test_the_same_can_be_booked_again(receptionist, practice):
    service = give_service(practice, "Przegląd", 30)
    old = next(v for v in practice.visits.values() if v.note)
    told = {"id": service.id, "name": service.name, "color": service.color}
    practice.visits[old.id] = old.model_copy(update={"service": type("S", (), told)()})
    page = receptionist.get(f"/visits/new?copy={old.id}").text
    assert "Zofia Wójcik" in page
    assert 'value="2026-11-30"' in page, "a week later"
    for chosen in ("09:00", "60", old.calendar_id, service.id):
        assert f'<option value="{chosen}"' in page
        assert "selected" in page.split(f'<option value="{chosen}"')[1].split(">")[0], chosen
    assert "Uczulenie na penicylinę" in page


def test_what_is_long_past_is_booked_again_on_such_a_weekday_to_come(receptionist, practice):
    old = next(iter(practice.visits.values()))
    past = datetime(2026, 9, 15, 9, tzinfo=WARSAW)
    practice.visits[old.id] = old.model_copy(update={"starts_at": past, "ends_at": past + timedelta(minutes=45)})
    assert 'value="2026-11-24"' in receptionist.get(f"/visits/new?copy={old.id}").text, "the next Tuesday"
