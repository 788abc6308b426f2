"""The only place that builds objects."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.database import Database
from chassis.ids import new_id
from chassis.settings import Environment

from accounts.adapters import wire
from accounts.adapters.argon2_passwords import Argon2Passwords
from accounts.adapters.key_vault import KeyVault
from accounts.adapters.once import Once
from accounts.adapters.store import PostgresTransactions
from accounts.adapters.totp_authenticators import TotpAuthenticators
from accounts.application.ports import Chance, Passwords, Tools, Vault
from accounts.settings import AccountsSettings, read_settings


def new_token() -> str:
    """256 random bits, safe in URLs and headers."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Accounts:
    """What the RPC process works with, shared by all its workers."""

    settings: AccountsSettings
    database: Database
    passwords: Passwords
    vault: Vault
    clock: Clock

    def tools(self, trace_id: str) -> Tools:
        """What the use cases need for one request."""
        return Tools(
            transactions=PostgresTransactions(self.database, new_id, trace_id),
            passwords=self.passwords,
            chance=Chance(new_id, new_token),
            limits=self.settings.limits,
            authenticators=TotpAuthenticators(),
            vault=self.vault,
            terms=wire.TERMS_VERSION,
            throttles=self.settings.throttles,
        )

    @property
    def once(self) -> Once:
        """What answers a repeated request without doing it again."""
        return Once(self.database, new_id)

    def close(self) -> None:
        self.database.dispose()


def build(environment: Environment, clock: Clock, *, workers: int = 10) -> Accounts:
    """For a process of plain threads."""
    settings = read_settings(environment)
    return _build(settings, Argon2Passwords(settings.password_memory_kib), clock, workers)


def build_green(environment: Environment, clock: Clock, *, workers: int = 10) -> Accounts:
    """For a process of eventlet's: hashing a password does not stop the other workers."""
    from accounts.adapters.green_passwords import GreenPasswords

    settings = read_settings(environment)
    passwords = GreenPasswords(Argon2Passwords(settings.password_memory_kib))
    return _build(settings, passwords, clock, workers)


def _build(settings: AccountsSettings, passwords: Passwords, clock: Clock, workers: int) -> Accounts:
    database = Database(settings.database_url, pool_size=workers)
    return Accounts(settings, database, passwords, KeyVault(settings.secret_key), clock)
