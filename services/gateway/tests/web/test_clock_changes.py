"""The two nights of the year on which the clocks change, in the forms."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from contracts.scheduling import rpc as scheduling
from gateway.web.clock_changes import clock_change

from services.gateway.tests.fake_practice import WARSAW
from services.gateway.tests.furnished import book_at

SPRING, AUTUMN = "2027-03-28", "2027-10-31"


@pytest.fixture
def practice(practice):
    """Works from 1 to 6, all nights of the week."""
    days = [scheduling.WorkingDay(weekday=n, open=True, from_=time(1), to=time(6)) for n in range(1, 8)]
    practice.working = scheduling.WorkingTime(days=days, version=3)
    practice.visits.clear()
    return practice


def booking(practice, **changed):
    return {
        "key": "k", "minutes": "30", "calendar_id": str(practice.calendars[0].id),
        "patient_id": str(next(iter(practice.patients))), **changed,
    }  # fmt: skip


def times(receptionist, day, chosen="01:00"):
    page = receptionist.get("/visits/times", query_string={"date": day, "time": chosen}).text
    return [line.split(">")[1].split("<")[0] for line in page.splitlines() if "<option" in line]


def test_an_hour_that_does_not_exist_is_not_offered(receptionist, practice):
    offered = times(receptionist, SPRING)
    assert offered[3:6] == ["01:45", "03:00", "03:15"]


def test_an_hour_that_comes_twice_is_offered_twice_in_its_order(receptionist, practice):
    offered = times(receptionist, AUTUMN)
    assert offered[3:6] == ["01:45", "02:00 (pierwsza)", "02:15 (pierwsza)"]
    assert offered[7:10] == ["02:45 (pierwsza)", "02:00 (druga)", "02:15 (druga)"]


def test_any_other_day_offers_plain_times(receptionist, practice):
    assert times(receptionist, "2027-03-29")[:2] == ["01:00", "01:15"]


@pytest.mark.parametrize(("chosen", "instant"), [("02:30/1", (0, 30)), ("02:30/2", (1, 30))])
def test_each_of_the_two_can_be_booked_and_says_which_it_is(receptionist, practice, chosen, instant):
    answer = receptionist.post("/visits", booking(practice, date=AUTUMN, time=chosen))
    assert answer.status_code == 303
    (visit,) = practice.visits.values()
    assert visit.starts_at.astimezone(UTC) == datetime(2027, 10, 31, *instant, tzinfo=UTC)
    which = "pierwsza" if chosen.endswith("1") else "druga"
    panel = receptionist.get(f"/visits/{visit.id}", part=True).text
    assert f"02:30 ({which})" in panel
    assert f'<option value="{chosen}" selected>' in panel, "the form to move it begins with it"


def test_without_saying_which_a_time_that_comes_twice_is_asked_about(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice, date=AUTUMN, time="02:30"))
    assert answer.status_code == 422
    assert "ta godzina jest dwa razy: wybierz" in answer.text
    assert not practice.visits


def test_a_time_that_does_not_exist_is_refused_in_words_and_stays_as_it_was_typed(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice, date=SPRING, time="02:30"))
    assert answer.status_code == 422
    assert "Tej godziny nie ma w tym dniu" in answer.text
    assert '<option value="02:30" selected>02:30<' in answer.text


def test_which_of_the_two_means_nothing_on_a_day_that_has_one(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice, date="2027-11-02", time="02:30/2"))
    assert answer.status_code == 303
    (visit,) = practice.visits.values()
    assert visit.starts_at.isoformat() == "2027-11-02T02:30:00+01:00"


def test_a_visit_dropped_on_the_hour_that_comes_twice_is_the_first_and_says_so(receptionist, practice, services):
    visit = book_at(services, practice, datetime(2027, 10, 31, 5, tzinfo=WARSAW))
    data = booking(practice, date=AUTUMN, time="02:30", expected_version="1")
    answer = receptionist.post(f"/visits/{visit.id}/move", data, accept="application/json")
    assert answer.status_code == 200
    assert "02:30 (pierwsza)" in answer.json["message"]


def test_a_series_over_the_change_keeps_the_wall_clock_and_leaves_out_the_hour_that_is_not(receptionist, practice):
    weekly = booking(practice, date="2027-03-21", time="02:30", every_weeks="1", count="3")
    page = receptionist.post("/visits", weekly | {"action": "check"}, part=True).text
    at = page.index("niedziela, 28 marca 2027")
    assert "Tej godziny nie ma w tym dniu" in page[at : at + 130]
    assert receptionist.post("/visits", weekly | {"action": "others"}, part=True).status_code == 204
    starts = sorted(v.starts_at.isoformat() for v in practice.visits.values())
    assert starts == ["2027-03-21T02:30:00+01:00", "2027-04-04T02:30:00+02:00"]


@pytest.mark.parametrize("name", ["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC"])
def test_every_day_of_two_years_is_as_much_longer_or_shorter_as_its_change_says(name):
    zone, changes = ZoneInfo(name), []
    for number in range(date(2026, 1, 1).toordinal(), date(2028, 1, 1).toordinal()):
        day, following = date.fromordinal(number), date.fromordinal(number + 1)
        begins, ends = (datetime.combine(each, time(), zone).timestamp() for each in (day, following))
        change = clock_change(day, zone)
        odd = (change.end - change.start) * (1 if change.repeated else -1) if change else 0
        assert (ends - begins) / 60 == 24 * 60 + odd, day
        changes += [change] if change else []
    assert len(changes) == (0 if name == "UTC" else 4)
