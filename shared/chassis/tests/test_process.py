"""Processes from start to stop: signals, health pages, logs, migrations."""

import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from chassis.migrate import _ONE_AT_A_TIME, upgrade

from dev.launching import Running, inherited
from dev.processes import wait_for
from dev.testing import MakeDatabase, TestDatabase
from shared.chassis.tests.conftest import DESK, StartDesk

SETTINGS = {"AMQP_URL": "amqp://nobody@127.0.0.1:1", "HEALTH_PORT": "1"}


def run_desk(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    everything = {**inherited(), "DENTORO_ENV": "test", **env}
    command = [sys.executable, "-m", "desk", *arguments]
    return subprocess.run(command, cwd=DESK, env=everything, capture_output=True, text=True, check=False, timeout=60)


def lines(running: Running) -> list[dict[str, object]]:
    return [json.loads(line) for line in running.log().splitlines()]


def get(running: Running, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(running.health_url + path, timeout=5) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_plain_process_is_asked_to_stop_finishes_and_exits_with_0(start_desk: StartDesk, number: int) -> None:
    process = start_desk("idle")
    process.signal(number)
    wait_for(
        lambda: "stopping" in get(process, "/health/ready")[1] or not process.alive(), "it is not ready", seconds=5
    )
    process.signal(number)
    assert process.wait(5) == 0
    assert [line["event"] for line in lines(process)] == ["begun", "finished", "process ended"]


@pytest.mark.parametrize("kind", ["idle", "green-idle"])
def test_every_process_has_the_three_pages(start_desk: StartDesk, kind: str) -> None:
    process = start_desk(kind)
    assert get(process, "/health/live") == (200, '{"status": "ok"}')
    assert get(process, "/health/ready") == (200, '{"status": "ok", "checks": {"itself": "ok"}}')
    status, metrics = get(process, "/metrics")
    assert status == 200
    assert "process_cpu_seconds_total" in metrics
    assert get(process, "/anything")[0] == 404


def test_a_line_says_when_who_and_what(start_desk: StartDesk) -> None:
    process = start_desk("idle", {"CLOCK_OFFSET_SECONDS": "86400"})
    wait_for(lambda: "begun" in process.log(), "the first line", seconds=5)
    line = lines(process)[0]
    assert list(line)[:5] == ["ts", "level", "service", "process", "event"]
    assert (line["service"], line["process"], line["event"], line["level"]) == ("desk", "idle", "begun", "info")
    logged = datetime.fromisoformat(str(line["ts"]))
    now = datetime.fromisoformat(str(line["now"]))
    assert logged.utcoffset() == now.utcoffset() == UTC.utcoffset(None)
    assert 86390 < (now - logged).total_seconds() < 86410


def test_nothing_that_an_error_quotes_is_ever_printed(start_desk: StartDesk) -> None:
    process = start_desk("telling", wait=False)
    assert process.wait(20) == 1
    assert "600" not in re.sub(r'"ts": "[^"]*"', "", process.log())
    assert "anna@example.pl" not in process.log()
    found = lines(process)
    caught, pika, nameko, thread, main = found
    assert caught["exception"][0]["class"] == "ValueError"
    assert caught["exception"][0]["at"][0].endswith("telling")
    assert caught["error"] == "ValueError"
    assert (pika["logger"], pika["event"], pika["error"]) == ("pika", "library failed: %s", "ValueError")
    assert (nameko["logger"], nameko["level"]) == ("nameko", "warning")
    assert (thread["event"], thread["exception"][0]["class"]) == ("uncaught exception", "ValueError")
    assert [each["class"] for each in main["exception"]] == ["RuntimeError", "KeyError"]
    assert [line.get("trace_id") for line in found].count("0af7651916cd43dd8448eb211c80319c") == 3


def test_a_wrong_setting_is_named_without_its_value() -> None:
    ran = run_desk("idle", **{**SETTINGS, "HEALTH_PORT": "secret"})
    assert ran.returncode == 1
    assert ran.stderr == "desk idle: HEALTH_PORT: expected a whole number\n"
    ran = run_desk("idle", HEALTH_PORT="1")
    assert (ran.returncode, ran.stderr) == (1, "desk idle: AMQP_URL is not set\n")
    ran = run_desk("idle", **SETTINGS, DENTORO_ENV="production", CLOCK_OFFSET_SECONDS="5")
    assert ran.returncode == 1
    assert "CLOCK_OFFSET_SECONDS" in ran.stderr


def test_an_unknown_kind_is_told_what_there_is() -> None:
    ran = run_desk("rpx")
    assert ran.returncode == 64
    assert ran.stderr.startswith("usage: python -m desk relay|idle|")
    assert run_desk().returncode == 64


def tables(owner_url: str) -> set[str]:
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {row[0] for row in rows}


def test_migrate_is_a_command_of_its_own_and_may_be_repeated(database: MakeDatabase) -> None:
    made = database("scheduling")
    for _ in range(2):
        ran = run_desk("migrate", DATABASE_OWNER_URL=made.owner_url)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert json.loads(ran.stdout.splitlines()[-1])["event"] == "migrated"
    assert tables(made.owner_url) == {"alembic_version", "outbox", "inbox", "idempotency", "changes", "note"}


def test_a_migration_waits_for_another_one_to_end(database: MakeDatabase) -> None:
    made = database("scheduling")
    with psycopg.connect(made.owner_url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        env = {**inherited(), "DATABASE_OWNER_URL": made.owner_url}
        migration = subprocess.Popen(
            [sys.executable, "-m", "desk", "migrate"], cwd=DESK, env=env, stdout=subprocess.PIPE
        )
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
        try:
            wait_for(lambda: other.execute(waits).fetchone() is not None, "it waits", seconds=10)
            assert tables(made.owner_url) == set()
            other.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])
            migration.communicate(timeout=20)
        finally:
            migration.kill()
            migration.wait()
    assert migration.returncode == 0
    assert "note" in tables(made.owner_url)


def test_a_migration_gives_up_on_a_lock_and_leaves_nothing_half_done(desk: TestDatabase, tmp_path: Path) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").write_text((DESK / "migrations" / "env.py").read_text())
    for source in (DESK / "migrations" / "versions").glob("*.py"):
        (versions / source.name).write_text(source.read_text())
    (versions / "0002_second.py").write_text(
        "from alembic import op\nrevision='0002'\ndown_revision='0001'\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half_done (id int)')\n"
        "    op.execute(\"SET LOCAL lock_timeout = '200ms'\")\n"
        "    op.execute('ALTER TABLE note ADD COLUMN text text')\n"
    )
    with psycopg.connect(desk.app_url) as reader:
        reader.execute("SELECT * FROM note")
        with pytest.raises(Exception, match="lock timeout"):
            upgrade(tmp_path, desk.owner_url)
    assert "half_done" not in tables(desk.owner_url)
    upgrade(tmp_path, desk.owner_url)
    assert "half_done" in tables(desk.owner_url)


def test_a_migration_waits_five_seconds_for_a_lock_at_most(desk: TestDatabase, tmp_path: Path) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").write_text((DESK / "migrations" / "env.py").read_text())
    seen = tmp_path / "seen"
    (versions / "0001_look.py").write_text(
        "from alembic import op\nfrom pathlib import Path\nrevision='0001'\ndown_revision=None\n"
        "def upgrade():\n"
        "    show = lambda name: op.get_bind().exec_driver_sql(f'SHOW {name}').scalar()\n"
        f"    Path({str(seen)!r}).write_text(show('lock_timeout') + ' ' + show('statement_timeout'))\n"
    )
    with psycopg.connect(desk.owner_url, autocommit=True) as connection:
        connection.execute("DROP TABLE alembic_version")
    upgrade(tmp_path, desk.owner_url)
    assert seen.read_text() == "5s 1min"
