"""What accounts says of sessions, second factors and letters is what the contracts' golden examples say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from accounts.adapters import wire, wire_own_account
from accounts.application.begin_second_factor import Begun
from accounts.application.ports import SignIn
from accounts.domain.letters import EmailConfirmationRequested, Letter, PasswordChanged, PasswordResetRequested
from accounts.domain.person import UNKNOWN_ORIGIN, Origin, Person, Session
from accounts.domain.practice import Practice
from accounts.domain.second_factor import SecondFactor
from contracts import golden
from contracts.accounts import rpc
from contracts.base import Nothing
from contracts.context import Client, Context

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
PRACTICE = Practice(
    id=UUID("019ab1c2-0000-7000-8000-00000000000a"),
    name="Gabinet Uśmiech",
    email="anna@example.com",
    slug="gabinet-usmiech",
    version=2,
    street="Prosta",
    house_number="7",
    postal_code="00-850",
    town="Warszawa",
    phone="+48221234567",
    nip="5260250274",
)
ANNA = Person(
    id=UUID("019ab1c2-0000-7000-8000-00000000000b"),
    practice_id=PRACTICE.id,
    first_name="Anna",
    last_name="Nowak",
    email="anna@example.com",
    role="owner",
    password_hash="hash",
    email_confirmed_at=AT,
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SESSION = Session(
    id=UUID("019ab1c2-0000-7000-8000-00000000005e"),
    practice_id=PRACTICE.id,
    person_id=ANNA.id,
    expires_at=AT + timedelta(hours=12),
    last_used_at=AT + timedelta(minutes=90),
    token_hash=b"hash",
    opened_at=AT,
    origin=Origin("192.0.2.7", FIREFOX),
)
SIGNED_IN = SignIn(ANNA, PRACTICE, SESSION, "opaque-token")
LETTER = (UUID("019ab1c2-0000-7000-8000-0000000000e9"), ANNA, PRACTICE, "pl", AT)
BEGUN = Begun("JBSWY3DPEHPK3PXP", "otpauth://totp/Dentoro:anna%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Dentoro")
CODES = ["abcd-efgh", "ijkl-mnop"]


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        (
            EmailConfirmationRequested(*LETTER, "opaque-link", AT + timedelta(days=7)),
            "email_confirmation_requested.v1",
        ),
        (PasswordResetRequested(*LETTER, "opaque-link", AT + timedelta(hours=1)), "password_reset_requested.v1"),
        (PasswordChanged(*LETTER), "password_changed.v1"),
    ],
)
def test_letters_are_announced_as_the_golden_ones(letter: Letter, name: str) -> None:
    envelope = wire.envelope(letter, id=UUID("019ab1c2-0000-7000-8000-00000000ee01"), trace_id=TRACE)
    assert envelope.model_dump(mode="json") == golden.event(name)


def test_every_kind_of_letter_is_known() -> None:
    with pytest.raises(TypeError):
        wire.envelope(Letter(*LETTER), id=UUID(int=1), trace_id=TRACE)


@pytest.mark.parametrize(
    ("answer", "method"),
    [
        (wire.session_opened(SIGNED_IN), "accounts.confirm_session"),
        (wire.session_read(SIGNED_IN), "accounts.read_session"),
        (wire_own_account.known_sessions([SESSION], SESSION.id), "accounts.list_sessions"),
        (wire.user(ANNA), "accounts.change_name"),
        (wire_own_account.session(SIGNED_IN), "accounts.change_password"),
        (wire_own_account.second_factor_begun(BEGUN), "accounts.begin_second_factor"),
        (wire_own_account.recovery_codes(CODES), "accounts.enable_second_factor"),
        (wire_own_account.recovery_codes(CODES), "accounts.renew_recovery_codes"),
        *(
            (Nothing(), f"accounts.{method}")
            for method in (
                "close_session", "request_password_reset", "check_password_reset", "reset_password", "confirm_email",
                "end_session", "end_other_sessions", "request_email_confirmation", "disable_second_factor",
            )
        ),
    ],
)  # fmt: skip
def test_answers_are_as_the_golden_ones(answer: Any, method: str) -> None:
    assert answer.model_dump(mode="json") == golden.response(method)


@pytest.mark.parametrize(
    ("kind", "method", "secrets"),
    [
        (rpc.OpenSession, "open_session", ["password", "code"]),
        (rpc.ConfirmSession, "confirm_session", ["challenge", "code"]),
        (rpc.RequestPasswordReset, "request_password_reset", []),
        (rpc.Token, "check_password_reset", ["token"]),
        (rpc.ResetPassword, "reset_password", ["token", "password"]),
        (rpc.Token, "confirm_email", ["token"]),
        (rpc.SessionId, "end_session", []),
        (rpc.ChangeName, "change_name", []),
        (rpc.ChangePassword, "change_password", ["current_password", "new_password"]),
        (rpc.RequestEmailConfirmation, "request_email_confirmation", []),
        (rpc.PasswordAgain, "begin_second_factor", ["password"]),
        (rpc.SecondFactorCode, "enable_second_factor", ["code"]),
        (rpc.PasswordAgain, "disable_second_factor", ["password"]),
        (rpc.PasswordAgain, "renew_recovery_codes", ["password"]),
    ],
)
def test_requests_of_a_newer_caller_are_taken_and_never_shown(kind: Any, method: str, secrets: list[str]) -> None:
    example = golden.request(f"accounts.{method}")
    taken = kind.model_validate(golden.with_unknown_fields(example))
    assert {name: getattr(taken, name) for name in example} == {
        name: UUID(value) if name == "session_id" else value for name, value in example.items()
    }
    assert not [name for name in secrets if str(example.get(name) or "\n") in repr(taken)]


def test_a_session_is_the_current_one_by_its_id() -> None:
    other = replace(SESSION, id=UUID(int=2))
    shown = wire_own_account.known_sessions([other, SESSION], SESSION.id)
    assert [each.current for each in shown.items] == [False, True]
    assert not any(each.current for each in wire_own_account.known_sessions([SESSION], None).items)


def test_of_an_old_session_the_first_use_that_is_known_is_its_beginning() -> None:
    old = replace(SESSION, opened_at=None, origin=UNKNOWN_ORIGIN)
    (shown,) = wire_own_account.known_sessions([old], None).items
    assert (shown.opened_at, shown.address, shown.agent) == (SESSION.last_used_at, None, None)


def test_a_user_is_shown_with_what_they_have_turned_on() -> None:
    assert wire.user(replace(ANNA, email_confirmed_at=None)).email_confirmed is False
    assert wire.user(replace(ANNA, second_factor=SecondFactor(b"sealed", AT, 1))).second_factor is True
    assert wire.user(replace(ANNA, factor_begun=b"sealed")).second_factor is False


def test_where_a_request_came_from_is_the_gateways_word() -> None:
    told = Context(trace_id=TRACE, client=Client(address="192.0.2.7", agent=FIREFOX))
    assert wire.origin(told) == SESSION.origin
    assert wire.origin(Context(trace_id=TRACE)) == UNKNOWN_ORIGIN


def test_a_registration_brings_the_terms_that_were_shown_and_the_language() -> None:
    form = wire.form(rpc.RegisterPractice.model_validate(golden.request("accounts.register_practice")))
    example = golden.request("accounts.register_practice")
    assert (form.terms_version, form.language) == (example["terms_version"], example["language"])
