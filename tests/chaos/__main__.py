"""Books, moves and cancels visits while everything is killed and frozen at random, and prints what patients got.

Bounded: it ends by itself, and takes everything with it that it started. The same seed plans the same visits and the
same havoc; what the machine makes of it differs from run to run.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pika
import requests

from dev.launching import ROOT
from dev.processes import say
from tests.chaos.apart import Apart, system_apart
from tests.chaos.book import GaveUp, Reception, Story, stack_clock, stories
from tests.chaos.havoc import Havoc
from tests.chaos.verdict import NEWS_TAKES, WARSAW, Verdict, judge, read_ledger

FOLDER = ROOT / "var" / "chaos"
CLIENTS = 12
BOOKING_SHARE = 0.5
"""Of the minutes pass before the reminders fall due, all at once."""
QUIET_WITHIN = 240
STAYS_QUIET = 10
SHOWN = 12
DUE = datetime(2026, 11, 23, 10, tzinfo=WARSAW)
"""Monday, the hour at which practices remind of Tuesday's visits."""
TUESDAY_EIGHT = datetime(2026, 11, 24, 8, tzinfo=WARSAW)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--visits", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=5, help="of havoc")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    say(f"seed {asked.seed}: {asked.visits} visits, {asked.minutes:g} minutes; logs in var/chaos")
    good = Run(asked.seed, asked.visits, timedelta(minutes=asked.minutes)).run()
    if good:
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(not good)


class Run:
    def __init__(self, seed: int, visits: int, span: timedelta) -> None:
        self.seed, self.visits, self.span = seed, visits, span
        self.chance = random.Random(seed)
        self.gave_up: list[str] = []
        self.stop = threading.Event()

    def run(self) -> bool:
        """Whether every patient got what was due, and nothing else."""
        # The clock starts so that, once all is made ready, part of the havoc comes before the hour of the reminders.
        preparing = timedelta(seconds=30 + self.visits / 60)
        with system_apart(FOLDER, DUE - self.span * BOOKING_SHARE - preparing) as apart:
            self.clock = stack_clock(float(apart.stack.env["CLOCK_OFFSET_SECONDS"]))
            told = stories(self.chance, self.visits, apart.stack.url, TUESDAY_EIGHT)
            havoc = Havoc(apart, self.seed + 1)
            end = self.clock() + self.span
            havoc.start()
            try:
                self._book(told)
                self._change_late(told)
                while self.clock() < max(end, DUE + self.span * (1 - BOOKING_SHARE)) and havoc.failed is None:
                    time.sleep(0.5)
            finally:
                self.stop.set()
                havoc.end()
            say("the havoc is over; waiting until it is quiet")
            verdict = self._when_quiet(apart, told)
            return self._table(apart, told, havoc, verdict)

    def _book(self, told: Sequence[Story]) -> None:
        """All visits, and those of their changes that are to come in time."""
        reception = Reception(self.clock, 180, self.stop)

        def live(story: Story) -> None:
            reception.book(story)
            if story.in_time and self.clock() < DUE - NEWS_TAKES:
                reception.change(story)
            else:
                story.in_time = False

        self._all(told, live)
        say(f"booked by {self.clock().astimezone(WARSAW):%H:%M:%S}; reminders are due at {DUE:%H:%M}")
        while self.clock() < DUE + timedelta(seconds=2):
            time.sleep(0.2)

    def _change_late(self, told: Sequence[Story]) -> None:
        reception = Reception(self.clock, 180, self.stop)
        self._all([story for story in told if story.visit_id and not story.in_time], reception.change)

    def _all(self, told: Sequence[Story], act: Callable[[Story], None]) -> None:
        def one(story: Story) -> None:
            try:
                act(story)
            except GaveUp as error:
                self.gave_up.append(f"visit {story.number} ({story.plan}): {error}")

        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(one, told))

    def _when_quiet(self, apart: Apart, told: Sequence[Story]) -> Verdict:
        """The verdict once all is as it should be and stays so, or at the end of our patience."""
        apart.stack.wait_ready(120)
        end, good_since = time.monotonic() + QUIET_WITHIN, None
        while True:
            items = requests.get(f"{apart.stack.sandbox_url}/messages", timeout=60).json()["items"]
            verdict = judge(told, items, read_ledger(apart.ledger_url(), self.clock()), DUE)
            now = time.monotonic()
            good_since = (good_since or now) if verdict.good else None
            if now > end or (good_since is not None and now - good_since > STAYS_QUIET):
                return verdict
            time.sleep(2)

    def _table(self, apart: Apart, told: Sequence[Story], havoc: Havoc, verdict: Verdict) -> bool:
        good = verdict.good and not self.gave_up and havoc.failed is None
        plans = Counter(f"{story.plan}{'' if story.in_time or not story.steps else ', late'}" for story in told)
        rows = [
            ("seed", str(self.seed)),
            ("visits", ", ".join(f"{n} {plan}" for plan, n in sorted(plans.items()))),
            ("ledger", ", ".join(f"{n} {state}" for state, n in sorted(verdict.states.items()))),
            ("messages due", str(verdict.expected)),
            ("received", f"{verdict.received}, of them {verdict.before_a_change} rightly before a change"),
            ("given again", ", ".join(f"{channel} {n}" for channel, n in verdict.repeated.items()) + " (recognised)"),
            ("of unknown outcome", f"{verdict.unknown}, moved or cancelled before the provider was asked again"),
            ("dead letters", _dead_letters(apart) or "0"),
            ("lost", str(len(verdict.lost))),
            ("twice", str(len(verdict.twice))),
            ("for a cancelled visit", str(len(verdict.for_cancelled))),
            ("at the old time", str(len(verdict.at_old_time))),
            ("too early", str(len(verdict.too_early))),
            ("ledger and sandbox differ", str(len(verdict.disagreeing))),
            ("still waiting", str(verdict.waiting)),
            ("clients gave up", str(len(self.gave_up))),
        ]
        _say_havoc(havoc.done)
        say("")
        for name, value in rows:
            say(f"  {name:<26} {value}")
        for wrong in (*verdict.wrong, self.gave_up):
            for one in wrong[:SHOWN]:
                say(f"  ! {one}")
        if havoc.failed is not None:
            say(f"  ! the havoc itself failed: {havoc.failed!r}")
        say(f"\n{'good' if good else 'NOT GOOD'}: make chaos ARGS='--seed {self.seed} --visits {self.visits}'")
        return good


def _say_havoc(done: Mapping[str, int]) -> None:
    hows = ("killed", "frozen", "restarted")
    by_target: dict[str, Counter[str]] = {}
    for name, count in done.items():
        target, _, how = name.rpartition(" ")
        if how in hows:
            by_target.setdefault(target, Counter())[how] += count
    by_target["in all"] = sum(by_target.values(), Counter())
    say("\n" + " " * 29 + "".join(f"{how:>11}" for how in hows))
    for target, counts in sorted(by_target.items(), key=lambda one: (one[0] == "in all", one[0].lower())):
        say(f"  {target:<27}" + "".join(f"{counts[how] or '':>11}" for how in hows))
    say(
        "  " + ", ".join(f"{name} {count} times" for name, count in sorted(done.items()) if name.startswith("provider"))
    )


def _dead_letters(apart: Apart) -> str:
    names = [name for name in apart.broker.queues() if name.startswith("dead.")]
    with pika.BlockingConnection(pika.URLParameters(apart.broker.url)) as connection:
        channel = connection.channel()
        counts = {name: channel.queue_declare(name, passive=True).method.message_count for name in names}
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)


if __name__ == "__main__":
    main()
