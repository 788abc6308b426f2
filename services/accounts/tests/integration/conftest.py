"""A real database of accounts, and use cases that work on it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import psycopg
import pytest
from accounts.adapters.argon2_passwords import Argon2Passwords
from accounts.adapters.key_vault import KeyVault
from accounts.adapters.store import PostgresTransactions
from accounts.adapters.totp_authenticators import TotpAuthenticators
from accounts.application.ports import Chance, SignIn, Tools
from accounts.application.register_practice import Request, register_practice
from accounts.bootstrap import new_token
from accounts.domain.person import Limits
from accounts.domain.throttle import Throttles
from chassis.database import Database
from chassis.ids import new_id

from dev.testing import MakeDatabase, TestDatabase
from services.accounts.tests.account import Account, account
from services.accounts.tests.factories import NOW, form
from services.accounts.tests.fakes import TERMS

AsApplication = Callable[[str | None], psycopg.Connection[tuple[object, ...]]]


@pytest.fixture(scope="module")
def made(migrated: MakeDatabase) -> TestDatabase:
    return migrated("accounts")


def tools_of(database: Database) -> Tools:
    """What one process works with."""
    return Tools(
        transactions=PostgresTransactions(database, new_id, "ab" * 16),
        passwords=Argon2Passwords(memory_kib=64),  # as weak as it gets: nothing here is to be kept secret
        chance=Chance(new_id, new_token),
        limits=Limits(),
        authenticators=TotpAuthenticators(),
        vault=KeyVault("k" * 32),
        terms=TERMS,
        throttles=Throttles(),
    )


@pytest.fixture(scope="module")
def pool(made: TestDatabase) -> Iterator[Database]:
    database = Database(made.app_url)
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def tools(pool: Database) -> Tools:
    return tools_of(pool)


@pytest.fixture(scope="module")
def register(tools: Tools) -> Callable[[str], SignIn]:
    """A practice whose owner has this e-mail address."""
    return lambda email: register_practice(tools, Request(form(email=email), None, NOW))


@pytest.fixture
def as_application(made: TestDatabase) -> Iterator[AsApplication]:
    """A connection with the application's role that sees one practice, ``all``, or (None) what it sees unasked."""
    opened = []

    def connect(sees: str | None) -> psycopg.Connection[tuple[object, ...]]:
        connection = psycopg.connect(made.app_url)
        opened.append(connection)
        if sees is not None:
            connection.execute("SELECT set_config('app.practice_id', %s, true)", [sees])
        return connection

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def other(made: TestDatabase) -> Iterator[Tools]:
    """Another process on the same database."""
    database = Database(made.app_url)
    yield tools_of(database)
    database.dispose()


@pytest.fixture
def ewa(tools: Tools) -> Account:
    return account(tools, f"{secrets.token_hex(8)}@x.example")
