"""What every other test stands on: the test servers, and a broker that can be frozen."""

import socket
import sys
from pathlib import Path

import psycopg
import pytest

from dev import servers
from dev.broker import Broker
from dev.launching import Launcher
from dev.postgres import Postgres
from dev.testing import MakeDatabase

pytestmark = [pytest.mark.broker, pytest.mark.database]


def test_a_database_has_the_extensions_and_a_role_that_does_not_own_it(database: MakeDatabase) -> None:
    made = database("scheduling")
    with psycopg.connect(made.app_url) as connection:
        names = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        user = connection.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")
    assert {"btree_gist", "unaccent", "pg_trgm"} <= names
    assert user == ("scheduling_app", False)


def test_a_server_that_was_started_on_the_disk_is_found_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(servers, "FOLDER", tmp_path / "disk")
    monkeypatch.setattr(servers, "_in_memory", lambda: tmp_path / "memory")
    assert servers._postgres().folder == tmp_path / "memory" / "postgres"
    monkeypatch.setattr(Postgres, "running", True)
    assert servers._postgres().folder == tmp_path / "disk" / "postgres"


def test_two_databases_of_one_service_know_nothing_of_each_other(database: MakeDatabase) -> None:
    one, other = database("accounts"), database("accounts")
    with psycopg.connect(one.owner_url) as connection:
        connection.execute("CREATE TABLE here (id int)")
    with psycopg.connect(other.owner_url) as connection:
        assert connection.execute("SELECT to_regclass('here')").fetchone() == (None,)


def test_a_frozen_broker_keeps_the_connection_and_says_nothing_until_it_is_thawed(private_broker: Broker) -> None:
    assert private_broker.answers()
    private_broker.freeze()
    port = int(private_broker.url.rpartition(":")[2].partition("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.settimeout(0.5)
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        with pytest.raises(TimeoutError):
            connection.recv(1)
        private_broker.thaw()
        connection.settimeout(10)
        assert connection.recv(1) == b"\x01"


@pytest.mark.slow
def test_a_killed_broker_comes_back_at_the_same_address(private_broker: Broker) -> None:
    address = private_broker.url
    private_broker.kill()
    assert not private_broker.answers()
    assert private_broker.start().url == address
    assert private_broker.answers()


@pytest.mark.slow
def test_a_killed_postgres_comes_back_at_the_same_address_with_what_was_committed(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres").start()
    try:
        with psycopg.connect(server.url()) as connection:
            connection.execute("CREATE TABLE here (id int)")
        server.freeze()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url(), connect_timeout=2)
        server.kill()
        address = server.url()
        assert server.start().url() == address
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT count(*) FROM here").fetchone() == (0,)
    finally:
        server.kill()


def test_a_process_that_ends_instead_of_getting_ready_is_an_error_with_its_own_words(start: Launcher) -> None:
    with pytest.raises(RuntimeError, match="the reason"):
        start(["-c", "raise SystemExit('the reason')"])


def test_a_started_process_sees_its_own_environment_and_nothing_of_ours(
    start: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSAPI_TOKEN", "from the shell")
    script = "import os; print(os.environ.get('SMSAPI_TOKEN'), os.environ['GREETING'])"
    process = start(["-c", script], env={"GREETING": "hello"}, wait=False)
    assert process.wait() == 0
    assert process.log() == "None hello\n"
    assert sys.executable in str(process.popen.args)
