"""The same work on stock Nameko, started and stopped as its own command line does: what the chassis is measured by."""

import signal
from typing import Any

import eventlet
from chassis.process import Process
from nameko.events import event_handler
from nameko.rpc import rpc
from nameko.runners import ServiceRunner

from shared.chassis.tests.nameko.probe_services import Diary


class StockProbe:
    name = "probe"

    @rpc
    def work(self, context: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        self._work(request["name"], request.get("seconds", 0))
        return {"name": request["name"], "built": 1}

    @event_handler("probe", "happened.v1")
    def on_happened_v1(self, envelope: dict[str, Any]) -> None:
        self._work(envelope["data"]["name"], envelope["data"]["seconds"], envelope["data"]["how"])

    def _work(self, name: str, seconds: float, how: str = "well") -> None:
        Diary().write("begin", name)
        eventlet.sleep(seconds)
        if how == "break_once":
            raise RuntimeError
        Diary().write("end", name)


def run(process: Process) -> None:
    runner = ServiceRunner({"AMQP_URI": process.settings.amqp_url})
    runner.add_service(StockProbe)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))
    runner.start()
    process.health.add_check("broker", lambda: True)
    runner.wait()
