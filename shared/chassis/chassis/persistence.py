"""Do a transaction's work again where the database asks for that, and say in one word where it cannot be done."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import ClassVar, TypeVar

import psycopg.errors
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.logs import log

ATTEMPTS = 4
_PAUSE_SECONDS = 0.05
_WORTH_ANOTHER_TRY = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)

Result = TypeVar("Result")


class DatabaseUnavailable(Exception):  # noqa: N818 - an answer, like a domain's refusals
    """The database is away or too busy. Whether a change was kept is unknown; asking again under its key is safe."""

    code: ClassVar[str] = "unavailable"


def persistently(work: Callable[[], Result]) -> Result:
    """What ``work``, a whole transaction, answers; it is done again after a deadlock or a failed serialization.

    Raises DatabaseUnavailable, and what ``work`` raises of its own.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except (OperationalError, PoolTimeout) as error:
            cause = getattr(error, "orig", error)
            if attempt == ATTEMPTS or not isinstance(cause, _WORTH_ANOTHER_TRY):
                log.warning("database unavailable", error=type(cause).__name__, attempt=attempt)
                raise DatabaseUnavailable from None
        time.sleep(_PAUSE_SECONDS * attempt * random.random())  # noqa: S311 - only spreads the tries
    raise AssertionError("the last attempt returns or raises")
