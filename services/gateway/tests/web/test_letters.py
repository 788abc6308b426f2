"""The pages that links in letters lead to: a new password, a confirmed address, an invitation."""

import re

import pytest
from contracts.accounts.terms import VERSION

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.web.conftest import Visitor

JOINING = {"first_name": "Olga", "last_name": "Maj", "password": "Zębuszka1", "accept_terms": "on", "key": "k1"}


@pytest.fixture
def reset(stranger, practice, services):
    """The address of the page that Anna's letter leads to."""
    stranger.post("/forgot-password", {"email": "anna@example.pl"})
    return f"/reset-password/{services.letter('password_reset').token}"


@pytest.fixture
def invitation(practice, services):
    """Olga's."""
    services.give_invitation(practice, "olga@example.pl", "dentist")
    return f"/invitation/{services.letter('invitation').token}"


@pytest.fixture
def confirmation(practice, services):
    practice.people[0].change(email_confirmed=False)
    return f"/confirm-email/{services.letter('email_confirmation').token}"


# A forgotten password


def test_whether_an_address_is_known_is_not_said(stranger, practice, services):
    services.letters.clear()
    answers = [stranger.post("/forgot-password", {"email": email}) for email in ("anna@example.pl", "ktos@example.pl")]
    assert len({(answer.status_code, answer.location, answer.text) for answer in answers}) == 1
    assert [letter.to for letter in services.letters] == ["anna@example.pl"]


def test_the_letter_speaks_the_language_of_the_page(stranger, practice, services):
    stranger.get("/language/en")
    stranger.post("/forgot-password", {"email": "anna@example.pl"})
    assert services.letter("password_reset").language == "en"


def test_no_address_is_said_under_the_field(stranger):
    answer = stranger.post("/forgot-password", {"email": " "})
    assert answer.status_code == 422
    assert re.search(r'id="f-email-error">.*?<span>To pole jest wymagane', answer.text)


def test_too_many_letters_are_refused_in_words(stranger, services):
    services.refuse_next["request_password_reset"] = refused("rate_limited", retry_after=7000)
    answer = stranger.post("/forgot-password", {"email": "anna@example.pl"})
    assert answer.status_code == 429
    assert "Spróbuj ponownie za 2 godziny" in answer.text
    assert 'value="anna@example.pl"' in answer.text


def test_looking_at_the_link_changes_nothing(stranger, reset):
    assert stranger.get(reset).status_code == 200
    assert stranger.get(reset).status_code == 200


def test_the_new_password_opens_the_account_and_the_old_one_does_not(stranger, reset, practice):
    answer = stranger.post(reset, {"password": "Zupełnie9Nowe"})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert "Zaloguj się nowym hasłem" in stranger.get("/login").text
    assert stranger.post("/login", {"email": "anna@example.pl", "password": "Tajne123"}).status_code == 401
    assert stranger.post("/login", {"email": "anna@example.pl", "password": "Zupełnie9Nowe"}).status_code == 303


def test_a_weak_new_password_is_refused_and_never_sent_back(stranger, reset, practice):
    answer = stranger.post(reset, {"password": "bezwielkiej1"})
    assert answer.status_code == 422
    assert "Co najmniej 8 znaków" in answer.text
    assert "bezwielkiej1" not in answer.text
    assert practice.people[0].password == "Tajne123"


def test_what_accounts_finds_wrong_is_said_under_the_field(stranger, reset, services):
    services.refuse_next["reset_password"] = refused("validation_failed", ("password", "too_long"))
    answer = stranger.post(reset, {"password": "Zupełnie9Nowe"})
    assert answer.status_code == 422
    assert re.search(r'id="f-password-error">.*?<span>Za długie', answer.text, re.DOTALL)


def test_a_used_link_offers_a_new_one(stranger, reset):
    stranger.post(reset, {"password": "Zupełnie9Nowe"})
    for answer in (stranger.get(reset), stranger.post(reset, {"password": "Jeszcze1Inne"})):
        assert answer.status_code == 410
        assert "Odnośnik już nie działa" in answer.text
        assert 'href="/forgot-password"' in answer.text


# An e-mail address


def test_a_program_that_looks_at_links_confirms_nothing(stranger, confirmation, practice):
    page = stranger.get(confirmation)
    assert "POTWIERDŹ" in page.text
    assert not practice.user.email_confirmed


def test_the_button_confirms(stranger, confirmation, practice):
    answer = stranger.post(confirmation)
    assert (answer.status_code, answer.location) == (303, "/login")
    assert practice.user.email_confirmed
    assert "adres e-mail jest potwierdzony" in stranger.get("/login").text


def test_who_is_signed_in_stays_inside(receptionist, confirmation):
    assert receptionist.post(confirmation).location == "/account"


def test_a_second_press_does_no_harm(stranger, confirmation, practice):
    assert [stranger.post(confirmation).status_code for _ in range(2)] == [303, 303]
    assert practice.user.email_confirmed


def test_a_link_that_expired_says_what_can_be_done(stranger, confirmation, services):
    services.links.clear()
    answer = stranger.post(confirmation)
    assert answer.status_code == 410
    assert "nie trzeba nic więcej robić" in answer.text


# An invitation


def test_the_invitation_says_where_and_as_what(stranger, invitation):
    page = stranger.get(invitation).text
    assert "Gabinet Uśmiech" in page
    assert "Twoja rola: dentysta" in page
    assert "olga@example.pl" in page
    assert f'name="terms_version" value="{VERSION}"' in page


def test_the_invited_person_joins_and_lands_in_the_calendar(stranger, invitation, practice):
    answer = stranger.post(invitation, JOINING)
    assert (answer.status_code, answer.location) == (303, "/calendar")
    assert stranger.get("/calendar").status_code == 200
    olga = practice.people[-1].user
    assert (olga.first_name, olga.email, olga.role) == ("Olga", "olga@example.pl", "dentist")


def test_joining_twice_joins_once(stranger, invitation, practice):
    assert stranger.post(invitation, JOINING).status_code == 303
    assert stranger.post(invitation, JOINING).status_code == 303
    assert [p.user.first_name for p in practice.people].count("Olga") == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("first_name", " ", "To pole jest wymagane."),
        ("last_name", "", "To pole jest wymagane."),
        ("password", "", "To pole jest wymagane."),
        ("password", "Krotk1", "Co najmniej 8 znaków"),
        ("accept_terms", None, "Wymagana jest akceptacja."),
    ],
)
def test_what_is_wrong_in_the_answer_is_said_and_the_rest_is_kept(stranger, invitation, field, value, said):
    data = {name: text for name, text in {**JOINING, field: value}.items() if text is not None}
    answer = stranger.post(invitation, data)
    assert answer.status_code == 422
    assert re.search(rf'id="f-{field}-error">.*?<span>{said}', answer.text)
    for kept in {"first_name", "last_name"} - {field}:
        assert f'value="{JOINING[kept]}"' in answer.text
    assert "Zębuszka1" not in answer.text
    assert stranger.post(invitation, JOINING).status_code == 303, "it still waits"


def test_an_address_that_is_taken_meanwhile_is_said(stranger, invitation, services):
    services.refuse_next["accept_invitation"] = refused("email_taken", ("email", "email_taken"))
    answer = stranger.post(invitation, JOINING)
    assert answer.status_code == 409
    assert "Nie można użyć tego adresu e-mail" in answer.text


def test_while_accounts_is_down_what_was_typed_is_kept(stranger, invitation, services):
    services.down = {"accounts"}
    answer = stranger.post(invitation, JOINING)
    assert answer.status_code == 503
    assert 'value="Maj"' in answer.text
    assert 'name="key" value="k1"' in answer.text, "the same key: sent again it joins once"


def test_a_used_invitation_leads_to_the_login(app, stranger, invitation):
    stranger.post(invitation, JOINING)
    other = Visitor(app.test_client())
    for answer in (other.get(invitation), other.post(invitation, {**JOINING, "key": "k2"})):
        assert answer.status_code == 410
        assert "Zaproszenie już nie działa" in answer.text
        assert 'href="/login"' in answer.text


# All of them


@pytest.mark.parametrize(
    "path", ["/reset-password/secret-token", "/confirm-email/secret-token", "/invitation/secret-token"]
)
def test_the_address_of_such_a_page_goes_nowhere(stranger, services, path, caplog, capsys):
    services.refuse_next = {}
    for answer in (stranger.get(path), stranger.post(path, {"password": "Zupełnie9Nowe"})):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "secret-token" not in caplog.text + "".join(capsys.readouterr())


def test_also_when_the_services_are_down(stranger, services):
    services.down = {"accounts"}
    answer = stranger.get("/invitation/secret-token")
    assert answer.status_code == 503
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/forgot-password", "/reset-password/x", "/confirm-email/x", "/invitation/x"])
def test_forms_without_the_token_are_refused(stranger, services, path):
    services.calls.clear()
    assert stranger.client.post(path, data={"email": "anna@example.pl"}).status_code == 403
    assert services.calls == []
