"""Login with a second factor, without JavaScript."""

import pytest

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.fake_sessions import CODE

ANNA = {"email": "anna@example.pl", "password": "Tajne123"}


@pytest.fixture
def asked(stranger, practice):
    """Anna's password was right; the code is awaited."""
    practice.people[0].change(second_factor=True)
    practice.people[0].recovery_codes = ["abcd-efgh"]
    stranger.post("/login", {**ANNA, "next": "/patients"})
    return stranger


def test_the_password_alone_opens_nothing(asked):
    assert asked.client.get_cookie("dentoro_session") is None
    assert asked.get("/calendar").location.startswith("/login")


def test_the_challenge_waits_in_a_short_lived_cookie_that_no_script_reads(stranger, practice, services):
    practice.people[0].change(second_factor=True)
    answer = stranger.post("/login", ANNA)
    assert (answer.status_code, answer.location) == (303, "/login/code")
    cookie = stranger.client.get_cookie("dentoro_challenge", path="/login")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.max_age == 600


def test_the_code_field_is_made_for_codes(asked):
    page = asked.get("/login/code").text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_the_code_leads_to_where_the_person_was_going(asked):
    answer = asked.post("/login/code", {"code": f"{CODE[:3]} {CODE[3:]}"})
    assert (answer.status_code, answer.location) == (303, "/patients")
    assert asked.get("/patients").status_code == 200
    assert asked.client.get_cookie("dentoro_challenge", path="/login") is None


def test_a_wrong_code_is_said_and_can_be_tried_again(asked):
    answer = asked.post("/login/code", {"code": "000000"})
    assert answer.status_code == 422
    assert "Ten kod jest nieprawidłowy" in answer.text
    assert "000000" not in answer.text
    assert asked.post("/login/code", {"code": CODE}).status_code == 303


def test_a_recovery_code_works_once(asked, practice):
    assert "Kod zapasowy" in asked.get("/login/code?recovery=1").text
    assert asked.post("/login/code?recovery=1", {"code": "abcd-efgh"}).status_code == 303
    assert practice.people[0].recovery_codes == []


def test_no_code_is_said_without_asking(asked, services):
    services.calls.clear()
    answer = asked.post("/login/code", {"code": " "})
    assert answer.status_code == 422
    assert "To pole jest wymagane" in answer.text
    assert "confirm_session" not in services.calls


def test_a_challenge_that_ended_leads_back_to_the_beginning(asked, services):
    services.challenges.clear()
    answer = asked.post("/login/code", {"code": CODE})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert "Logowanie trwało zbyt długo" in asked.get("/login").text


def test_a_challenge_that_is_not_ours_is_none(stranger, practice):
    stranger.client.set_cookie("dentoro_challenge", "WyJhIiwiL3giXQ.forged.forged", path="/login")
    assert stranger.get("/login/code").location == "/login"
    assert stranger.post("/login/code", {"code": CODE}).location == "/login"


def test_after_too_many_codes_the_page_says_how_long_to_wait(asked, services):
    services.refuse_next["confirm_session"] = refused("rate_limited", retry_after=61)
    answer = asked.post("/login/code", {"code": CODE})
    assert answer.status_code == 429
    assert "Spróbuj ponownie za 2 minuty" in answer.text


def test_after_too_many_passwords_the_page_says_how_long_to_wait(stranger, practice, services):
    services.refuse_next["open_session"] = refused("rate_limited", retry_after=900)
    answer = stranger.post("/login", ANNA)
    assert answer.status_code == 429
    assert "Spróbuj ponownie za 15 minut." in answer.text
    assert 'value="anna@example.pl"' in answer.text
    assert "Tajne123" not in answer.text


def test_the_way_back_after_two_steps_never_leads_elsewhere(stranger, practice):
    practice.people[0].change(second_factor=True)
    stranger.post("/login", {**ANNA, "next": "//example.com/x"})
    assert stranger.post("/login/code", {"code": CODE}).location == "/calendar"


def test_while_accounts_is_down_the_code_can_be_sent_again(asked, services):
    services.down = {"accounts"}
    assert asked.post("/login/code", {"code": CODE}).status_code == 503
    services.down = set()
    assert asked.post("/login/code", {"code": CODE}).status_code == 303
