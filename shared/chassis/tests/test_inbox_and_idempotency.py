"""Things that must happen once, tried twice at the same moment, on a real PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import uuid4

import pytest
from chassis.database import ALL_PRACTICES, Database
from chassis.idempotency import Idempotency, IdempotencyKeyReused, fingerprint
from chassis.inbox import first_time
from contracts.accounts.rpc import OpenSession
from sqlalchemy import text

from dev.processes import wait_for


def somebody_waits_for_a_lock(app: Database) -> bool:
    with app.transaction(ALL_PRACTICES) as session:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(session.execute(text(waiting)).scalar())


def test_an_event_is_taken_once_by_each_consumer(app: Database) -> None:
    event = uuid4()
    for consumer, expected in (("planner", True), ("planner", False), ("mirror", True)):
        with app.transaction(uuid4()) as session:
            assert first_time(session, event, consumer) is expected


@pytest.mark.parametrize("commits", [True, False])
def test_of_two_that_take_an_event_at_once_the_second_waits_for_the_first(app: Database, commits: bool) -> None:
    event = uuid4()

    def second() -> bool:
        with app.transaction(uuid4()) as session:
            return first_time(session, event, "planner")

    class UndoError(Exception):
        pass

    with ThreadPoolExecutor(1) as threads:
        with suppress(UndoError), app.transaction(uuid4()) as session:
            assert first_time(session, event, "planner")
            other = threads.submit(second)
            wait_for(lambda: somebody_waits_for_a_lock(app), "the second waits", seconds=5)
            assert not other.done()
            if not commits:
                raise UndoError
        assert other.result(5) is not commits


def test_the_first_answer_is_given_again(app: Database) -> None:
    practice = uuid4()
    with app.transaction(practice) as session:
        first = Idempotency(session, practice, "k", "book", "f")
        assert first.answer() is None
        first.keep({"visit": "v"})
    with app.transaction(practice) as session:
        assert Idempotency(session, practice, "k", "book", "f").answer() == {"visit": "v"}
        assert Idempotency(session, practice, "k", "cancel", "f").answer() is None
    with app.transaction(other := uuid4()) as session:
        assert Idempotency(session, other, "k", "book", "f").answer() is None


def test_another_request_with_the_same_key_is_refused(app: Database) -> None:
    practice = uuid4()
    with app.transaction(practice) as session:
        Idempotency(session, practice, "k", "book", "f").answer()
    with pytest.raises(IdempotencyKeyReused), app.transaction(practice) as session:
        Idempotency(session, practice, "k", "book", "g").answer()


def test_a_refused_request_leaves_its_key_free(app: Database) -> None:
    practice = uuid4()
    with suppress(ValueError), app.transaction(practice) as session:
        Idempotency(session, practice, "k", "book", "f").answer()
        raise ValueError
    with app.transaction(practice) as session:
        assert Idempotency(session, practice, "k", "book", "g").answer() is None


def test_without_a_key_nothing_is_kept(app: Database) -> None:
    for _ in range(2):
        with app.transaction(practice := uuid4()) as session:
            none = Idempotency(session, practice, None, "book", "f")
            assert none.answer() is None
            none.keep({"visit": "v"})


def test_a_key_works_before_there_is_a_practice(app: Database) -> None:
    key = str(uuid4())
    with app.transaction(ALL_PRACTICES) as session:
        first = Idempotency(session, None, key, "register", "f")
        assert first.answer() is None
        first.keep({"practice": "p"})
    with app.transaction(ALL_PRACTICES) as session:
        assert Idempotency(session, None, key, "register", "f").answer() == {"practice": "p"}


def test_many_requests_with_one_key_at_once_have_one_effect_and_one_answer(app: Database) -> None:
    practice, start = uuid4(), threading.Barrier(3)

    def book(number: int) -> dict[str, object] | None:
        start.wait(5)
        with app.transaction(practice) as session:
            idempotency = Idempotency(session, practice, "k", "book", "f")
            known = idempotency.answer()
            if known is not None:
                return known
            session.execute(text("INSERT INTO note VALUES (:p, :n)"), {"p": practice, "n": f"{practice} {number}"})
            idempotency.keep({"by": number})
            return {"by": number}

    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(book, range(3)))
    assert answers[0] == answers[1] == answers[2]
    with app.transaction(practice) as session:
        assert session.execute(text("SELECT count(*) FROM note")).scalar() == 1


def test_a_fingerprint_tells_requests_apart_and_can_leave_secrets_out() -> None:
    first, second = (OpenSession(email="a@example.pl", password=password) for password in ("one", "two"))
    assert fingerprint(first) != fingerprint(second)
    assert fingerprint(first, exclude={"password"}) == fingerprint(second, exclude={"password"})
