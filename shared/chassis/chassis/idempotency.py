"""The first answer to an idempotency key, kept in the transaction that brought it about."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.tables import idempotency

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy.orm import Session

_NOBODY = UUID(int=0)

# Made once: every change of anything comes by here.
_TAKE = insert(idempotency).on_conflict_do_nothing().returning(idempotency.c.key)
_THIS = [idempotency.c[name] == bindparam(f"this_{name}") for name in ("practice_id", "method", "key")]
_FIRST = select(idempotency.c.fingerprint, idempotency.c.response).where(*_THIS)
_KEEP = update(idempotency).where(*_THIS).values(response=bindparam("response"))


class IdempotencyKeyReused(Exception):  # noqa: N818 - it is what happened
    """The key came before, with another request."""

    code = "idempotency_key_reused"


def fingerprint(request: BaseModel, *, exclude: set[str] | None = None) -> str:
    """What tells one request from another. Exclude secrets: a password must not be kept, not even hashed like this."""
    content = request.model_dump_json(exclude_unset=True, exclude=exclude)
    return hashlib.sha256(content.encode()).hexdigest()


class Idempotency:
    """One key of one method of one practice, within the session's transaction.

    ``key`` may be ``None``: then nothing is looked up or kept. ``practice_id`` is ``None`` where the practice is only
    being made; that needs a transaction for all practices.
    """

    def __init__(
        self, session: Session, practice_id: UUID | None, key: str | None, method: str, fingerprint: str
    ) -> None:
        self._session = session
        self._identity = {"practice_id": practice_id or _NOBODY, "method": method, "key": key}
        self._fingerprint = fingerprint

    def answer(self) -> dict[str, Any] | None:
        """What the first request with this key was answered; ``None`` if this is the first.

        While another transaction works on the same key this waits for its end. Raises IdempotencyKeyReused if the
        first request was another one.
        """
        if self._identity["key"] is None:
            return None
        values = {**self._identity, "fingerprint": self._fingerprint}
        if self._session.execute(_TAKE, values).first() is not None:
            return None
        first = self._session.execute(_FIRST, _asked(self._identity)).one()
        if first.fingerprint != self._fingerprint:
            raise IdempotencyKeyReused
        response: dict[str, Any] = first.response
        return response

    def keep(self, response: dict[str, Any]) -> None:
        """Remember the answer (JSON types only). Call it after :meth:`answer`, in the same transaction."""
        if self._identity["key"] is not None:
            self._session.execute(_KEEP, {**_asked(self._identity), "response": response})


def _asked(identity: dict[str, Any]) -> dict[str, Any]:
    """An UPDATE's parameters may not be called like the columns of its condition."""
    return {f"this_{name}": value for name, value in identity.items()}
