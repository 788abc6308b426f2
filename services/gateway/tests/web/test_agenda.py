# ruff: noqa: RUF001 - Polish typography
"""The calendar without drawing: list, month, paper."""

import re
from datetime import date, datetime, time

import pytest
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW
from services.gateway.tests.furnished import book_at, furnish_visits


def day_of(page, words):
    """The cell of a day in the month's overview, as text."""
    cell = re.search(rf'aria-label="{words}: .*?</td>', page, re.DOTALL)
    assert cell, words
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell[0]))


def test_the_list_goes_over_as_many_days_as_one_asks_for_and_leaves_out_empty_ones(receptionist):
    page = receptionist.get("/calendar/list?days=7").text
    assert page.index("poniedziałek, 23 listopada 2026</a>") < page.index("wtorek, 24 listopada 2026</a>")
    assert "środa, 25 listopada" not in page
    assert "11 wizyt" in page
    assert "/calendar/list?date=2026-11-30&amp;days=7" in page, "the arrow leads a week on"


def test_the_list_of_one_chair_shows_no_other(receptionist, practice):
    page = receptionist.get(f"/calendar/list?calendar={practice.calendars[1].id}").text
    assert "Piotr Nowak" in page
    assert "Anna Kowalska" not in page
    assert f"/calendar/print?date=2026-11-23&amp;calendar={practice.calendars[1].id}" in page


@pytest.mark.parametrize("query", ["days=500", "days=x", "calendar=x", "days=-1&calendar=0"])
def test_what_makes_no_sense_in_the_address_is_left_out(receptionist, query):
    page = receptionist.get(f"/calendar/list?{query}")
    assert page.status_code == 200
    assert "poniedziałek, 23 listopada 2026" in page.text


def test_each_line_of_the_list_leads_to_moving_and_cancelling_where_that_can_be(receptionist, practice):
    visits = {v.status: v for v in practice.visits.values()}
    page = receptionist.get("/calendar/list?days=7").text
    planned, finished = visits["planned"].id, visits["finished"].id
    assert f"/visits/{planned}?part=move" in page
    assert f"/visits/{planned}?part=cancel" in page
    assert f"/visits/{finished}?part" not in page
    opened = receptionist.get(f"/visits/{planned}?part=cancel").text
    assert re.search(r'<details class="fold" open>\s*<summary>Odwołaj wizytę', opened)


def test_the_list_says_what_is_special_about_a_visit(receptionist, practice, services):
    furnish_visits(services, practice)
    page = receptionist.get("/calendar/list").text
    for said in ("podwójna rezerwacja", "prosi o telefon", "Leczenie kanałowe"):
        assert said in page


def test_the_month_says_how_full_each_day_is_and_what_is_free(receptionist):
    page = receptionist.get("/calendar/month").text
    tomorrow = day_of(page, "wtorek, 24 listopada 2026")
    assert "11 wizyt" in tomorrow
    # 3 chairs of 7.5 hours; 225, 165 and 120 minutes of them are booked
    for said in ("STANOWISKO 1: 47%", "STANOWISKO 2: 37%", "STANOWISKO 3: 27%", "wolne: 14 godz. 15 min"):
        assert said in tomorrow
    assert "wolne: 22 godz. 30 min" in day_of(page, "środa, 25 listopada 2026")
    assert "zamknięte" in day_of(page, "sobota, 28 listopada 2026")


def test_what_has_passed_today_is_not_free(receptionist):
    today = day_of(receptionist.get("/calendar/month").text, "poniedziałek, 23 listopada 2026")
    # it is seven past ten
    free = re.search(r"wolne: (\d+) godz\. (\d+) min", today)
    assert 10 * 60 + 45 < int(free[1]) * 60 + int(free[2]) < 11 * 60 + 15


def test_a_cancelled_visit_counts_for_nothing_and_a_double_one_frees_nothing(receptionist, practice, services):
    for visit in practice.visits.values():
        practice.visits[visit.id] = visit.model_copy(update={"status": "cancelled"})
    start = datetime(2026, 11, 25, 9, tzinfo=WARSAW)
    for _ in range(2):
        book_at(services, practice, start, 60, overbook=True)
    page = receptionist.get("/calendar/month").text
    assert "0 wizyt" in day_of(page, "wtorek, 24 listopada 2026")
    double = day_of(page, "środa, 25 listopada 2026")
    assert "2 wizyty" in double
    assert "wolne: 21 godz. 30 min" in double, "one hour is taken, although twice"


def test_the_month_names_days_off(receptionist, practice):
    practice.exceptions.append(
        scheduling.DayException.model_validate(
            {
                "id": practice.practice.id,
                "calendar_id": None,
                "date": "2026-11-26",
                "open": False,
                "from": None,
                "to": None,
                "name": "Szkolenie",
            }
        )
    )
    assert "Szkolenie" in day_of(receptionist.get("/calendar/month").text, "czwartek, 26 listopada 2026")
    assert "Boże Narodzenie" in day_of(
        receptionist.get("/calendar/month?date=2026-12-01").text, "piątek, 25 grudnia 2026"
    )


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 4), ("2026-10-25", 6)])
def test_the_nights_on_which_the_clocks_change_count_their_hours(receptionist, practice, services, day, hours):
    days = [scheduling.WorkingDay(weekday=n, open=True, from_=time(1), to=time(6)) for n in range(1, 8)]
    practice.working = scheduling.WorkingTime(days=days, version=3)
    del practice.calendars[1:]
    practice.visits.clear()
    services.now = lambda: datetime(2026, 1, 1, 12, tzinfo=WARSAW)
    when = date.fromisoformat(day)
    words = f"niedziela, {when.day} {'marca' if when.month == 3 else 'października'} 2026"
    with_clock = receptionist.client.application
    with_clock.extensions["dentoro_clock"] = services.now
    assert f"wolne: {hours} godz." in day_of(receptionist.get(f"/calendar/month?date={day}").text, words)


def test_a_month_asks_week_by_week_and_takes_every_page(receptionist, services, monkeypatch):
    monkeypatch.setattr("gateway.web.book.PAGE", 5)
    services.page = 5
    services.calls.clear()
    assert "11 wizyt" in day_of(receptionist.get("/calendar/month").text, "wtorek, 24 listopada 2026")
    assert services.calls.count("read_book") == 6
    assert services.calls.count("list_visits") == 4, "22 visits of one week come in five parts"


def test_paper_has_a_sheet_a_chair_with_visits_breaks_and_what_is_free(receptionist, practice):
    page = receptionist.get("/calendar/print").text
    assert page.count('<section class="paper"') == 3
    assert "Gabinet Uśmiech" in page
    first = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<section")[1]))
    for said in (
        "08:00–08:45 Anna Kowalska 501 700 100",
        "08:45–09:00 wolne",
        "12:00–12:30 przerwa",
        "14:00–16:00 wolne",
    ):
        assert said in first, said
    assert "WIADOMOŚCI" not in page, "the frame stays on the screen"
    one = receptionist.get(f"/calendar/print?calendar={practice.calendars[2].id}").text
    assert one.count('<section class="paper"') == 1


def test_paper_leaves_out_who_cancelled(receptionist, practice):
    visit = next(v for v in practice.visits.values() if v.patient.last_name == "Kowalska")
    practice.visits[visit.id] = visit.model_copy(update={"status": "cancelled"})
    assert "Anna Kowalska" not in receptionist.get("/calendar/print").text


def test_a_closed_day_without_visits_needs_no_paper(receptionist):
    assert "nie ma czego drukować" in receptionist.get("/calendar/print?date=2026-11-28").text


@pytest.mark.parametrize("path", ["/calendar/list", "/calendar/month"])
def test_a_fresh_account_waits_for_its_calendar(receptionist, practice, path):
    practice.calendars.clear()
    assert "data-reload-after" in receptionist.get(path).text


def test_the_keys_stand_on_a_page_of_their_own(receptionist):
    page = receptionist.get("/help/keys").text
    for key in "TDWMLNP?":
        assert f"<kbd>{key}</kbd>" in page


def test_every_view_leads_to_every_other(receptionist):
    for path in ("/calendar", "/calendar?view=week", "/calendar/month", "/calendar/list"):
        page = receptionist.get(f"{path}{'&' if '?' in path else '?'}date=2026-11-25").text
        for view in ("day", "week", "month", "list"):
            assert f'data-key="{view}"' in page
        assert page.count('aria-current="page"') >= 2, "the menu's place, and the view"
