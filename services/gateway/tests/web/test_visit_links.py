"""The page of a visit that the link in a reminder opens."""

from datetime import timedelta
from html import unescape

import pytest

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.furnished import book_at
from services.gateway.tests.web.conftest import NOW
from services.gateway.tests.web.sent_form import sent_form

THURSDAY = NOW.replace(day=26, hour=13, minute=0)


@pytest.fixture
def visit(services, practice):
    practice.practice = practice.practice.model_copy(
        update={"phone": "+48501700100", "street": "Długa", "town": "Łódź"}
    )
    return book_at(services, practice, THURSDAY)


@pytest.fixture
def link(services, practice, visit):
    return f"/v/{services.give_link(practice, visit)}"


@pytest.fixture
def now(practice, visit):
    """The visit as it is by now."""
    return lambda: practice.visits[visit.id]


def test_it_says_when_where_and_whom_to_call(stranger, link):
    page = unescape(stranger.get(link).text)
    for shown in (
        "czwartek, 26 listopada 2026",
        "13:00\N{EN DASH}13:30",
        "STANOWISKO 1",
        "Gabinet Uśmiech",
        "Długa, Łódź",
        'href="tel:+48501700100"',
        "POTWIERDZAM",
        "ZMIEŃ TERMIN",
        "ODWOŁUJĘ",
        "najpóźniej śr., 25 listopada o 13:00",
    ):
        assert shown in page
    assert "Kowalska" not in page, "whoever has the link reads no surname"


@pytest.mark.parametrize("verb", ["GET", "HEAD"])
@pytest.mark.parametrize("page", ["", "/cancel", "/times", "/move?starts_at=2026-11-27T13:00:00%2B01:00", "/visit.ics"])
def test_whatever_opens_the_link_changes_nothing(  # noqa: PLR0917
    stranger, services, link, now, verb, page
):
    before = now()
    answer = stranger.client.open(link + page, method=verb)
    assert answer.status_code == 200
    assert now() == before
    assert set(services.calls) <= {"register_practice", "add_patient", "book_visit"} | {
        *("read_linked_visit", "list_linked_times")
    }


@pytest.mark.parametrize("page", ["", "/cancel", "/times", "/visit.ics"])
def test_the_address_goes_nowhere(stranger, link, page):
    answer = stranger.get(link + page)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_without_a_token_of_the_form_nothing_is_done(stranger, link, now):
    for act in ("confirm", "cancel", "move"):
        assert stranger.client.post(f"{link}/{act}", data={"starts_at": "2026-11-27T13:00:00+01:00"}).status_code == 403
    assert now().status == "planned"


def test_a_press_confirms_and_says_so(stranger, link, now):
    page = stranger.get(link).text
    answer = stranger.post(f"{link}/confirm", sent_form(page, action=f"{link}/confirm"))
    assert (answer.status_code, answer.location) == (303, link)
    assert now().status == "confirmed"
    page = stranger.get(link).text
    assert "Gabinet wie, że przyjdziesz" in page
    assert "POTWIERDZAM" not in page
    assert stranger.post(f"{link}/confirm", {"key": "again"}).status_code in {303, 409}, "twice is no harm"


def test_cancelling_asks_once_more_and_takes_a_reason(stranger, link, now):
    page = stranger.get(f"{link}/cancel").text
    assert "Odwołać tę wizytę?" in page
    answer = stranger.post(f"{link}/cancel", {"key": "k", "reason": "Choroba"})
    assert (answer.status_code, answer.location) == (303, link)
    assert (now().status, now().cancel_reason) == ("cancelled", "Choroba")
    page = unescape(stranger.get(link).text)
    assert "Wizyta odwołana" in page
    assert "Zadzwoń: 501 700 100" in page
    assert "POTWIERDZAM" not in page
    assert stranger.get(f"{link}/cancel").location == link, "there is nothing left to cancel"


def test_moving_shows_times_of_its_chair_or_of_any(stranger, services, practice, link, visit):
    for chair in practice.calendars[:1]:
        services.give_hold(practice, chair.id, NOW.replace(day=24, hour=8, minute=0), 540)
    own = unescape(stranger.get(f"{link}/times?date=2026-11-24").text)
    assert "W tym dniu nie ma wolnych terminów" in own
    anywhere = unescape(stranger.get(f"{link}/times?date=2026-11-24&any=1").text)
    assert "starts_at=2026-11-24T08:00:00" in anywhere
    assert f"calendar_id={practice.calendars[1].id}" in anywhere


def test_moving_shows_both_times_then_gives_a_link_for_the_new_one(stranger, services, link, now):
    page = unescape(stranger.get(f"{link}/move?starts_at=2026-11-27T13:00:00%2B01:00").text)
    assert "czwartek, 26 listopada 2026, 13:00" in page
    assert "piątek, 27 listopada 2026" in page
    answer = stranger.post(f"{link}/move", sent_form(page, action=f"{link}/move"))
    assert answer.status_code == 303
    assert answer.location not in {link, f"{link}/times"}
    assert now().starts_at == THURSDAY + timedelta(days=1)
    page = unescape(stranger.get(answer.location).text)
    assert "Wizyta ma nowy termin" in page
    assert "piątek, 27 listopada 2026" in page
    old = unescape(stranger.get(link).text)
    assert "piątek, 27 listopada 2026" in old
    assert "skorzystaj z odnośnika w najnowszej wiadomości" in old
    for act in ("POTWIERDZAM", "ZMIEŃ TERMIN", "ODWOŁUJĘ"):
        assert act not in old


def test_a_new_time_that_was_taken_meanwhile_leads_to_others(  # noqa: PLR0917
    stranger, services, practice, link, now, visit
):
    start = NOW.replace(day=27, hour=13, minute=0)
    services.give_hold(practice, visit.calendar_id, start, 30)
    answer = stranger.post(f"{link}/move", {"starts_at": start.isoformat()})
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Ten termin jest już zajęty" in page
    assert "piątek, 27 listopada 2026" in page
    assert now().starts_at == THURSDAY


def test_after_the_limit_the_practice_is_to_be_called(stranger, services, link, now):
    services.change_until = timedelta(days=5)
    page = unescape(stranger.get(link).text)
    assert "Prosimy o telefon do gabinetu" in page
    assert "Zadzwoń: 501 700 100" in page
    assert "POTWIERDZAM" in page, "confirming is never too late"
    assert "ODWOŁUJĘ" not in page
    for path in ("cancel", "times"):
        assert stranger.get(f"{link}/{path}").location == link
    for path, data in (("cancel", {}), ("move", {"starts_at": "2026-11-27T13:00:00+01:00"})):
        answer = stranger.post(f"{link}/{path}", data)
        assert answer.status_code == 409
        assert "zadzwoń do gabinetu" in answer.text.lower()
    assert now().status == "planned"


@pytest.mark.parametrize("path", ["", "/cancel", "/times", "/visit.ics"])
def test_a_link_that_is_not_valid_says_what_to_do(stranger, practice, path):
    answer = stranger.get(f"/v/nie-ma{path}")
    assert answer.status_code == 410
    assert "Odnośnik już nie działa" in answer.text
    assert "zadzwoń do gabinetu" in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_what_somebody_changed_meanwhile_is_shown_as_it_is_now(stranger, services, practice, link, visit):
    def cancelled_meanwhile(*_):
        practice.visits[visit.id] = visit.model_copy(update={"status": "cancelled"})
        raise refused("visit_not_changeable", status="cancelled")

    services.confirm_linked_visit = cancelled_meanwhile
    answer = stranger.post(f"{link}/confirm", {"key": "k"})
    assert answer.status_code == 409
    assert "Wizyta odwołana" in answer.text


def test_a_file_for_the_own_calendar(stranger, link, visit):
    answer = stranger.get(f"{link}/visit.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="wizyta.ics"'
    text = answer.text.replace("\r\n ", "")
    for line in (
        f"UID:{visit.id}",
        "SEQUENCE:1",
        "DTSTART:20261126T120000Z",
        "DTEND:20261126T123000Z",
        "SUMMARY:Wizyta: Gabinet Uśmiech",
        "LOCATION:Długa\\, Łódź",
        "STATUS:CONFIRMED",
    ):
        assert f"{line}\r\n" in text


def test_it_speaks_english_to_who_prefers_it(stranger, link):
    assert "I CONFIRM" in stranger.client.get(link, headers={"Accept-Language": "en"}).text
    assert stranger.client.get(f"{link}/visit.ics?lang=en").headers["Content-Disposition"].endswith('"visit.ics"')
