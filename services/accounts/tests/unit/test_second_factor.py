from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from accounts.adapters.key_vault import KeyVault
from accounts.adapters.totp_authenticators import TotpAuthenticators
from accounts.domain.second_factor import STEP_SECONDS, plain_recovery_code, step_of
from cryptography.fernet import InvalidToken

from services.accounts.tests.account import step_at
from services.accounts.tests.factories import NOW

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
APP = TotpAuthenticators()
STEP = timedelta(seconds=STEP_SECONDS)


def found(code: str, now: datetime, last_step: int = 0) -> int | None:
    return step_of(code, lambda step: APP.code(SECRET, step), now, last_step)


def shown(at: datetime) -> str:
    """What another program makes of the secret."""
    return pyotp.TOTP(SECRET).at(at)


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(drift: int) -> None:
    assert found(shown(NOW + drift * STEP), NOW) == step_at(NOW) + drift


@pytest.mark.parametrize("drift", [-3, -2, 2, 3])
def test_but_no_further(drift: int) -> None:
    assert found(shown(NOW + drift * STEP), NOW) is None


def test_a_step_begins_with_its_first_second() -> None:
    begins = datetime.fromtimestamp(step_at(NOW) * STEP_SECONDS, UTC)
    code = shown(begins)
    assert found(code, begins - STEP) is not None
    assert found(code, begins - STEP - timedelta(seconds=1)) is None
    assert found(code, begins + 2 * STEP - timedelta(seconds=1)) is not None
    assert found(code, begins + 2 * STEP) is None


def test_a_used_step_and_those_before_it_are_over() -> None:
    now = step_at(NOW)
    assert found(shown(NOW), NOW, now - 1) == now
    assert found(shown(NOW), NOW, now) is None
    assert found(shown(NOW - STEP), NOW, now) is None
    assert found(shown(NOW + STEP), NOW, now) == now + 1


@pytest.mark.parametrize("typed", ["", "123", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666", "\ud800", "0" * 1000])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert found(typed, NOW) is None


def test_spaces_in_a_code_do_no_harm() -> None:
    code = shown(NOW)
    assert found(f" {code[:3]} {code[3:]}\n", NOW) == step_at(NOW)


def test_the_codes_are_those_of_rfc_6238() -> None:
    """Its appendix B, the last six of eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [APP.code(secret, at // 30) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


def test_a_secret_has_160_bits_and_its_uri_says_whose_it_is() -> None:
    assert len(APP.new_secret()) == 32
    assert APP.new_secret() != APP.new_secret()
    uri = f"otpauth://totp/Dentoro:anna%40example.com?secret={SECRET}&issuer=Dentoro"
    assert APP.uri(SECRET, "anna@example.com") == uri


def test_recovery_codes_can_be_read_and_are_never_the_same() -> None:
    codes = {APP.new_recovery_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 11 and not set(code) & set("ilo01") for code in codes)


@pytest.mark.parametrize("typed", ["abcde-fghjk", " ABCDE FGHJK ", "abcdefghjk", "a-b-c-d-e-f-g-h-j-k"])
def test_a_recovery_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert plain_recovery_code(typed) == "abcdefghjk"


def test_what_is_sealed_opens_with_its_own_key_alone() -> None:
    vault = KeyVault("k" * 32)
    sealed = vault.seal(SECRET)
    assert SECRET.encode() not in sealed
    assert sealed != vault.seal(SECRET)
    assert KeyVault("k" * 32).unseal(sealed) == SECRET
    with pytest.raises(InvalidToken):
        KeyVault("l" * 32).unseal(sealed)


def test_a_mark_is_always_the_same_and_takes_the_key() -> None:
    assert KeyVault("k" * 32).mark("abcd") == KeyVault("k" * 32).mark("abcd")
    assert len({KeyVault("k" * 32).mark("abcd"), KeyVault("l" * 32).mark("abcd"), KeyVault("k" * 32).mark("abce")}) == 3
    KeyVault("k" * 32).mark("\ud800")
