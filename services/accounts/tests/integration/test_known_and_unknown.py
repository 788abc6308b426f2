"""An e-mail address that somebody has and one that nobody has take the same work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from accounts.application.request_password_reset import Request as Asking
from accounts.application.request_password_reset import request_password_reset
from accounts.domain.errors import (
    WrongCredentials,
)
from chassis.database import Database
from sqlalchemy import event

from services.accounts.tests.account import HERE, Account
from services.accounts.tests.factories import NOW
from services.accounts.tests.integration.conftest import AsApplication

pytestmark = pytest.mark.database


@pytest.fixture
def statements(pool: Database) -> Iterator[list[str]]:
    """What is sent to the database, values apart."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(re.sub(r"(RELEASE|ROLLBACK TO) SAVEPOINT", "END OF SAVEPOINT", statement))

    listeners = [
        ("before_cursor_execute", note),
        ("commit", lambda _: sent.append("COMMIT")),
        ("rollback", lambda _: sent.append("ROLLBACK")),
    ]
    for name, listener in listeners:
        event.listen(pool.engine, name, listener)
    yield sent
    for name, listener in listeners:
        event.remove(pool.engine, name, listener)


def test_a_letter_for_nobody_takes_the_same_statements_as_one_for_somebody(
    ewa: Account, statements: list[str], as_application: AsApplication
) -> None:
    def sent_for(email: str) -> list[str]:
        statements.clear()
        request_password_reset(ewa.tools, Asking(email, "pl", NOW, HERE))
        return list(statements)

    known = sent_for(ewa.person.email)
    assert known == sent_for(f"not-{ewa.person.email}")
    assert known.count("COMMIT") == 1
    assert any(each.startswith("END OF SAVEPOINT") for each in known)
    assert any("INTO outbox" in each for each in known)
    query = "SELECT (SELECT count(*) FROM links WHERE person_id = %s AND purpose = 'password_reset'), (SELECT count(*) FROM links l WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = l.person_id))"
    assert as_application("all").execute(query, [ewa.person.id]).fetchall() == [(1, 0)]


def test_a_wrong_password_takes_the_same_statements_whoever_it_is(ewa: Account, statements: list[str]) -> None:
    def sent_for(email: str) -> list[str]:
        statements.clear()
        with pytest.raises(WrongCredentials):
            ewa.sign_in("wrong", email=email)
        return list(statements)

    assert sent_for(ewa.person.email) == sent_for(f"not-{ewa.person.email}")
