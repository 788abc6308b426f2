from datetime import timedelta

import pytest
from accounts.domain.throttle import Limit, Throttles
from accounts.settings import read_settings
from chassis.settings import Environment, SettingInvalid, SettingMissing

GIVEN = {"DATABASE_URL": "postgresql://app:hidden@localhost/accounts", "SECRET_KEY": "hidden" * 6}


def test_nothing_but_database_and_key_must_be_given() -> None:
    settings = read_settings(Environment(GIVEN))
    assert settings.throttles == Throttles()
    assert (settings.limits.absolute, settings.limits.idle) == (timedelta(hours=12), timedelta(hours=2))


@pytest.mark.parametrize("name", list(GIVEN))
def test_what_has_no_default_must_be_given(name: str) -> None:
    with pytest.raises(SettingMissing):
        read_settings(Environment({key: value for key, value in GIVEN.items() if key != name}))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(SettingInvalid, match="SECRET_KEY"):
        read_settings(Environment(GIVEN | {"SECRET_KEY": "x" * 31}))
    read_settings(Environment(GIVEN | {"SECRET_KEY": "x" * 32}))


def test_limits_are_the_operators() -> None:
    given = {"LOGIN_TRIES_PER_ACCOUNT": "3", "LOGIN_WINDOW_MINUTES": "1", "CODE_TRIES": "4"}
    throttles = read_settings(Environment(GIVEN | given)).throttles
    assert throttles.login_per_account == Limit(3, timedelta(minutes=1))
    assert throttles.code_per_account == Limit(4, timedelta(minutes=1))
    assert throttles.login_per_address == Limit(100, timedelta(minutes=1))


@pytest.mark.parametrize("name", ["LOGIN_TRIES_PER_ACCOUNT", "LOGIN_WINDOW_MINUTES", "PASSWORD_RESETS_PER_ADDRESS"])
@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_a_limit_that_lets_nobody_in_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=name):
        read_settings(Environment(GIVEN | {name: value}))


def test_production_hashes_passwords_no_weaker_than_owasp_advises() -> None:
    weak = GIVEN | {"PASSWORD_MEMORY_KIB": "19455"}
    with pytest.raises(SettingInvalid, match="PASSWORD_MEMORY_KIB"):
        read_settings(Environment(weak))
    assert read_settings(Environment(GIVEN)).password_memory_kib == 19456
    assert read_settings(Environment(GIVEN | {"PASSWORD_MEMORY_KIB": "65536"})).password_memory_kib == 65536
    assert read_settings(Environment(weak | {"DENTORO_ENV": "test"})).password_memory_kib == 19455


def test_nothing_secret_is_shown() -> None:
    assert "hidden" not in repr(read_settings(Environment(GIVEN)))
