"""Transactions, practices and connections, on a real PostgreSQL."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from chassis.database import ALL_PRACTICES, Database, address
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dev.testing import TestDatabase
from shared.chassis.tests.conftest import StartDesk


def phones(app: Database, practice) -> list[str]:
    with app.transaction(practice) as session:
        return list(session.execute(text("SELECT phone FROM note ORDER BY phone")).scalars())


def add(app: Database, practice, phone: str, *, whose=None) -> None:
    with app.transaction(whose or practice) as session:
        session.execute(text("INSERT INTO note VALUES (:p, :phone)"), {"p": practice, "phone": phone})


def test_a_transaction_sees_its_own_practice_and_no_other(app: Database) -> None:
    ours, theirs = uuid4(), uuid4()
    add(app, ours, "1")
    add(app, theirs, "2")
    assert phones(app, ours) == ["1"]
    assert phones(app, theirs) == ["2"]
    assert {"1", "2"} <= set(phones(app, ALL_PRACTICES))


def test_a_row_of_another_practice_cannot_be_written(app: Database) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        add(app, uuid4(), "3", whose=uuid4())


def test_the_practice_does_not_stay_on_the_connection(desk: TestDatabase) -> None:
    single = Database(desk.app_url, pool_size=1)
    practice = uuid4()
    add(single, practice, "4")
    with single.engine.connect() as connection:
        assert connection.execute(text("SELECT current_setting('app.practice_id', true)")).scalar() in (None, "")
        assert connection.execute(text("SELECT count(*) FROM note")).scalar() == 0
    single.dispose()


def test_after_a_commit_within_the_block_nothing_more_can_be_done(app: Database) -> None:
    with app.transaction(uuid4()) as session:
        session.commit()
        with pytest.raises(InvalidRequestError):
            session.execute(text("SELECT count(*) FROM note"))


def test_an_exception_rolls_back_and_returns_the_connection(app: Database) -> None:
    practice = uuid4()

    class Stop(BaseException):
        pass

    for error in (ValueError, Stop):
        for _ in range(5):
            with suppress(error), app.transaction(practice) as session:
                session.execute(text("INSERT INTO note VALUES (:p, '5')"), {"p": practice})
                raise error
    assert app.engine.pool.checkedout() == 0
    assert phones(app, practice) == []


def test_the_pool_is_bounded(desk: TestDatabase) -> None:
    app = Database(desk.app_url, pool_size=2)
    app.engine.pool._timeout = 0.2
    with app.transaction(ALL_PRACTICES), app.transaction(ALL_PRACTICES), pytest.raises(PoolTimeout):
        phones(app, ALL_PRACTICES)
    app.dispose()


def test_many_threads_share_few_connections(app: Database) -> None:
    practice = uuid4()
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda number: add(app, practice, f"many {number}"), range(60)))
    assert len(phones(app, practice)) == 60
    assert app.engine.pool.checkedout() == 0
    assert app.engine.pool.size() == 3


def test_it_survives_the_loss_of_its_connections(app: Database, desk: TestDatabase) -> None:
    barrier = threading.Barrier(3)

    def hold(_number: int) -> None:
        with app.transaction(ALL_PRACTICES):
            barrier.wait(5)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(hold, range(3)))
    assert app.engine.pool.checkedin() == 3
    with psycopg.connect(desk.app_url, autocommit=True) as other:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND datname = %s AND pid <> pg_backend_pid()"
        assert len(other.execute(query, [desk.name]).fetchall()) == 3
    for _ in range(4):
        app.ping()
        assert phones(app, uuid4()) == []


def test_an_error_holds_no_parameters(app: Database) -> None:
    practice = uuid4()
    add(app, practice, "600700800")
    with pytest.raises(IntegrityError) as caught:
        add(app, practice, "600700800")
    assert "SQL parameters hidden" in str(caught.value)


def test_a_statement_that_takes_too_long_is_ended(app: Database) -> None:
    with app.transaction(ALL_PRACTICES) as session:
        assert session.execute(text("SHOW statement_timeout")).scalar() == "10s"
        assert session.execute(text("SHOW lock_timeout")).scalar() == "4s"
        session.execute(text("SET LOCAL statement_timeout = '50ms'"))
        with pytest.raises(DBAPIError, match="statement timeout"):
            session.execute(text("SELECT pg_sleep(5)"))


def test_under_eventlet_queries_wait_side_by_side_and_killed_greenlets_leak_nothing(
    desk: TestDatabase, start_desk: StartDesk, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    process = start_desk("green-database", {"DATABASE_URL": desk.app_url, "REPORT": str(report)}, wait=False)
    assert process.wait(30) == 0, process.log()
    found = json.loads(report.read_text())
    assert found["took"] < 2
    assert found["ticks"] >= 10
    assert found["left"] == 0
    assert found["works"] == 1


def test_under_eventlet_a_driver_that_would_block_everybody_is_refused() -> None:
    code = (
        "import eventlet; eventlet.monkey_patch(); from chassis.database import Database; Database('postgresql://h/d')"
    )
    for wait_func, refused in (("wait_c", True), ("wait_selector", False)):
        env = {"PSYCOPG_WAIT_FUNC": wait_func}
        ran = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False, timeout=30
        )
        assert ("DriverBlocks" in ran.stderr) is refused
        assert (ran.returncode != 0) is refused


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_driver_in_an_address_does_not_matter(scheme: str) -> None:
    assert address(f"{scheme}://u:p@h:5/d") == "postgresql://u:p@h:5/d"
