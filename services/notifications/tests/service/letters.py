"""What accounts announces when somebody is to get a letter."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from chassis.ids import new_id
from contracts.accounts.events import (
    EmailConfirmationRequestedV1,
    PasswordChangedV1,
    PasswordResetRequestedV1,
    PersonInvitedV1,
)
from contracts.base import Envelope, Event, wrap


class Account:
    """One person of a practice that notifications has not heard of."""

    def __init__(self, now: datetime, to: str | None = None) -> None:
        self.practice_id = new_id()
        self.trace_id = secrets.token_hex(16)
        self.token = secrets.token_urlsafe(32)
        self.to = to or f"{secrets.token_hex(4)}@example.com"
        self._now = now

    def confirmation(self, **changes: Any) -> Envelope[Any]:
        return self._wrapped(EmailConfirmationRequestedV1, self._link(timedelta(days=7)), changes)

    def reset(self, **changes: Any) -> Envelope[Any]:
        return self._wrapped(PasswordResetRequestedV1, self._link(timedelta(hours=1)), changes)

    def invitation(self, **changes: Any) -> Envelope[Any]:
        more = {"first_name": None, "role": "dentist", "invited_by": "Ewa Nowak"}
        return self._wrapped(PersonInvitedV1, self._link(timedelta(days=7)) | more, changes)

    def changed(self, **changes: Any) -> Envelope[Any]:
        return self._wrapped(PasswordChangedV1, {"at": self._now}, changes)

    def _link(self, lives: timedelta) -> dict[str, Any]:
        return {"token": self.token, "expires_at": self._now + lives}

    def _wrapped(self, kind: type[Event], particular: dict[str, Any], changes: dict[str, Any]) -> Envelope[Any]:
        said = {
            "letter_id": new_id(),
            "to": self.to,
            "first_name": "Anna",
            "practice_name": "Gabinet Uśmiech",
            "language": "pl",
        }
        return wrap(
            kind.model_validate(said | particular | changes),
            id=new_id(),
            occurred_at=self._now,
            practice_id=self.practice_id,
            version=1,
            trace_id=self.trace_id,
        )
