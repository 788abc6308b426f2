# ruff: noqa: RUF001 - Polish typography
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW, refused
from services.gateway.tests.furnished import book_at

MONDAY = {"from": "2026-11-23", "to": "2026-11-24"}


def feed(visitor, **span):
    return visitor.get("/calendar/feed", query_string=span).json


def test_it_opens_on_the_practices_today(receptionist):
    assert "poniedziałek, 23 listopada 2026" in receptionist.get("/calendar").text


def test_the_feed_is_on_the_practices_wall_clock(receptionist, practice):
    said = feed(receptionist, **MONDAY)
    assert said["now"].startswith("2026-11-23T10:0")
    assert said["today"] == "2026-11-23"
    first = said["visits"][0]
    assert (first["start"], first["end"], first["patient"]) == (
        "2026-11-23T08:00:00",
        "2026-11-23T08:45:00",
        "Anna Kowalska",
    )


def test_what_is_not_open_is_closed_and_breaks_are_named(receptionist, practice):
    mine = [
        span for span in feed(receptionist, **MONDAY)["closed"] if span["calendar_id"] == str(practice.calendars[0].id)
    ]
    assert [(span["kind"], span["start"][11:16], span["end"][11:16]) for span in mine] == [
        ("closed", "00:00", "08:00"),
        ("closed", "16:00", "00:00"),
        ("break", "12:00", "12:30"),
    ]


def test_the_grid_shows_open_hours_and_an_hour_around(receptionist):
    assert feed(receptionist, **MONDAY)["hours"] == {"from": "07:00", "to": "17:00", "open": "08:00", "close": "16:00"}


def test_the_grid_grows_for_a_visit_that_new_hours_left_outside(receptionist, practice):
    days = [day.model_copy(update={"from_": time(10), "break_": None}) for day in practice.working.days]
    practice.working = scheduling.WorkingTime(days=days, version=3)
    assert feed(receptionist, **MONDAY)["hours"]["from"] == "07:00", "the visit at 8 still shows"


SPRING, AUTUMN = "2026-03-29", "2026-10-25"
NIGHT = {
    SPRING: [("closed", "00:00", "01:00"), ("missing", "02:00", "03:00"), ("closed", "06:00", "00:00")],
    AUTUMN: [("closed", "00:00", "01:00"), ("closed", "06:00", "00:00")],
}


@pytest.fixture
def at_night(practice):
    """Works from 1 to 6 every day."""
    days = [scheduling.WorkingDay(weekday=n, open=True, from_=time(1), to=time(6)) for n in range(1, 8)]
    practice.working = scheduling.WorkingTime(days=days, version=3)
    return practice


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_days_with_23_and_25_hours_stay_whole_and_the_hour_that_is_not_is_grey(receptionist, at_night, day):
    following = f"{day[:8]}{int(day[8:]) + 1:02}"
    said = feed(receptionist, **{"from": day, "to": following})
    spans = {(span["kind"], span["start"][11:16], span["end"][11:16]) for span in said["closed"]}
    assert spans == set(NIGHT[day])
    assert "02:00–03:00" in said["notice"]
    assert ("dwa razy" in said["notice"]) == (day == AUTUMN)


def test_on_a_day_of_25_hours_each_of_two_equal_times_says_which_it_is(receptionist, at_night, services):
    for utc in (0, 1):
        book_at(services, at_night, datetime(2026, 10, 25, utc, 30, tzinfo=UTC).astimezone(WARSAW))
    said = feed(receptionist, **{"from": AUTUMN, "to": "2026-10-26"})["visits"]
    assert [(v["start"], v["end"], v["from"], v["till"]) for v in said] == [
        ("2026-10-25T02:30:00", "2026-10-25T03:00:00", "02:30 (pierwsza)", "02:00 (druga)"),
        ("2026-10-25T02:30:00", "2026-10-25T03:00:00", "02:30 (druga)", "03:00"),
    ]
    for path in (f"/calendar/list?date={AUTUMN}", f"/calendar/print?date={AUTUMN}"):
        page = receptionist.get(path).text
        assert page.index("02:30 (pierwsza)") < page.index("02:30 (druga)")
    month = receptionist.get(f"/calendar/month?date={AUTUMN}").text
    assert "niedziela, 25 października 2026: 2 wizyty" in month


def test_on_paper_the_night_of_25_hours_has_its_visits_in_order_and_what_is_free_between_them(
    receptionist, at_night, services
):
    for minutes in (30, 60):
        start = datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=minutes)
        book_at(services, at_night, start.astimezone(WARSAW), 15)
    page = receptionist.get(f"/calendar/print?date={AUTUMN}").text.split("<section")[1]
    said = [re.sub(r"<[^>]+>", "", line) for line in re.findall(r'<td class="text-nowrap">(.*?)</td>', page)]
    assert [hours for hours in said if "–" in hours] == [
        "01:00–02:30 (pierwsza)",
        "02:30 (pierwsza)–02:45 (pierwsza)",
        "02:45 (pierwsza)–02:00 (druga)",
        "02:00 (druga)–02:15 (druga)",
        "02:15 (druga)–06:00",
    ]


def test_a_closed_day_says_so_and_offers_the_next_open_one(receptionist):
    said = feed(receptionist, **{"from": "2026-11-28", "to": "2026-11-29"})
    assert "W tym dniu (sobota) gabinet jest nieczynny." in said["notice"]
    assert "/calendar?date=2026-11-30" in said["notice"]


def test_a_week_is_named_by_its_ends(receptionist):
    assert feed(receptionist, **{"from": "2026-11-23", "to": "2026-11-30"})["title"] == "23–29 listopada 2026"


@pytest.mark.parametrize(
    "span",
    [
        {},
        {"from": "2026-11-24", "to": "2026-11-23"},
        {"from": "2026-01-01", "to": "2026-12-31"},
        {"from": "jutro", "to": "2026-11-23"},
    ],
)
def test_spans_that_make_no_sense_are_refused(receptionist, span):
    assert receptionist.get("/calendar/feed", query_string=span).status_code == 400


def test_an_unreadable_date_means_today(receptionist):
    assert "poniedziałek, 23 listopada 2026" in receptionist.get("/calendar?date=kiedys").text


def test_another_practice_has_a_calendar_of_its_own(receptionist, stranger):
    stranger.post(
        "/register",
        {
            "first_name": "J",
            "last_name": "Ż",
            "email": "j@example.pl",
            "password": "Zebuszka1",
            "practice_name": "Obcy",
            "accept_terms": "on",
        },
    )
    assert feed(stranger, **MONDAY)["visits"] == []


def test_the_list_needs_no_javascript(receptionist):
    page = receptionist.get("/calendar/list").text
    assert (
        page.index("08:00–08:45") < page.index("Anna Kowalska") < page.index("zakończona") < page.index("13:45–14:00")
    )


def test_the_list_shows_cancelled_visits_as_such(receptionist, practice):
    visit = next(iter(practice.visits.values()))
    practice.visits[visit.id] = visit.model_copy(update={"status": "cancelled"})
    page = receptionist.get("/calendar/list").text
    assert 'class="is-off"' in page
    assert "odwołana" in page


def test_an_empty_list_offers_the_first_step(receptionist):
    page = receptionist.get("/calendar/list?date=2026-12-01").text
    assert "Brak wizyt w tym dniu" in page
    assert "/visits/new?date=2026-12-01" in page


def test_while_scheduling_is_down_the_page_says_what_to_do(receptionist, services):
    services.down = {"scheduling"}
    answer = receptionist.get("/calendar")
    assert answer.status_code == 503
    assert "Spróbuj ponownie za chwilę" in answer.text


def steps(page):
    part = re.search(r'class="first-steps".*?</section>', page, re.DOTALL)
    if part is None:
        return None
    found = re.findall(r'<li class="(is-done)?">.*?(?:<a href="([^"]+)"[^>]*>|<span>)([^<]+)', part[0], re.DOTALL)
    return [(text, bool(done)) for done, _, text in found]


def test_a_new_practice_sees_its_first_steps(receptionist, practice):
    practice.visits.clear()
    practice.working = practice.working.model_copy(update={"version": 1})
    for path in ("/calendar", "/calendar/list"):
        assert steps(receptionist.get(path).text) == [
            ("Dane gabinetu", False),
            ("Czas pracy", False),
            ("Telefon do przypomnień", False),
            ("Pierwsza wizyta", False),
        ]


def test_each_step_is_ticked_when_it_is_done_and_the_list_goes_when_all_are(receptionist, practice):
    assert steps(receptionist.get("/calendar").text) == [
        ("Dane gabinetu", False),
        ("Czas pracy", True),
        ("Telefon do przypomnień", False),
        ("Pierwsza wizyta", True),
    ]
    address = {"street": "Długa", "postal_code": "00-950", "town": "Warszawa"}
    practice.practice = practice.practice.model_copy(update=address)
    assert steps(receptionist.get("/calendar").text)[0] == ("Dane gabinetu", True)
    practice.practice = practice.practice.model_copy(update={"phone": "+48221234567"})
    assert steps(receptionist.get("/calendar").text) is None
    practice.visits.clear()
    assert steps(receptionist.get("/calendar?date=2026-12-01").text)[3] == ("Pierwsza wizyta", False)


def test_hours_that_are_right_as_they_are_are_done_once_their_page_is_saved(receptionist, practice):
    practice.working = practice.working.model_copy(update={"version": 1})
    address = {"street": "Długa", "postal_code": "00-950", "town": "Warszawa"}
    practice.practice = practice.practice.model_copy(update=address)
    assert steps(receptionist.get("/calendar").text)[1] == ("Czas pracy", True)


def test_first_steps_are_for_those_who_may_do_them(receptionist, practice):
    practice.people[0].change(role="receptionist")
    assert steps(receptionist.get("/calendar").text) is None


def test_scheduling_of_the_release_before_is_asked_in_parts(receptionist, services, practice):
    now = feed(receptionist, **MONDAY)
    services.refuse_next = {"read_book": refused("unavailable"), "list_holds": refused("unavailable")}
    services.calls.clear()
    assert feed(receptionist, **MONDAY) | {"now": now["now"]} == now
    assert services.calls.count("list_visits") == 1
