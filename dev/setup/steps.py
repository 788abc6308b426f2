"""The steps of the setup, in order. Each looks at what it depends on and does nothing when that has not changed."""

import fcntl
import sys
import time
from collections.abc import Sequence

from dev.setup import assets, debian, packages
from dev.setup.console import ROOT, SetupError, say


def main(wanted: Sequence[str]) -> None:
    """`wanted`: run and test need RabbitMQ, test needs a browser too."""
    began = time.monotonic()
    (ROOT / "var").mkdir(exist_ok=True)
    try:
        with (ROOT / "var" / "setup.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("another setup of this folder is under way; waiting for it")
                fcntl.flock(lock, fcntl.LOCK_EX)
            done = [packages.install(), packages.install_own(), packages.compile_translations(), assets.build()]
            if {"run", "test"} & set(wanted):
                done.append(debian.have_rabbitmq(testing="test" in wanted))
            if "test" in wanted:
                done.append(debian.have_chromium())
    except SetupError as failure:
        sys.exit(f"\n{failure}")
    except KeyboardInterrupt:
        sys.exit("\ninterrupted; the next start goes on from here")
    if any(done):
        say(f"set up in {time.monotonic() - began:.0f} s")
