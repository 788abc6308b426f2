import re

import pytest

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
