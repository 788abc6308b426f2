"""Small builders for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.domain.registration import Form

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def form(**typed: Any) -> Form:
    """A registration that is taken; give what should differ."""
    return Form(
        **{
            "first_name": "Ewa",
            "last_name": "Śliwa",
            "email": "ewa@sliwa.example",
            "password": "Kasztan1",
            "practice_name": "Gabinet Śliwa",
            "accept_terms": True,
        }
        | typed
    )
