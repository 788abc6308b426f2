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


class SecondFactorRequired(AccountsError):
    """The password was right, a code of the second factor is needed too."""

    code = "second_factor_required"

    def __init__(self, challenge: str) -> None:
        super().__init__({"challenge": challenge})


class WrongCode(AccountsError):
    """The code is none of the second factor, or was used already."""

    code = "wrong_code"


class LinkNotValid(AccountsError):
    """The link of a letter never was, expired, was used, or a newer one was sent."""

    code = "link_not_valid"


class RateLimited(AccountsError):
    """Tried too often; ``retry_after`` is in seconds."""

    code = "rate_limited"

    def __init__(self, retry_after: int) -> None:
        super().__init__({"retry_after": retry_after})


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


class SessionNotFound(AccountsError):
    """The person has no such session."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__({"what": "session"})


class SecondFactorOff(AccountsError):
    """The person signs in with the password alone."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__({"what": "second_factor"})


class VersionConflict(AccountsError):
    """Somebody changed it since it was read."""

    code = "version_conflict"

    def __init__(self, current_version: int) -> None:
        super().__init__({"current_version": current_version})


class IdempotencyKeyReused(AccountsError):
    """The key was used for a different registration."""

    code = "idempotency_key_reused"


class PersonNotFound(AccountsError):
    """Nobody of this practice has that id."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__({"what": "person"})


class InvitationNotFound(AccountsError):
    """No invitation of this practice with that id waits for an answer."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__({"what": "invitation"})


class LastOwner(AccountsError):
    """The practice would be without an owner."""

    code = "last_owner"


class AlreadyInvited(AccountsError):
    """Somebody with this e-mail address works here or is invited already."""

    code = "already_invited"

    def __init__(self) -> None:
        super().__init__(errors=[("email", "already_invited", {})])
