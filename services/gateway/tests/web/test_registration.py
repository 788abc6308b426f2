import re

import pytest
from contracts.accounts.terms import VERSION

from services.gateway.tests.fake_practice import refused

GOOD = {
    "first_name": "Jan",
    "last_name": "Żuk",
    "email": "jan@example.pl",
    "password": "Zębuszka1",
    "practice_name": "Gabinet Żuk",
    "accept_terms": "on",
    "key": "k1",
}


def test_a_registered_practice_lands_in_its_calendar(stranger):
    answer = stranger.post("/register", GOOD)
    assert (answer.status_code, answer.location) == (303, "/calendar")
    page = stranger.get("/calendar").text
    assert "Gabinet Żuk" in page
    assert "STANOWISKO 1" in page


def test_the_calendar_page_waits_until_there_is_a_calendar(stranger, services):
    services.with_calendar = False
    stranger.post("/register", GOOD)
    waiting = stranger.get("/calendar")
    assert waiting.status_code == 200
    assert "data-reload-after" in waiting.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.text
    services.give_calendar(next(iter(services.practices.values())), "STANOWISKO 1")
    assert "data-reload-after" not in stranger.get("/calendar").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("first_name", " ", "To pole jest wymagane."),
        ("last_name", "", "To pole jest wymagane."),
        ("practice_name", "", "To pole jest wymagane."),
        ("email", "", "To pole jest wymagane."),
        ("email", "jan", "To nie jest adres e-mail."),
        ("password", "", "To pole jest wymagane."),
        ("password", "Krotk1", "Co najmniej 8 znaków"),
        ("password", "bezwielkiej1", "Co najmniej 8 znaków"),
        ("password", "BezCyfryTutaj", "Co najmniej 8 znaków"),
        ("accept_terms", None, "Wymagana jest akceptacja."),
    ],
)
def test_refused_input_is_kept_and_explained_under_its_field(stranger, services, field, value, said):
    data = {**GOOD, field: value}
    answer = stranger.post("/register", {name: text for name, text in data.items() if text is not None})
    assert answer.status_code == 422
    assert re.search(rf'id="f-{field}-error">.*?<span>{said}', answer.text)
    assert 'class="error-summary"' in answer.text
    for kept in {"first_name", "last_name", "practice_name"} - {field}:
        assert f'value="{GOOD[kept]}"' in answer.text
    assert "Zębuszka1" not in answer.text, "a password is never sent back"
    assert services.practices == {}


def test_a_taken_address_is_not_said_to_be_registered(stranger, services):
    stranger.post("/register", GOOD)
    answer = stranger.post("/register", {**GOOD, "key": "k2", "email": "JAN@example.pl"})
    assert answer.status_code == 409
    assert "Nie można użyć tego adresu e-mail" in answer.text
    assert len(services.practices) == 1


def test_pressing_twice_registers_once(stranger, services):
    assert stranger.post("/register", GOOD).status_code == 303
    assert stranger.post("/register", GOOD).status_code == 303
    assert len(services.practices) == 1


def test_the_terms_that_were_shown_are_the_ones_accepted(stranger, services):
    page = stranger.get("/register").text
    shown = re.search(r'name="terms_version" value="([^"]+)"', page)[1]
    assert shown == VERSION
    stranger.post("/register", {**GOOD, "terms_version": "2019-01"})
    assert next(iter(services.practices.values())).terms_version == "2019-01", "accounts decides whether it still holds"


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_letter_speaks_the_language_of_the_page(stranger, services, language):
    stranger.get(f"/language/{language}")
    stranger.post("/register", GOOD)
    assert services.letter("email_confirmation").language == language


def test_after_too_many_registrations_the_page_says_how_long_to_wait(stranger, services):
    services.refuse_next["register_practice"] = refused("rate_limited", retry_after=240)
    answer = stranger.post("/register", GOOD)
    assert answer.status_code == 429
    assert "Zbyt wiele prób. Spróbuj ponownie za 4 minuty." in answer.text
    assert 'value="Gabinet Żuk"' in answer.text


def test_the_calendar_asks_to_confirm_the_address(stranger):
    stranger.post("/register", GOOD)
    assert "Potwierdź adres e-mail: wysłaliśmy wiadomość na jan@example.pl." in stranger.get("/calendar").text


def test_while_accounts_is_down_nothing_typed_is_lost(stranger, services):
    services.down = {"accounts"}
    answer = stranger.post("/register", GOOD)
    assert answer.status_code == 503
    assert 'value="Gabinet Żuk"' in answer.text
    assert 'name="key" value="k1"' in answer.text, "the same key: sent again it registers once"


def test_a_form_without_the_token_changes_nothing(stranger, services):
    answer = stranger.client.post("/register", data=GOOD)
    assert answer.status_code == 403
    assert services.practices == {}
