"""Kills, freezes and restarts whatever there is, and makes the providers misbehave, by a seed."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable

import requests

from tests.chaos.apart import Apart

ON_WHAT = ("process", "broker", "postgres", "provider")
HOW_OFTEN = (62, 7, 9, 22)


class Havoc:
    """Runs in a thread of its own until ``end()``, which leaves everything as it should be."""

    def __init__(self, apart: Apart, chance: random.Random) -> None:
        self._apart = apart
        self._chance = chance
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="havoc", daemon=True)
        self.done: Counter[str] = Counter()
        self.failed: BaseException | None = None

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join(120)
        self._faults()
        self._apart.postgres.thaw()
        self._apart.postgres.start()
        self._apart.broker.start()
        for name in self._apart.stack.processes:
            self._apart.stack.thaw(name)
            self._apart.stack.start(name)

    def _run(self) -> None:
        acts: dict[str, Callable[[], None]] = {
            "process": self._process,
            "broker": self._broker,
            "postgres": self._postgres,
            "provider": self._provider,
        }
        try:
            while not self._stop.wait(self._chance.uniform(0.2, 2.0)):
                acts[self._chance.choices(ON_WHAT, HOW_OFTEN)[0]]()
        except BaseException as error:  # noqa: BLE001 - told by whoever looks at the outcome
            self.failed = error

    def _process(self) -> None:
        stack = self._apart.stack
        name = self._chance.choice(stack.service_processes)
        kind = name.partition(".")[0]
        how = self._chance.choices(("killed", "frozen", "restarted"), (6, 3, 1))[0]
        if how == "killed":
            stack.kill(name)
        elif how == "restarted":
            stack.stop(name)
            stack.start(name)
        else:
            # Longer than a lease now and then: another one takes over what this one believes to have.
            stack.freeze(name)
            self._stop.wait(self._chance.uniform(0.5, 9))
            stack.thaw(name)
        self.done[f"{kind} {how}"] += 1

    def _broker(self) -> None:
        broker = self._apart.broker
        how = self._chance.choice(("killed", "frozen"))
        if how == "killed":
            broker.kill()
            self._stop.wait(self._chance.uniform(0, 3))
            broker.start()
        else:
            broker.freeze()
            self._stop.wait(self._chance.uniform(1, 8))
            broker.thaw()
        self.done[f"RabbitMQ {how}"] += 1

    def _postgres(self) -> None:
        postgres = self._apart.postgres
        how = self._chance.choice(("killed", "frozen"))
        if how == "killed":
            postgres.kill()
            self._stop.wait(self._chance.uniform(0, 3))
            postgres.start()
        else:
            postgres.freeze()
            self._stop.wait(self._chance.uniform(0.5, 6))
            postgres.thaw()
        self.done[f"PostgreSQL {how}"] += 1

    def _provider(self) -> None:
        how = self._chance.choice(("answers lost", "errors", "slow"))
        some = self._chance.randint(1, 15)
        sms, email = {
            "answers lost": ({"drop_after_accept": some}, {"drop_after_accept": some}),
            "errors": ({"fail_next": some, "status": self._chance.choice((500, 503, 429, 201))}, {"fail_next": some}),
            "slow": ({"delay_ms": self._chance.choice((300, 1500, 3000))}, {"delay_ms": 1500}),
        }[how]
        reports = self._chance.choice(({}, {"reports": "none"}, {"report_delay_ms": 0}))
        self._faults(sms=sms | reports, email=email)
        self._stop.wait(self._chance.uniform(0.5, 5))
        self._faults()
        self.done[f"provider: {how}"] += 1

    def _faults(self, **channels: dict[str, object]) -> None:
        url = f"{self._apart.stack.sandbox_url}/faults"
        requests.put(url, json=channels, timeout=10).raise_for_status()
