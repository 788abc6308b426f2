"""Measures, and prints as it goes. Bounded by --seconds for each line; ends by itself and takes all it started with it.

PostgreSQL and RabbitMQ are the test servers (loopback, no fsync of the database), the same for everybody who is measured.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import uuid
from pathlib import Path

from chassis.logs import configure
from chassis.migrate import upgrade

from dev import servers
from dev.launching import ROOT
from tests.bench.notifications.ledger import Ledger
from tests.bench.notifications.ours import UNBOUNDED, planned, sent
from tests.bench.notifications.peers import bare_sent, celery_python, celery_sent
from tests.bench.notifications.watch import Rate

WITHOUT_END = 86_400.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-notifications", description=__doc__)
    parser.add_argument("--due", type=int, default=300_000, help="reminders due at once")
    parser.add_argument("--seconds", type=float, default=40.0, help="longest time of one line; 0: until all is done")
    parser.add_argument("--events", type=int, default=10_000, help="bookings to plan from")
    parser.add_argument("--practices", type=int, default=200)
    parser.add_argument("--planners", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--senders", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--scheduling", type=float, default=20.0, help="seconds in which Celery's tasks are scheduled")
    parser.add_argument("--skip", nargs="*", default=[], choices=["planners", "senders", "celery", "bare"])
    asked = parser.parse_args()
    configure("bench", "notifications", "ERROR")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # by way of what ends all that was started
    celery = None if "celery" in asked.skip else celery_python()
    name, databases = f"bench_notifications_{uuid.uuid4().hex[:12]}", servers.databases()
    try:
        with tempfile.TemporaryDirectory(prefix="dentoro-bench-") as folder:
            ledger = Ledger(*databases.create("notifications", name))
            upgrade(str(ROOT / "services" / "notifications"), ledger.owner_url)
            Bench(ledger, Path(folder), asked).run(with_celery=celery is not None)
    finally:
        databases.drop(name)
        servers.stop_unless_used()


class Bench:
    def __init__(self, ledger: Ledger, folder: Path, asked: argparse.Namespace) -> None:
        self._ledger = ledger
        self._folder = folder
        self._asked = asked
        self._longest = asked.seconds or WITHOUT_END
        self._ours: dict[int, float] = {}

    def run(self, *, with_celery: bool) -> None:
        asked = self._asked
        _say(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before; {asked.practices} practices,")
        _say(
            f"{asked.due:,} reminders due at once; at most {self._longest:,.0f} s a line (no timed tests: compare lines)"
        )
        _say("The provider is a stand-in that counts (not the sandbox, which keeps and shows, and would be the limit).")
        _say("Bounds out of the way: " + " ".join(f"{name}={value}" for name, value in UNBOUNDED.items()))
        self._ledger.fill(asked.practices, asked.due)
        for title, skipped, measure in (
            ("Bookings planned: an event, two lines in the ledger", "planners", self._plan),
            ("Reminders from due to accepted: ledger, dispatcher, queue, last look, provider", "senders", self._send),
            ("A bare pika consumer: queue, provider, ack (the limit)", "bare", self._bare),
        ):
            if skipped not in asked.skip:
                _say(f"\n{title}")
                measure()
        if with_celery:
            _say("\nCelery tasks with an ETA: no ledger, nothing can be moved or called off, no key looked up")
            self._celery()

    def _plan(self) -> None:
        for count in self._asked.planners:
            rate = planned(
                self._ledger, self._place(), planners=count, events=self._asked.events, longest=self._longest
            )
            _line(f"{count} planner(s)", rate)

    def _send(self) -> None:
        for count in self._asked.senders:
            rate, twice = sent(self._ledger, self._place(), senders=count, due=self._asked.due, longest=self._longest)
            self._ours[count] = rate.per_second
            _line(f"{count} sender(s)", rate, f"twice: {twice}")

    def _bare(self) -> None:
        for count in self._asked.senders:
            due = min(self._asked.due, 30_000)
            rate = bare_sent(self._place(), consumers=count, due=due, longest=self._longest)
            _line(f"{count} consumer(s)", rate, self._beside(count, rate))

    def _celery(self) -> None:
        for count in self._asked.senders:
            scheduled, rate, holding = celery_sent(
                self._place(),
                workers=count,
                due=self._asked.due,
                longest=self._longest,
                scheduling=self._asked.scheduling,
            )
            _line("scheduled", scheduled)
            held = f"holding {scheduled.done:,} tasks: {holding:.0f} MiB"
            _line(f"{count} process(es)", rate, f"{self._beside(count, rate)}  {held}")

    def _beside(self, count: int, rate: Rate) -> str:
        """Ours as a part of it."""
        ours = self._ours.get(count)
        return f"ours: {ours / rate.per_second:.2f} of it" if ours and rate.done else ""

    def _place(self) -> Path:
        return self._folder / uuid.uuid4().hex


def _line(name: str, rate: Rate, more: str = "") -> None:
    memory = "  ".join(f"{kind} {size:.0f} MiB" for kind, size in rate.mebibytes.items())
    _say(
        f"  {name:<14} {rate.per_second:7.0f}/s   {rate.done:>7,} in {rate.seconds:5.1f} s   {memory}  {more}".rstrip()
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
