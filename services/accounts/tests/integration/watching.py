"""What tests look at from outside a transaction."""

from __future__ import annotations

import json
from concurrent.futures import Future
from typing import Any

from accounts.domain.errors import AccountsError

from services.accounts.tests.integration.conftest import AsApplication


def token_of(connect: AsApplication, invitation_email: str) -> str:
    """Of the latest letter to this address."""
    rows = connect("all").execute("SELECT body FROM outbox WHERE routing_key = 'person_invited.v1' ORDER BY position")
    data = [json.loads(bytes(body))["data"] for (body,) in rows.fetchall()]  # type: ignore[arg-type]
    return str([each["token"] for each in data if each["to"] == invitation_email][-1])


def outcome(asked: Future[Any]) -> type[AccountsError] | None:
    error = asked.exception()
    assert error is None or isinstance(error, AccountsError)
    return type(error) if error else None
