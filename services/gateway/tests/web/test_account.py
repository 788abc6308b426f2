"""One's own account: name, password, second factor, and where one is signed in."""

import re

import pytest

from services.gateway.tests.fake_own_account import SECRET
from services.gateway.tests.fake_practice import refused
from services.gateway.tests.fake_sessions import CODE
from services.gateway.tests.web.conftest import PASSWORD, Visitor

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
URI = f"otpauth://totp/Dentoro:anna%40example.pl?secret={SECRET}&issuer=Dentoro"


@pytest.fixture
def elsewhere(app, practice):
    """Anna's second device."""
    client = app.test_client()
    client.environ_base |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "83.12.7.201"}
    return Visitor(client).log_in()


def test_the_name_is_changed_and_shown_at_once(receptionist, practice):
    answer = receptionist.post("/account/name", {"first_name": "Hanna", "last_name": "Żak"})
    assert (answer.status_code, answer.location) == (303, "/account")
    page = receptionist.get("/account").text
    assert "Zapisano imię i nazwisko" in page
    assert 'value="Żak"' in page


def test_an_empty_name_is_refused_and_the_rest_kept(receptionist, practice):
    answer = receptionist.post("/account/name", {"first_name": " ", "last_name": "Żak"})
    assert answer.status_code == 422
    assert 'id="f-first_name-error"' in answer.text
    assert 'value="Żak"' in answer.text
    assert practice.user.last_name == "Zielińska"


def test_the_address_has_no_field(receptionist):
    page = receptionist.get("/account").text
    assert "anna@example.pl" in page
    assert 'name="email"' not in page


# The password


def test_a_new_password_logs_out_everywhere_else_but_not_here(receptionist, elsewhere, practice):
    answer = receptionist.post("/account/password", {"current_password": PASSWORD, "new_password": "Zupełnie9Nowe"})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Wszystkie inne urządzenia zostały wylogowane" in receptionist.get("/account").text
    assert elsewhere.get("/account").status_code == 303
    assert practice.people[0].password == "Zupełnie9Nowe"


@pytest.mark.parametrize(
    ("current", "new", "field", "said"),
    [
        ("", "Zupełnie9Nowe", "current_password", "To pole jest wymagane"),
        ("Zgadnij11", "Zupełnie9Nowe", "current_password", "To nie jest Twoje hasło"),
        (PASSWORD, "", "new_password", "To pole jest wymagane"),
        (PASSWORD, "krotkie1", "new_password", "Co najmniej 8 znaków"),
    ],
)
def test_a_refused_password_is_said_under_its_field(receptionist, current, new, field, said):
    answer = receptionist.post("/account/password", {"current_password": current, "new_password": new})
    assert answer.status_code in {401, 422}
    assert re.search(rf'id="f-{field}-error">.*?<span>{said}', answer.text)
    assert not (new and new in answer.text)
    assert receptionist.post("/login", {"email": "anna@example.pl", "password": PASSWORD}).status_code == 303


def test_too_many_wrong_passwords_are_refused_with_the_time_to_wait(receptionist, services):
    services.refuse_next["change_password"] = refused("rate_limited", retry_after=30)
    answer = receptionist.post("/account/password", {"current_password": "Zgadnij11", "new_password": "Zupełnie9Nowe"})
    assert answer.status_code == 429
    assert "Spróbuj ponownie za 1 minutę" in answer.text


# Sessions


def test_devices_are_listed_in_words(receptionist, elsewhere):
    page = receptionist.get("/account").text
    assert "Firefox na Linuksie" in page
    assert "83.12.7.201" in page
    assert page.count("to urządzenie") == 1
    assert page.count('/end"') == 1, "this device is logged out by the menu"


def test_one_device_is_logged_out(receptionist, elsewhere):
    path = re.search(r'action="(/account/sessions/[0-9a-f-]+/end)"', receptionist.get("/account").text)[1]
    assert receptionist.post(path).status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert receptionist.get("/account").status_code == 200
    assert receptionist.post(path).status_code == 303, "it has ended already: just as well"


def test_all_other_devices_are_logged_out(receptionist, elsewhere):
    assert receptionist.post("/account/sessions/end-others").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    page = receptionist.get("/account").text
    assert "Wyloguj wszystkie inne" not in page, "there is none"


def test_somebody_elses_device_cannot_be_logged_out(with_role, services, elsewhere):
    theirs = next(session.id for session in services.sessions.values() if session.agent == FIREFOX)
    assert with_role("receptionist").post(f"/account/sessions/{theirs}/end").status_code == 303
    assert elsewhere.get("/account").status_code == 200


# The second factor


def test_it_is_begun_with_the_password_and_in_force_after_a_code(receptionist, practice):
    begun = receptionist.post("/account/second-factor", {"password": PASSWORD})
    assert begun.status_code == 200
    assert 'src="data:image/svg+xml' in begun.text
    assert "JBSW Y3DP EHPK 3PXP" in begun.text
    assert not practice.user.second_factor
    done = receptionist.post("/account/second-factor/code", {"uri": URI, "code": f"{CODE[:3]} {CODE[3:]}"})
    assert done.status_code == 200
    assert practice.user.second_factor
    assert practice.people[0].recovery_codes
    assert all(code in done.text for code in practice.people[0].recovery_codes)
    assert done.headers["Cache-Control"] == "no-store"


def test_recovery_codes_are_shown_this_one_time(receptionist, practice):
    receptionist.post("/account/second-factor", {"password": PASSWORD})
    receptionist.post("/account/second-factor/code", {"uri": URI, "code": CODE})
    for path in ("/account", "/account/second-factor"):
        assert practice.people[0].recovery_codes[0] not in receptionist.get(path).text


def test_a_wrong_code_shows_the_same_picture_again(receptionist, practice):
    begun = receptionist.post("/account/second-factor", {"password": PASSWORD})
    refused_ = receptionist.post("/account/second-factor/code", {"uri": URI, "code": "111111"})
    assert refused_.status_code == 422
    assert "Ten kod jest nieprawidłowy" in refused_.text
    picture = re.compile(r'src="(data:image[^"]+)"')
    assert picture.search(refused_.text)[1] == picture.search(begun.text)[1]
    assert not practice.user.second_factor


@pytest.mark.parametrize("uri", ["", "https://example.com/?secret=AAAA", "otpauth://totp/x", f"{URI}&x={'a' * 700}"])
def test_an_address_that_is_none_of_an_app_leads_to_the_beginning(receptionist, services, uri):
    services.calls.clear()
    answer = receptionist.post("/account/second-factor/code", {"uri": uri, "code": CODE})
    assert answer.location == "/account/second-factor"
    assert "enable_second_factor" not in services.calls


@pytest.mark.parametrize(
    "path", ["/account/second-factor", "/account/second-factor/off", "/account/second-factor/recovery-codes"]
)
@pytest.mark.parametrize(
    ("password", "said"), [("", "To pole jest wymagane"), ("Zgadnij11", "To nie jest Twoje hasło")]
)
def test_each_step_asks_for_the_right_password(receptionist, practice, path, password, said):
    practice.people[0].change(second_factor=path != "/account/second-factor")
    practice.people[0].recovery_codes = ["old"]
    answer = receptionist.post(path, {"password": password})
    assert answer.status_code in {401, 422}
    assert said in answer.text
    assert practice.user.second_factor == (path != "/account/second-factor")
    assert practice.people[0].recovery_codes == ["old"]


def test_new_recovery_codes_replace_the_old_ones(receptionist, practice):
    practice.people[0].change(second_factor=True)
    practice.people[0].recovery_codes = ["old"]
    page = receptionist.post("/account/second-factor/recovery-codes", {"password": PASSWORD}).text
    assert "old" not in practice.people[0].recovery_codes
    assert practice.people[0].recovery_codes[0] in page
    assert "Poprzednie kody już nie działają" in page


def test_it_is_switched_off_with_the_password(receptionist, practice):
    practice.people[0].change(second_factor=True)
    answer = receptionist.post("/account/second-factor/off", {"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert not practice.user.second_factor


# The banner


def test_until_the_address_is_confirmed_every_page_says_so(receptionist, practice):
    assert "Potwierdź adres e-mail" not in receptionist.get("/calendar").text
    practice.people[0].change(email_confirmed=False)
    for path in ("/calendar", "/settings/practice", "/account"):
        assert "Potwierdź adres e-mail: wysłaliśmy wiadomość na anna@example.pl." in receptionist.get(path).text


def test_another_letter_is_sent_and_the_page_comes_back(receptionist, practice, services):
    practice.people[0].change(email_confirmed=False)
    services.letters.clear()
    answer = receptionist.post("/account/email-confirmation", {"next": "/patients"})
    assert answer.location == "/patients"
    assert [letter.to for letter in services.letters] == ["anna@example.pl"]
    assert "Wiadomość jest w drodze" in receptionist.get("/patients").text


def test_too_many_letters_are_refused_in_words(receptionist, services):
    services.refuse_next["request_email_confirmation"] = refused("rate_limited", retry_after=3600)
    answer = receptionist.post("/account/email-confirmation", {"next": "//example.com"})
    assert answer.location == "/account"
    assert "Spróbuj ponownie za 60 minut" in receptionist.get("/account").text


@pytest.mark.parametrize(
    "path",
    [
        "/account/name",
        "/account/password",
        "/account/second-factor",
        "/account/second-factor/code",
        "/account/second-factor/off",
        "/account/second-factor/recovery-codes",
        "/account/sessions/end-others",
        "/account/sessions/01890000-0000-7000-8000-000000000000/end",
        "/account/email-confirmation",
    ],
)
def test_forms_without_the_token_change_nothing(receptionist, services, path):
    services.calls.clear()
    assert receptionist.client.post(path, data={"password": PASSWORD}).status_code == 403
    assert services.calls == []


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/second-factor"])
def test_strangers_are_sent_to_the_login(stranger, path):
    assert stranger.get(path).location == f"/login?next={path}"
