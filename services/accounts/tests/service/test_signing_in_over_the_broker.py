"""Signing in and one's own account, on a real broker and database, as the gateway asks for it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
import pytest
from chassis.rpc_client import RpcClient
from contracts.accounts import rpc
from contracts.base import Nothing
from contracts.context import Context

from dev.launching import Launcher, Running
from dev.processes import wait_for
from dev.testing import TestDatabase
from services.accounts.tests.service.asking import (
    PASSWORD,
    coming_from,
    context,
    owned,
    refusal,
    registration,
    rows,
    signed_in,
)

pytestmark = [pytest.mark.broker, pytest.mark.database]

NEW = "Innehaslo2"


class Person:
    """Somebody at a browser: what the gateway would ask for them."""

    def __init__(self, client: RpcClient, **typed: Any) -> None:
        self._client = client
        self._typed = registration(**typed)
        self.email = self._typed.email
        self.registered = client.call(rpc.register_practice, self._typed, context())
        self.token = self.registered.session.token

    def ask(self, method: Any, request: Any = None, of: Context | None = None) -> Any:
        """Within their session."""
        return self._client.call(method, request or Nothing(), of or self.context())

    def context(self) -> Context:
        return signed_in(self.read(self.token))

    def read(self, token: str) -> rpc.SessionRead:
        return self._client.call(rpc.read_session, rpc.SessionToken(token=token), context())

    def sign_in(self, password: str = PASSWORD, code: str | None = None, of: Context | None = None) -> Any:
        request = rpc.OpenSession(email=self.email, password=password, code=code)
        return self._client.call(rpc.open_session, request, of or context())


@pytest.fixture
def ewa(accounts: Running, client: RpcClient) -> Person:
    return Person(client)


def test_signing_in_with_a_second_factor(ewa: Person, client: RpcClient, accounts: Running) -> None:
    begun = ewa.ask(rpc.begin_second_factor, rpc.PasswordAgain(password=PASSWORD))
    app = pyotp.TOTP(begun.secret)
    assert pyotp.parse_uri(begun.uri).secret == begun.secret
    now = datetime.now(UTC)
    codes = ewa.ask(rpc.enable_second_factor, rpc.SecondFactorCode(code=app.at(now))).codes
    assert ewa.read(ewa.token).user.second_factor

    asked = refusal(ewa.sign_in)
    assert asked.code == "second_factor_required"
    challenge = asked.data["challenge"]

    def confirm(code: str) -> rpc.SessionOpened:
        request = rpc.ConfirmSession(challenge=challenge, code=code)
        return client.call(rpc.confirm_session, request, coming_from("192.0.2.9"))

    assert refusal(lambda: confirm(app.at(now))).code == "wrong_code"  # it was used to turn it on
    next_code = app.at(now + timedelta(seconds=30))  # a clock that is a little ahead
    opened = confirm(next_code)
    assert ewa.read(opened.token).user.id == ewa.registered.user.id
    assert refusal(lambda: confirm(codes[0])).code == "unauthenticated"
    assert refusal(lambda: ewa.sign_in(code=next_code)).code == "wrong_code"
    ewa.sign_in(code=codes[0])
    assert refusal(lambda: ewa.sign_in(code=codes[0])).code == "wrong_code"

    ewa.ask(rpc.disable_second_factor, rpc.PasswordAgain(password=PASSWORD))
    ewa.sign_in()
    for secret in (begun.secret, *codes, challenge, opened.token, PASSWORD, ewa.email):
        assert secret not in accounts.log()


def test_a_forgotten_password_is_replaced_with_the_link_of_the_letter(
    start: Launcher, ewa: Person, client: RpcClient, env: dict[str, str], published: Any
) -> None:
    start(["-m", "accounts", "relay"], env=env)
    phone = ewa.sign_in()
    client.call(rpc.request_password_reset, rpc.RequestPasswordReset(email=ewa.email.upper(), language="en"), context())
    letters: list[dict[str, Any]] = []

    def letter(kind: str) -> dict[str, Any] | None:
        letters.extend(published())
        mine = (each for each in letters if each["key"] == kind and each["data"]["to"] == ewa.email)
        return next(mine, None)

    wait_for(lambda: letter("password_reset_requested.v1") is not None, "the letter", seconds=20)
    asked = letter("password_reset_requested.v1")
    assert asked is not None
    assert (asked["practice_id"], asked["data"]["language"]) == (str(ewa.registered.practice.id), "en")
    link = rpc.Token(token=asked["data"]["token"])

    client.call(rpc.check_password_reset, link, context())
    reset = rpc.ResetPassword(token=link.token, password=NEW)
    client.call(rpc.reset_password, reset, context())
    client.call(rpc.reset_password, reset, context())  # given out again by the broker
    assert refusal(lambda: client.call(rpc.check_password_reset, link, context())).code == "link_not_valid"

    for token in (ewa.token, phone.token):
        assert refusal(lambda token=token: ewa.read(token)).code == "unauthenticated"  # type: ignore[misc]
    assert refusal(ewa.sign_in).code == "wrong_credentials"
    assert ewa.sign_in(NEW).user.email_confirmed
    wait_for(lambda: letter("password_changed.v1") is not None, "the letter that tells of it", seconds=20)
    assert [each["key"] for each in letters].count("password_changed.v1") == 1


def test_the_link_of_the_registration_confirms_the_address(
    start: Launcher, accounts: Running, client: RpcClient, env: dict[str, str], published: Any
) -> None:
    start(["-m", "accounts", "relay"], env=env)
    jan = Person(client, language="en")
    assert not jan.read(jan.token).user.email_confirmed
    letters: list[dict[str, Any]] = []
    wait_for(
        lambda: (
            letters.extend(e for e in published() if e["key"] == "email_confirmation_requested.v1") or bool(letters)
        ),
        "the letter",
        seconds=20,
    )
    assert (letters[0]["data"]["to"], letters[0]["data"]["language"]) == (jan.email, "en")
    link = rpc.Token(token=letters[0]["data"]["token"])
    for _ in range(2):
        client.call(rpc.confirm_email, link, context())
    assert jan.read(jan.token).user.email_confirmed
    jan.ask(rpc.request_email_confirmation, rpc.RequestEmailConfirmation())


def test_the_same_is_answered_for_a_mailbox_that_nobody_has(ewa: Person, client: RpcClient) -> None:
    for email in (f"{secrets.token_hex(8)}@x.example", "", "no address", "e\x00@x.pl"):
        asked = rpc.RequestPasswordReset(email=email)
        assert client.call(rpc.request_password_reset, asked, context()) == Nothing()


def test_sessions_are_listed_and_ended(ewa: Person, client: RpcClient) -> None:
    phone = ewa.sign_in(of=coming_from("198.51.100.4"))
    listed = ewa.ask(rpc.list_sessions).items
    (current,) = (each for each in listed if each.current)
    (other,) = (each for each in listed if not each.current)
    assert current.id == ewa.read(ewa.token).session_id
    assert (other.address, other.agent) == ("198.51.100.4", "Probe/1.0")
    jan = Person(client)
    not_found = refusal(lambda: jan.ask(rpc.end_session, rpc.SessionId(session_id=other.id)))
    assert (not_found.code, not_found.data) == ("not_found", {"what": "session"})
    ewa.read(phone.token)
    ewa.ask(rpc.end_session, rpc.SessionId(session_id=other.id))
    assert refusal(lambda: ewa.read(phone.token)).code == "unauthenticated"
    tablet = ewa.sign_in()
    ewa.ask(rpc.end_other_sessions)
    assert refusal(lambda: ewa.read(tablet.token)).code == "unauthenticated"
    ewa.read(ewa.token)


def test_name_and_password_are_changed(ewa: Person) -> None:
    named = ewa.ask(rpc.change_name, rpc.ChangeName(first_name="Ewa", last_name="Nowak"))
    assert (named.last_name, ewa.read(ewa.token).user) == ("Nowak", named)
    mine, phone = ewa.context(), ewa.sign_in()

    def change(current: str) -> rpc.Session:
        request = rpc.ChangePassword(current_password=current, new_password=NEW)
        session: rpc.Session = ewa.ask(rpc.change_password, request, mine)
        return session

    assert refusal(lambda: change("wrong")).code == "wrong_credentials"
    after = change(PASSWORD)
    for token in (ewa.token, phone.token):
        assert refusal(lambda token=token: ewa.read(token)).code == "unauthenticated"  # type: ignore[misc]
    assert ewa.read(after.token).user == named
    ewa.sign_in(NEW)


def test_of_ones_own_account_nobody_else_knows_anything(ewa: Person, client: RpcClient) -> None:
    """The context of another practice finds nobody there, and strangers are not let in."""
    jan = Person(client)
    between = owned(jan.registered).model_copy(update={"practice_id": ewa.registered.practice.id})
    for request, method in (
        (rpc.ChangeName(first_name="X", last_name="Y"), rpc.change_name),
        (rpc.PasswordAgain(password=PASSWORD), rpc.begin_second_factor),
        (rpc.RequestEmailConfirmation(), rpc.request_email_confirmation),
    ):
        assert refusal(lambda m=method, r=request: client.call(m, r, between)).code == "unauthenticated"  # type: ignore[misc]
        assert refusal(lambda m=method, r=request: client.call(m, r, context())).code == "unauthenticated"  # type: ignore[misc]
    assert client.call(rpc.list_sessions, Nothing(), between).items == []


def test_tries_are_counted_across_restarts_and_processes(
    start: Launcher, apart: dict[str, str], client_apart: RpcClient, accounts_database: TestDatabase
) -> None:
    few = apart | {"LOGIN_TRIES_PER_ACCOUNT": "3"}
    running = start(["-m", "accounts", "rpc"], env=few)
    ewa = Person(client_apart)
    assert [refusal(lambda: ewa.sign_in("wrong")).code for _ in range(2)] == ["wrong_credentials"] * 2
    running.terminate()  # killed, it might not have acknowledged the second try, which would then be made once more
    start(["-m", "accounts", "rpc"], env=few)
    start(["-m", "accounts", "rpc"], env=few)
    codes = [refusal(lambda: ewa.sign_in("wrong")) for _ in range(4)]
    assert [each.code for each in codes] == ["wrong_credentials", *["rate_limited"] * 3]
    assert 0 < codes[-1].data["retry_after"] <= 15 * 60
    assert ewa.email not in str(rows(accounts_database, "SELECT encode(key, 'escape') FROM tries"))


def test_other_terms_than_those_in_force_are_refused(accounts: Running, client: RpcClient) -> None:
    old = registration(terms_version="2020-01")
    fault = refusal(lambda: client.call(rpc.register_practice, old, context()))
    assert [(each.field, each.code) for each in fault.errors] == [("accept_terms", "not_accepted")]


def test_without_a_key_of_its_own_it_does_not_start(start: Launcher, env: dict[str, str]) -> None:
    with pytest.raises(RuntimeError, match="SECRET_KEY is not set"):
        start(["-m", "accounts", "rpc"], env={name: value for name, value in env.items() if name != "SECRET_KEY"})


def test_an_unknown_session_id_is_not_found(ewa: Person) -> None:
    fault = refusal(lambda: ewa.ask(rpc.end_session, rpc.SessionId(session_id=UUID(int=7))))
    assert fault.code == "not_found"
