"""The page of a freed time that is offered to one who waits for it."""

from datetime import timedelta
from html import unescape

import pytest
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.conftest import NOW
from services.gateway.tests.web.sent_form import sent_form

THURSDAY = NOW.replace(day=26, hour=13, minute=0)


@pytest.fixture
def entry(services, practice):
    practice.practice = practice.practice.model_copy(update={"phone": "+48501700100"})
    service = give_service(practice, "Przegląd", 30)
    asked = scheduling.AddToWaitingList(patient_id=next(iter(practice.patients)), service_id=service.id)
    context = type("Context", (), {"practice_id": practice.practice.id})()
    return services.add_to_waiting_list(asked, context)


@pytest.fixture
def token(services, entry):
    return services.give_offer(entry, THURSDAY)


@pytest.fixture
def link(token):
    return f"/o/{token}"


@pytest.fixture
def answer(stranger, link):
    """Presses a button of the page."""

    def press(which):
        return stranger.post(f"{link}/{which}", sent_form(stranger.get(link).text, action=f"{link}/{which}"))

    return press


def visits_on(practice, moment):
    return [visit for visit in practice.visits.values() if visit.starts_at == moment]


def test_it_says_what_is_offered_and_until_when(stranger, services, link):
    page = unescape(stranger.get(link).text)
    until = (services.now() + timedelta(minutes=30)).astimezone(NOW.tzinfo)
    for shown in (
        "czwartek, 26 listopada 2026",
        "13:00\N{EN DASH}13:30",
        "Przegląd · STANOWISKO 1",
        "Gabinet Uśmiech",
        f"Trzymamy dla Ciebie ten termin do {until:%H:%M}",
        "TAK, BIORĘ",
        "NIE, DZIĘKUJĘ",
    ):
        assert shown in page
    assert "Kowalska" not in page, "whoever has the link reads no name"


@pytest.mark.parametrize("verb", ["GET", "HEAD"])
@pytest.mark.parametrize("page", ["", "/accept", "/refuse"])
def test_whatever_opens_the_link_changes_nothing(stranger, services, link, token, verb, page):  # noqa: PLR0917
    answer = stranger.client.open(link + page, method=verb)
    assert answer.status_code == (303 if page else 200)
    assert services.offers[token].state == "sent"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_without_the_forms_own_token_nothing_is_done(stranger, services, link, token):
    for act in ("accept", "refuse"):
        assert stranger.client.post(f"{link}/{act}").status_code == 403
    assert services.offers[token].state == "sent"


def test_who_takes_it_has_the_visit_and_its_page(stranger, practice, answer, link):
    done = answer("accept")
    assert (done.status_code, done.location) == (303, link)
    (visit,) = visits_on(practice, THURSDAY)
    assert visit.patient.last_name == "Kowalska"
    page = stranger.get(link).text
    assert "Wizyta umówiona" in page
    assert "TAK, BIORĘ" not in page
    assert 'href="/v/' in page
    assert "/visit.ics" in page


def test_pressing_twice_takes_it_once(stranger, practice, answer, link):
    answer("accept")
    assert stranger.post(f"{link}/accept", {"key": "again"}).status_code == 303
    assert len(visits_on(practice, THURSDAY)) == 1


def test_who_refuses_stays_on_the_list(stranger, services, practice, answer, link):
    assert answer("refuse").status_code == 303
    page = unescape(stranger.get(link).text)
    assert "Dziękujemy za odpowiedź" in page
    assert "Zostajesz na liście oczekujących" in page
    assert visits_on(practice, THURSDAY) == []
    assert [entry.state for _practice, entry in services.waiting.values()] == ["waiting"]
    late = stranger.post(f"{link}/accept", {"key": "changed-my-mind"})
    assert late.status_code == 409
    assert "Dziękujemy za odpowiedź" in late.text


@pytest.fixture
def run_out(services, token):
    """Nobody may have noticed yet that it has."""
    late = services.now() - timedelta(seconds=1)
    services.offers[token] = services.offers[token].model_copy(update={"expires_at": late})


@pytest.mark.usefixtures("run_out")
def test_who_comes_late_may_still_take_what_nobody_else_has(stranger, services, practice, answer, link):
    services.late_is_free = True
    page = unescape(stranger.get(link).text)
    assert "Nie trzymamy już dla Ciebie tego terminu" in page
    assert "BIORĘ, JEŚLI JEST WOLNY" in page
    assert "NIE, DZIĘKUJĘ" not in page
    assert answer("accept").status_code == 303
    assert "Wizyta umówiona" in stranger.get(link).text
    assert len(visits_on(practice, THURSDAY)) == 1


@pytest.mark.usefixtures("run_out")
def test_that_somebody_else_has_it_is_said_and_whom_to_call(practice, answer):
    late = answer("accept")
    assert late.status_code == 409
    page = unescape(late.text)
    assert "Ten termin nie jest już dostępny" in page
    assert "Zostajesz na liście oczekujących" in page
    assert "Zadzwoń: 501 700 100" in page
    assert "BIORĘ" not in page
    assert visits_on(practice, THURSDAY) == []


@pytest.mark.usefixtures("run_out")
def test_what_would_have_begun_is_not_offered_any_more(stranger, services, link, token):
    begun = services.now() - timedelta(minutes=30)
    services.offers[token] = services.offers[token].model_copy(update={"starts_at": begun})
    assert "BIORĘ" not in stranger.get(link).text


def test_what_the_practice_took_back_is_said(stranger, services, link, token):
    services.end_offer(token, "withdrawn")
    assert "Gabinet potrzebuje tego terminu" in stranger.get(link).text


def test_a_time_that_is_taken_at_the_last_moment_is_said(stranger, services, link):
    services.refuse_next["accept_linked_offer"] = refused("slot_taken")
    late = stranger.post(f"{link}/accept", {"key": "k"})
    assert late.status_code == 409
    assert "Ten termin jest już zajęty" in late.text


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_link_that_is_not_valid_says_what_to_do(stranger, practice, verb):
    answer = getattr(stranger, verb)("/o/nie-ma" if verb == "get" else "/o/nie-ma/accept")
    assert answer.status_code == 410
    assert "Odnośnik już nie działa" in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_it_speaks_english_to_who_prefers_it(stranger, link):
    assert "YES, I TAKE IT" in stranger.client.get(link, headers={"Accept-Language": "en"}).text
