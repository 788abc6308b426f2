"""Kills, freezes and restarts whatever there is, and makes the providers misbehave, by a seed."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence

import requests

from tests.chaos.apart import Apart

Act = Callable[[random.Random], None]


class Havoc:
    """Two threads, one for the system's processes, one for what they stand on, until ``end()``, which leaves everything
    as it should be.
    """

    def __init__(self, apart: Apart, seed: int) -> None:
        self._apart = apart
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(random.Random(seed), ((1, self._process),)), daemon=True),
            threading.Thread(
                target=self._run,
                args=(
                    random.Random(seed + 1_000_000),
                    ((2, self._broker), (3, self._postgres), (5, self._provider)),
                ),
                daemon=True,
            ),
        ]
        self.done: Counter[str] = Counter()
        self.failed: BaseException | None = None

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
        self._faults()
        self._apart.postgres.thaw()
        self._apart.postgres.start()
        self._apart.broker.start()
        for name in self._apart.stack.processes:
            self._apart.stack.thaw(name)
            self._apart.stack.start(name, wait=False)

    def _run(self, chance: random.Random, acts: Sequence[tuple[int, Act]]) -> None:
        try:
            while not self._stop.wait(chance.uniform(0.2, 2.0)):
                chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0](chance)
        except BaseException as error:  # noqa: BLE001 - told by whoever looks at the outcome
            self.failed = error

    def _process(self, chance: random.Random) -> None:
        stack = self._apart.stack
        name = chance.choice(stack.service_processes)
        kind = name.partition(".")[0]
        how = chance.choices(("killed", "frozen", "restarted"), (6, 3, 1))[0]
        if how == "killed":
            stack.kill(name)
        elif how == "restarted":
            stack.stop(name)
            stack.start(name, wait=False)
        else:
            # Longer than a lease now and then: another one takes over what this one believes to have.
            stack.freeze(name)
            self._stop.wait(chance.uniform(0.5, 9))
            stack.thaw(name)
        self.done[f"{kind} {how}"] += 1

    def _broker(self, chance: random.Random) -> None:
        broker = self._apart.broker
        how = chance.choice(("killed", "frozen"))
        if how == "killed":
            broker.kill()
            self._stop.wait(chance.uniform(0, 3))
            broker.start()
        else:
            broker.freeze()
            self._stop.wait(chance.uniform(1, 8))
            broker.thaw()
        self.done[f"RabbitMQ {how}"] += 1

    def _postgres(self, chance: random.Random) -> None:
        postgres = self._apart.postgres
        how = chance.choice(("killed", "frozen"))
        if how == "killed":
            postgres.kill()
            self._stop.wait(chance.uniform(0, 3))
            postgres.start()
        else:
            postgres.freeze()
            self._stop.wait(chance.uniform(0.5, 6))
            postgres.thaw()
        self.done[f"PostgreSQL {how}"] += 1

    def _provider(self, chance: random.Random) -> None:
        how = chance.choice(("answers lost", "errors", "slow"))
        some = chance.randint(1, 15)
        sms, email = {
            "answers lost": ({"drop_after_accept": some}, {"drop_after_accept": some}),
            "errors": ({"fail_next": some, "status": chance.choice((500, 503, 429, 201))}, {"fail_next": some}),
            "slow": ({"delay_ms": chance.choice((300, 1500, 3000))}, {"delay_ms": 1500}),
        }[how]
        reports = chance.choice(({}, {"reports": "none"}, {"report_delay_ms": 0}))
        self._faults(sms=sms | reports, email=email)
        self._stop.wait(chance.uniform(0.5, 5))
        self._faults()
        self.done[f"provider: {how}"] += 1

    def _faults(self, **channels: dict[str, object]) -> None:
        url = f"{self._apart.stack.sandbox_url}/faults"
        requests.put(url, json=channels, timeout=10).raise_for_status()
