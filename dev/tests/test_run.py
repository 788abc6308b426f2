"""`make run` as a person meets it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from dev.launching import ROOT, inherited, ready
from dev.ports import free_port, is_free
from dev.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@dataclass
class Run:
    process: subprocess.Popen[bytes]
    output: Path
    env: dict[str, str]

    def says(self, text: str) -> bool:
        return re.search(text, self.output.read_text()) is not None

    def everybody(self) -> list[psutil.Process]:
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]


def runs(process: psutil.Process) -> bool:
    """One that ended and waits for whoever adopted it to notice (a zombie) does not run."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def short_run(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """One that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "dev.run"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    ports = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port())}
    env = inherited() | ports | {"RUN_FOLDER": str(tmp_path / "run"), "NOW": "2026-11-23T11:00"}
    output = tmp_path / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "dev.run"],
            cwd=ROOT,
            env=env,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = Run(process, output, env)
    try:
        wait_for(lambda: started.says("Dentoro is running") or process.poll() is not None, "it runs", seconds=120)
        assert process.poll() is None, output.read_text()
        yield started
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def test_a_run_refuses_a_second_one_revives_what_dies_and_leaves_nothing_at_ctrl_c(run: Run) -> None:
    assert ready(f"http://127.0.0.1:{run.env['PORT']}/")
    assert run.says("phone and mail +http://127.0.0.1:" + run.env["SANDBOX_PORT"])
    assert run.says("started at 2026-11-23 11:00 Europe/Warsaw")

    second = short_run(run.env)
    assert second.returncode != 0
    assert f"already runs from this folder (http://127.0.0.1:{run.env['PORT']})" in second.stderr

    victim = next(process for process in run.everybody() if process.cmdline()[-2:] == ["scheduling", "rpc"])
    victim.kill()
    wait_for(lambda: run.says("scheduling-rpc ended .SIGKILL.; starting it again"), "it says so", seconds=20)

    everybody = run.everybody()
    assert {"beam.smp", "epmd", "postgres"} <= {process.name() for process in everybody}
    os.kill(run.process.pid, signal.SIGINT)
    assert run.process.wait(60) == 0
    wait_for(lambda: not any(map(runs, everybody)), "everything ended", seconds=1)
    assert is_free(int(run.env["PORT"]))
    assert not (Path(run.env["RUN_FOLDER"]) / "stack.json").exists()


def test_a_port_that_is_taken_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = short_run(inherited() | {"RUN_FOLDER": str(tmp_path), "PORT": str(port)})
    assert refused.returncode != 0
    assert f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}" in refused.stderr


def test_a_clock_that_cannot_be_read_is_refused_with_an_example(tmp_path: Path) -> None:
    refused = short_run(inherited() | {"RUN_FOLDER": str(tmp_path), "NOW": "tomorrow"})
    assert refused.returncode != 0
    assert "NOW=2026-11-23T11:00" in refused.stderr
