from __future__ import annotations

import pytest
from chassis.settings import Environment, SettingInvalid, SettingMissing
from gateway.settings import read_settings

GIVEN = {"AMQP_URL": "amqp://user:hidden@localhost", "SECRET_KEY": "hidden", "HEALTH_PORT": "9000"}


def test_what_is_not_given_has_a_sensible_value() -> None:
    settings = read_settings(Environment(GIVEN))
    assert (settings.env, settings.port, settings.web_workers, settings.rpc_timeout) == ("production", 8000, 2, 5.0)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.secure_cookies
    assert (settings.trusted_proxies, settings.max_body_bytes, settings.worker_connections) == (0, 1_000_000, 1000)


def test_secrets_are_not_shown() -> None:
    assert "hidden" not in repr(read_settings(Environment(GIVEN)))


@pytest.mark.parametrize("name", ["AMQP_URL", "SECRET_KEY", "HEALTH_PORT"])
def test_what_has_to_be_given_is_named(name: str) -> None:
    with pytest.raises(SettingMissing, match=name):
        read_settings(Environment({key: value for key, value in GIVEN.items() if key != name}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEALTH_PORT", "8000"),
        ("RPC_TIMEOUT_SECONDS", "0"),
        ("CLOCK_OFFSET_SECONDS", "60"),
        ("PUBLIC_URL", "dentoro"),
        ("DENTORO_ENV", "staging"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "all"),
        ("MAX_BODY_BYTES", "0"),
        ("SMSAPI_CALLBACK_SECRET", "short"),
        ("SMSAPI_CALLBACK_SECRET", "with/slashes/and/long/enough"),
        ("WORKER_CONNECTIONS", "0"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=name):
        read_settings(Environment(GIVEN | {name: value}))


def test_the_sandbox_is_a_link_on_the_laptop_alone() -> None:
    given = GIVEN | {"SANDBOX_URL": "http://127.0.0.1:8025"}
    assert read_settings(Environment(given)).sandbox_url is None
    assert read_settings(Environment(given | {"DENTORO_ENV": "laptop"})).sandbox_url == "http://127.0.0.1:8025"
