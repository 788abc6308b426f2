"""Whether reminders go out, in plain words: above the list, and on a page of its own."""

from datetime import timedelta

import pytest

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.web.conftest import NOW

TEN = NOW.replace(hour=10, minute=0)
LATE = {"late": 12, "oldest_due": TEN, "why": "catching_up"}
DOWN = {"late": 12, "oldest_due": TEN, "why": "provider_unavailable", "since": TEN - timedelta(minutes=2)}
CASES = [
    ({}, "Tak, wszystko wychodzi na czas.", "Wszystko wychodzi na czas."),
    ({"sms": LATE}, "Tak, ale z opóźnieniem.", "12 przypomnień spóźnia się, najstarsze od 10:00. Nadrabiamy zaległości."),
    ({"sms": DOWN}, "Nie wszystkie: operator jest nieosiągalny.", "Operator SMS nie odpowiada od 9:58."),
    ({"sms": DOWN}, "Nie wszystkie", "12 przypomnień czeka i wyjdzie samo, gdy tylko odpowie."),
    ({"sms": {**DOWN, "late": 0, "oldest_due": None}}, "Nie wszystkie", "Żadne przypomnienie jeszcze się nie spóźnia."),
    ({"email": {**DOWN, "late": 1}}, "Nie wszystkie", "Serwer poczty nie odpowiada od 9:58. 1 przypomnienie czeka"),
    (
        {"sms": {**LATE, "late": 3, "why": "stalled", "oldest_due": TEN - timedelta(days=1)}},
        "W tej chwili nie, i to z naszej winy.",
        "3 przypomnienia czekają od wczoraj, 10:00: coś nie działa po naszej stronie.",
    ),
]  # fmt: skip


@pytest.fixture
def book(practice, services):
    return services.book(practice)


@pytest.mark.parametrize(("troubles", "answer", "sentence"), CASES)
def test_the_page_answers_in_words(receptionist, book, troubles, answer, sentence):
    book.troubles = troubles
    page = receptionist.get("/messages/state").text
    assert "Czy przypomnienia wychodzą?" in page
    assert answer in page
    assert sentence.replace("9:58", "09:58") in page


@pytest.mark.parametrize(("troubles", "answer", "sentence"), CASES[1:])
def test_what_is_not_well_stands_above_the_list(receptionist, book, troubles, answer, sentence):
    book.troubles = troubles
    page = receptionist.get("/messages").text
    assert sentence.replace("9:58", "09:58") in page
    assert 'href="/messages/state">Więcej' in page


def test_while_all_is_well_the_list_says_so_in_one_line(receptionist):
    page = receptionist.get("/messages").text
    assert 'href="/messages/state">Przypomnienia wychodzą na czas' in page
    assert "sending-notice" not in page


def test_the_worst_of_two_channels_is_the_answer(receptionist, book):
    book.troubles = {"sms": LATE, "email": {**LATE, "why": "stalled"}}
    assert "W tej chwili nie" in receptionist.get("/messages/state").text
    assert "notice-warn" in receptionist.get("/messages").text


def test_a_channel_that_is_switched_off_is_no_trouble(receptionist, practice):
    practice.notifications = practice.notifications.model_copy(update={"sms": False})
    page = receptionist.get("/messages/state").text
    assert "Tak, wszystko wychodzi na czas." in page
    assert "Wyłączone w ustawieniach: nic nie jest wysyłane." in page
    practice.notifications = practice.notifications.model_copy(update={"email": False})
    assert "Nie: SMS i e-mail są wyłączone w ustawieniach." in receptionist.get("/messages/state").text
    assert "przypomnienia nie wychodzą" in receptionist.get("/messages").text


def test_the_list_is_shown_where_nobody_can_say(receptionist, services, practice):
    """notifications of the release before does not know the question."""
    services.read_sending_state = lambda *_: (_ for _ in ()).throw(refused("unavailable"))
    page = receptionist.get("/messages").text
    assert 'class="message' in page
    assert "/messages/state" not in page


@pytest.mark.parametrize("role", ["owner", "admin", "dentist", "receptionist"])
def test_everybody_may_ask(with_role, role):
    assert with_role(role).get("/messages/state").status_code == 200


def test_a_stranger_is_asked_who_it_is(stranger):
    assert stranger.get("/messages/state").location == "/login?next=/messages/state"
