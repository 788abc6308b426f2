"""What can go wrong, in the words of a reception desk. ``code`` is stable; ``data`` never holds what was typed."""

# ruff: noqa: N818 - they are answers, named by what happened

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

FieldError = tuple[str, str, Mapping[str, Any]]
"""The field, a stable code that says how it is wrong, and what a sentence about it needs."""


class AccountsError(Exception):
    """A refusal of accounts."""

    code: ClassVar[str]

    def __init__(self, data: Mapping[str, Any] | None = None, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(self.code)
        self.data = dict(data or {})
        self.errors = list(errors)


class ValidationFailed(AccountsError):
    """Something that was typed cannot be taken; ``errors`` says all of it at once."""

    code = "validation_failed"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(errors=errors)


class EmailTaken(AccountsError):
    """Somebody has an account with this e-mail address."""

    code = "email_taken"

    def __init__(self) -> None:
        super().__init__(errors=[("email", "email_taken", {})])


class WrongCredentials(AccountsError):
    """No account with this e-mail and password; which of the two is wrong is nobody's business."""

    code = "wrong_credentials"


class Unauthenticated(AccountsError):
    """The session never was, ended or was closed."""

    code = "unauthenticated"


class Forbidden(AccountsError):
    """The person's role does not allow it."""

    code = "forbidden"


class PracticeNotFound(AccountsError):
    """There is no such practice."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__({"what": "practice"})


class VersionConflict(AccountsError):
    """Somebody changed it since it was read."""

    code = "version_conflict"

    def __init__(self, current_version: int) -> None:
        super().__init__({"current_version": current_version})


class IdempotencyKeyReused(AccountsError):
    """The key was used for a different registration."""

    code = "idempotency_key_reused"
