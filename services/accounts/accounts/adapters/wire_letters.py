"""Letters to the people of a practice, as they are announced."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.accounts import events
from contracts.base import Envelope, Event, wrap

from accounts.domain.letters import EmailConfirmationRequested, Letter, PasswordChanged, PasswordResetRequested


def envelope(letter: Letter, *, id: UUID, trace_id: str) -> Envelope[Any]:  # noqa: A002 - its name on the wire
    """What is published of a letter: each is an aggregate of its own, with one version."""
    return wrap(
        _data(letter),
        id=id,
        occurred_at=letter.at,
        practice_id=letter.practice.id,
        version=1,
        trace_id=trace_id,
    )


def _data(letter: Letter) -> Event:
    common: dict[str, Any] = {
        "letter_id": letter.id,
        "to": letter.person.email,
        "first_name": letter.person.first_name,
        "practice_name": letter.practice.name,
        "language": letter.language,
    }
    match letter:
        case EmailConfirmationRequested():
            return events.EmailConfirmationRequestedV1(token=letter.token, expires_at=letter.expires_at, **common)
        case PasswordResetRequested():
            return events.PasswordResetRequestedV1(token=letter.token, expires_at=letter.expires_at, **common)
        case PasswordChanged():
            return events.PasswordChangedV1(at=letter.at, **common)
        case _:
            raise TypeError(type(letter).__name__)
