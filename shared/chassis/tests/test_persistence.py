"""What the database asks for again is done again, a few times; what it cannot do is said in one word."""

import psycopg.errors
import pytest
from chassis.persistence import ATTEMPTS, DatabaseUnavailable, persistently
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


def failing(*errors):
    """Work that raises these, one after the other, and then answers how often it was done."""
    left, done = list(errors), []

    def work():
        done.append(1)
        if left:
            raise left.pop(0)
        return len(done)

    return work


def operational(cause):
    return OperationalError("", {}, cause)


DEADLOCK = operational(psycopg.errors.DeadlockDetected())
SERIALIZATION = operational(psycopg.errors.SerializationFailure())


def test_a_deadlock_and_a_failed_serialization_are_worth_another_try():
    assert persistently(failing(DEADLOCK, SERIALIZATION)) == 3


def test_not_for_ever():
    with pytest.raises(DatabaseUnavailable) as refused:
        persistently(failing(*[DEADLOCK] * ATTEMPTS))
    assert refused.value.code == "unavailable"


@pytest.mark.parametrize("error", [operational(psycopg.OperationalError()), PoolTimeout()])
def test_a_database_that_is_away_or_too_busy_is_not_asked_again(error):
    work = failing(error)
    with pytest.raises(DatabaseUnavailable):
        persistently(work)
    assert work() == 2


def test_what_the_work_itself_raises_goes_through():
    for error in (ValueError(), IntegrityError("", {}, Exception())):
        with pytest.raises(type(error)):
            persistently(failing(error))
