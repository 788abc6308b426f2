"""Processes that die are started again; those that are stopped stay down; none outlives the supervisor."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from dev.launching import inherited
from dev.ports import free_port
from dev.processes import Identity, remember, spawn, stop, wait_for
from dev.supervisor import Program, Supervisor

ANSWERING = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + ANSWERING


def program(folder: Path, name: str, code: str) -> Program:
    port = str(free_port())
    return Program(
        name, [sys.executable, "-c", code, port], inherited(), f"http://127.0.0.1:{port}/", folder / f"{name}.log"
    )


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor([program(tmp_path, name, ANSWERING) for name in ("one", "other")], tmp_path)
    made.start_all()
    wait_for(lambda: not made.not_ready(), "both answer", seconds=20)
    yield made
    made.stop_all()


def test_a_killed_process_is_started_again_and_the_other_is_left_alone(supervisor: Supervisor) -> None:
    killed, other = supervisor.pids("one"), supervisor.pids("other")
    supervisor.kill("one")
    wait_for(lambda: supervisor.pids("one") not in ([], killed), "it runs again", seconds=20)
    wait_for(lambda: not supervisor.not_ready(), "it answers again", seconds=20)
    assert supervisor.pids("other") == other


def test_a_stopped_process_stays_down_until_it_is_started(supervisor: Supervisor) -> None:
    assert supervisor.stop("one") == -signal.SIGTERM
    supervisor.kill("other")  # wakes the supervisor: it must not bring back both
    wait_for(lambda: not supervisor.not_ready(), "the other is back", seconds=20)
    assert supervisor.pids("one") == []
    supervisor.start("one")
    wait_for(lambda: not supervisor.not_ready(), "both answer", seconds=20)


def test_a_process_that_does_not_want_to_end_is_killed_and_named(tmp_path: Path) -> None:
    made = Supervisor([program(tmp_path, "deaf", DEAF)], tmp_path)
    made.start_all()
    wait_for(lambda: not made.not_ready(), "it answers", seconds=20)
    pid = made.pids("deaf")[0]
    assert made.stop_all(seconds=0.5) == ["deaf"]
    assert not psutil.pid_exists(pid)


def test_what_an_interrupted_run_left_behind_is_ended_by_the_next(tmp_path: Path) -> None:
    left_behind = spawn([sys.executable, "-c", "import time; time.sleep(60)"], env=inherited(), log=tmp_path / "log")
    remember(tmp_path / "processes.json", {"one": Identity.of(left_behind.pid)})
    following = Supervisor([program(tmp_path, "one", ANSWERING)], tmp_path)
    following.start_all()
    try:
        left_behind.wait(5)
        assert not psutil.pid_exists(left_behind.pid)
    finally:
        following.stop_all()


def test_a_pid_that_somebody_else_has_by_now_is_left_alone(tmp_path: Path) -> None:
    stranger = spawn([sys.executable, "-c", "import time; time.sleep(60)"], env=inherited(), log=tmp_path / "log")
    assert stop(Identity(stranger.pid, created=Identity.of(stranger.pid).created - 100))
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait(5)
