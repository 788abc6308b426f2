"""Everything accounts takes from its environment besides what every process takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from chassis.settings import Environment, SettingInvalid

from accounts.domain.person import Limits
from accounts.domain.throttle import DAY, HOUR, Limit, Throttles

SHORTEST_KEY = 32

OWASPS_MEMORY_KIB = 19 * 1024
"""OWASP's first choice for argon2id, with two passes: tens of milliseconds, and ten at once stay under 200 MB."""


@dataclass(frozen=True)
class AccountsSettings:
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    """What is kept sealed (second factors) opens with this key alone: it never changes."""
    limits: Limits
    throttles: Throttles
    password_memory_kib: int = OWASPS_MEMORY_KIB
    """What hashing a password takes; one that was hashed before keeps what it took then."""


def read_settings(environment: Environment) -> AccountsSettings:
    """Read them; raises SettingMissing or SettingInvalid."""
    secret_key = environment.text("SECRET_KEY")
    if len(secret_key) < SHORTEST_KEY:
        raise SettingInvalid("SECRET_KEY", f"at least {SHORTEST_KEY} characters")
    return AccountsSettings(
        database_url=environment.url("DATABASE_URL"),
        secret_key=secret_key,
        limits=Limits(
            absolute=timedelta(hours=environment.number("SESSION_HOURS", 12)),
            idle=timedelta(hours=environment.number("SESSION_IDLE_HOURS", 2)),
        ),
        throttles=_throttles(environment),
        password_memory_kib=_password_memory(environment),
    )


def _password_memory(environment: Environment) -> int:
    memory_kib = environment.integer("PASSWORD_MEMORY_KIB", OWASPS_MEMORY_KIB)
    least = OWASPS_MEMORY_KIB if environment.text("DENTORO_ENV", "production") == "production" else 8
    if memory_kib < least:
        raise SettingInvalid("PASSWORD_MEMORY_KIB", f"{least} or more")
    return memory_kib


def _throttles(environment: Environment) -> Throttles:
    usual = Throttles()
    login_window = timedelta(minutes=environment.number("LOGIN_WINDOW_MINUTES", 15))
    if login_window <= timedelta(0):
        raise SettingInvalid("LOGIN_WINDOW_MINUTES", "more than 0")

    def limit(name: str, kind: Limit, within: timedelta = HOUR) -> Limit:
        tries = environment.integer(name, kind.tries)
        if tries < 1:
            raise SettingInvalid(name, "1 or more")
        return Limit(tries, within)

    return Throttles(
        login_per_account=limit("LOGIN_TRIES_PER_ACCOUNT", usual.login_per_account, login_window),
        login_per_address=limit("LOGIN_TRIES_PER_ADDRESS", usual.login_per_address, login_window),
        code_per_account=limit("CODE_TRIES", usual.code_per_account, login_window),
        registration_per_address=limit("REGISTRATIONS_PER_ADDRESS", usual.registration_per_address),
        reset_per_account=limit("PASSWORD_RESETS_PER_ACCOUNT", usual.reset_per_account),
        reset_per_address=limit("PASSWORD_RESETS_PER_ADDRESS", usual.reset_per_address),
        confirmation_per_account=limit("CONFIRMATIONS_PER_ACCOUNT", usual.confirmation_per_account),
        invitation_per_practice=limit("INVITATIONS_PER_DAY", usual.invitation_per_practice, DAY),
    )
