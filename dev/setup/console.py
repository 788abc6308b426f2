"""Running commands while a person watches: one line for each step, signs of life, the output only when it fails."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_LOGS = ROOT / "var" / "setup"
_SIGN_OF_LIFE = 10
_TAIL = 30
_PROGRESS_BAR = "\u2501"


class SetupError(Exception):
    """What went wrong and what to do, in words for the person at the terminal."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """Changes when a file's content, name or presence does, or one of `more`."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + (file.read_bytes() if file.exists() else b"-") + b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def unchanged(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text() == value


def run(title: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run it to its end. Raises SetupError with the end of its output when it does not succeed."""
    say(f"{title} …")
    _LOGS.mkdir(parents=True, exist_ok=True)
    log = _LOGS / (title.partition(":")[0].lower().replace(" ", "-") + ".log")
    began = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        finished = threading.Event()
        threading.Thread(target=_sign_of_life, args=(log, began, finished), daemon=True).start()
        try:
            code = process.wait()
        finally:
            finished.set()
            if process.poll() is None:
                process.terminate()
                process.wait()
    if code:
        tail = "\n".join("    " + line for line in log.read_text(errors="replace").splitlines()[-_TAIL:])
        raise SetupError(f"{title} failed:\n{tail}\n\nThe whole output is in {log.relative_to(ROOT)}.")


def _sign_of_life(log: Path, began: float, finished: threading.Event) -> None:
    while not finished.wait(_SIGN_OF_LIFE):
        lines = [line for line in log.read_text(errors="replace").splitlines() if _PROGRESS_BAR not in line]
        last = lines[-1].strip()[:90] if lines else ""
        say(f"    {time.monotonic() - began:3.0f} s  {last}")
