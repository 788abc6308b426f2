"""`make test`: lint, formatting, import rules, types and every test, with a closing table of what each took.

S=<part> keeps to one folder (a service, chassis, contracts, dev, tests); K=<expression> to tests whose names match.
"""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from dev import servers
from dev.launching import ROOT
from dev.processes import say, still_running

BIN = Path(sys.executable).parent
_SUMMARY = re.compile(r"^=+ (.*\d+ (?:passed|failed|error).*) =+$")


@dataclass(frozen=True)
class Outcome:
    name: str
    code: int
    seconds: float
    summary: str = ""


def main() -> None:
    part, expression = os.environ.get("S", ""), os.environ.get("K", "")
    folder = _folder(part)
    _adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        outcomes = [] if expression else [_run(name, command) for name, command in _looks(folder)]
        outcomes.append(_run("pytest", _pytest(folder, expression)))
    finally:
        _end_left_behind(servers_too=servers.stop_unless_used())
    _table(outcomes)
    sys.exit(any(outcome.code for outcome in outcomes))


def _folder(part: str) -> str:
    """Where the part is, from the root; empty for everything."""
    if not part:
        return ""
    for place in (f"services/{part}", f"shared/{part}", part):
        if (ROOT / place).is_dir():
            return place
    sys.exit(f"there is no part {part!r}: a service, chassis, contracts, dev or tests")


def _looks(folder: str) -> list[tuple[str, Sequence[str]]]:
    """What reads the code and does not run it."""
    where = folder or "."
    typed = [] if folder == "tests" else [("mypy", ["mypy", *([folder] if folder else [])])]
    return [
        ("ruff check", ["ruff", "check", "--quiet", where]),
        ("ruff format", ["ruff", "format", "--check", "--quiet", where]),
        ("import rules", ["lint-imports"]),
        *typed,
    ]


def _pytest(folder: str, expression: str) -> list[str]:
    # Several at a time, by file (dev/testing.py): tests wait more than they compute.
    parallel = [
        "-n",
        os.environ.get("JOBS") or "4",
        "--dist",
        "loadscope",
        "--no-loadscope-reorder",
        *os.environ.get("PYTEST_MORE", "--durations=10").split(),
    ]
    chosen = ["-k", expression] if expression else []
    return ["pytest", *([folder] if folder else ["tests", "shared", "dev", "services"]), *parallel, *chosen]


def _run(name: str, command: Sequence[str]) -> Outcome:
    say(f"\n--- {name}")
    began, summary = time.monotonic(), ""
    # Compiled tests are kept: every worker reads all of them.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            if found := _SUMMARY.match(line.strip()):
                summary = found.group(1)
        code = process.wait()
    except KeyboardInterrupt:
        # pytest ends the processes that its tests started before itself; being asked twice must not cut that short.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        process.send_signal(signal.SIGINT)
        process.wait(60)
        sys.exit("\ninterrupted")
    return Outcome(name, code, time.monotonic() - began, summary)


def _adopt_orphans() -> None:
    """Whatever a test started and lost becomes our child instead of init's, so that it can be found and ended.

    Linux alone knows this; elsewhere what a crashed pytest leaves behind stays.
    """
    if sys.platform != "linux":
        return
    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _end_left_behind(*, servers_too: bool) -> None:
    """After a crash of pytest itself; the test servers stay while another run uses them."""
    kept = [] if servers_too else servers.processes()
    left = [process for process in psutil.Process().children(recursive=True) if process not in kept]
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    still_running(left, 5)


def _table(outcomes: Sequence[Outcome]) -> None:
    say("")
    for outcome in outcomes:
        say(f"{'ok    ' if outcome.code == 0 else 'FAILED'}  {outcome.name:<13} {outcome.seconds:6.1f} s")
    for outcome in outcomes:
        if outcome.summary:
            say(f"\n=== {outcome.summary} ===")


if __name__ == "__main__":
    main()
