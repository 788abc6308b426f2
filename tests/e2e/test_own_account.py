"""Signing in and out, and what ends a session: by API, with the letters that the sandbox received."""

import datetime as dt

import pyotp
import pytest

from tests.support.practice import PASSWORD, Caller, Practice, Sandbox

OTHER_PASSWORD = "Nowe-hasło-9Ż"


@pytest.fixture
def practice(stack):
    return Practice(stack.url, name="Gabinet z Kontem")


@pytest.fixture
def sandbox(stack):
    return Sandbox(stack.sandbox_url)


def sign_in(practice, password=PASSWORD, **more):
    return Caller(practice.url).post("sessions", email=practice.email, password=password, **more)


def elsewhere(practice):
    return Caller(practice.url, sign_in(practice).json()["token"])


def is_signed_in(caller):
    answer = caller.get("session")
    assert answer.status_code in {200, 401}
    return answer.ok


def test_sessions_are_listed_and_ended_one_by_one_or_all_others(practice):
    first, second = elsewhere(practice), elsewhere(practice)
    listed = practice.get("sessions").json()["items"]
    assert len(listed) == 3
    (current,) = [each for each in listed if each["current"]]
    assert current["id"] == practice.get("session").json()["session_id"]
    assert current["address"] == "127.0.0.1"
    assert current["agent"].startswith("python-requests")
    assert practice.delete(f"sessions/{first.get('session').json()['session_id']}").status_code == 204
    assert (is_signed_in(first), is_signed_in(second)) == (False, True)
    assert practice.delete("sessions").status_code == 204
    assert (is_signed_in(second), is_signed_in(practice)) == (False, True)
    assert practice.delete("session").status_code == 204
    assert not is_signed_in(practice)


def test_another_password_ends_every_other_session(practice):
    other = elsewhere(practice)
    assert not practice.put("user/password", current_password="Zgadnięte1", new_password=OTHER_PASSWORD).ok
    weak = practice.put("user/password", current_password=PASSWORD, new_password="krótkie")
    assert (weak.status_code, weak.json()["code"]) == (422, "validation_failed")
    assert is_signed_in(other)
    changed = practice.put("user/password", current_password=PASSWORD, new_password=OTHER_PASSWORD)
    assert changed.status_code == 200, changed.text
    assert (is_signed_in(other), is_signed_in(practice)) == (False, False)
    assert is_signed_in(Caller(practice.url, changed.json()["token"]))
    assert sign_in(practice).json()["code"] == "wrong_credentials"
    assert sign_in(practice, OTHER_PASSWORD).status_code == 201


def test_a_forgotten_password_is_replaced_by_a_letter_that_opens_once(practice, sandbox):
    stranger = Caller(practice.url)
    known = stranger.post("password-resets", email=practice.email.upper())
    unknown = stranger.post("password-resets", email="nikt@example.com")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text) == (204, "")
    token = sandbox.token("reset-password", practice.email)
    for _ in range(2):  # looking changes nothing
        assert stranger.post("password-resets/check", token=token).status_code == 204
    assert stranger.post("password-resets/confirm", token=token, password="słabe").status_code == 422
    assert is_signed_in(practice)
    assert stranger.post("password-resets/confirm", token=token, password=OTHER_PASSWORD).status_code == 204
    assert not is_signed_in(practice)
    again = stranger.post("password-resets/confirm", token=token, password=PASSWORD)
    assert (again.status_code, again.json()["code"]) == (410, "link_not_valid")
    assert sign_in(practice, OTHER_PASSWORD).status_code == 201
    assert sandbox.to("nikt@example.com") == []


def test_the_mailbox_is_shown_to_be_ones_own(practice, sandbox):
    first = sandbox.token("confirm-email", practice.email)
    assert practice.get("session").json()["user"]["email_confirmed"] is False
    assert practice.post("user/email-confirmation").status_code == 204
    token = sandbox.token("confirm-email", practice.email, but=first)
    assert Caller(practice.url).post("email-confirmations", token=token).status_code == 204
    assert practice.get("session").json()["user"]["email_confirmed"] is True


def test_a_second_factor_is_asked_for_once_it_is_in_force(practice):
    begun = practice.post("user/second-factor", password=PASSWORD).json()
    assert begun["uri"].startswith("otpauth://totp/")
    assert sign_in(practice).status_code == 201  # not in force yet
    authenticator = pyotp.TOTP(begun["secret"])

    def code(*, earlier=0):
        now = dt.datetime.fromisoformat(practice.get("session").headers["Dentoro-Now"])
        return authenticator.at(now - dt.timedelta(seconds=earlier))

    enabled = practice.post("user/second-factor/confirm", code=code(earlier=authenticator.interval))
    assert enabled.status_code == 200, enabled.text
    recovery = enabled.json()["codes"][0]
    asked = sign_in(practice)
    assert (asked.status_code, asked.json()["code"]) == (401, "second_factor_required")
    challenge = asked.json()["data"]["challenge"]
    stranger = Caller(practice.url)
    wrong = stranger.post("sessions/second-factor", challenge=challenge, code="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    opened = stranger.post("sessions/second-factor", challenge=challenge, code=code())
    assert opened.status_code == 201, opened.text
    assert sign_in(practice, code=recovery).status_code == 201
    assert not sign_in(practice, code=recovery).ok
    off = practice.call("DELETE", "user/second-factor", json={"password": PASSWORD})
    assert off.status_code == 204
    assert sign_in(practice).status_code == 201


def test_an_invitation_opens_once_and_a_withdrawn_one_never(practice, sandbox):
    stranger = Caller(practice.url)
    invited = practice.invite("dentist", sandbox)
    shown = stranger.post("invitation-answers/check", token=invited.token).json()
    assert (shown["practice_name"], shown["role"], shown["email"]) == (practice.name, "dentist", invited.email)
    twice = practice.post("invitations", email=invited.email, role="admin")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_invited")
    assert practice.post(f"invitations/{invited.id}/resend").status_code == 200
    token = sandbox.token("invitation", invited.email, but=invited.token)
    who = {"first_name": "Ewa", "last_name": "Lis", "password": PASSWORD, "accept_terms": True}
    assert stranger.post("invitation-answers", token=invited.token, **who).json()["code"] == "link_not_valid"
    assert stranger.post("invitation-answers", token=token, **who).status_code == 201
    assert stranger.post("invitation-answers", token=token, **who).json()["code"] == "link_not_valid"
    withdrawn = practice.invite("dentist", sandbox)
    assert practice.delete(f"invitations/{withdrawn.id}").status_code == 204
    refused = stranger.post("invitation-answers", token=withdrawn.token, **who)
    assert (refused.status_code, refused.json()["code"]) == (410, "link_not_valid")


def test_no_token_password_or_code_is_in_any_log(practice, sandbox, stack):
    invited = practice.invite("dentist", sandbox)
    Caller(practice.url).post("password-resets", email=practice.email)
    secrets = [
        invited.token,
        invited.email,
        sandbox.token("reset-password", practice.email),
        sandbox.token("confirm-email", practice.email),
        practice.token,
        practice.email,
        PASSWORD,
    ]
    for page, token in (("invitation", invited.token), ("reset-password", secrets[2]), ("confirm-email", secrets[3])):
        practice.http.get(f"{practice.url}/{page}/{token}", timeout=10)
    logs = "".join(stack.logs(process) for process in stack.processes if process != "sandbox")
    assert [secret for secret in secrets if secret in logs] == []
