"""The life of a Nameko process: start, work, and an end that loses and repeats nothing."""

from __future__ import annotations

import logging
import signal
from typing import Any

import eventlet
from eventlet.greenpool import GreenPool
from nameko.containers import ServiceContainer, WorkerContext

from chassis.entrypoints.queue_consumer import QueueConsumer
from chassis.health import Health
from chassis.logs import bound, log
from chassis.settings import ProcessSettings
from chassis.topology import retry_delays

HEARTBEAT_SECONDS = 10.0


def serve(
    service_cls: type,
    settings: ProcessSettings,
    max_workers: int = 10,
    *,
    health: Health,
    heartbeat: float = HEARTBEAT_SECONDS,
) -> None:
    """Run a Nameko service class until SIGTERM or SIGINT; returns when all begun work is done and acked.

    ``max_workers`` messages are worked on at a time. A broker that is not there, goes away or freezes is waited for;
    the health check ``broker`` says so meanwhile. Raises what a dependency raises while it is built.
    """
    container = Container(
        service_cls,
        {
            "AMQP_URI": settings.amqp_url,
            "CONNECTION_NAME": f"{settings.service}-{settings.kind}",
            "HEARTBEAT": heartbeat,
            "KIND": settings.kind,
            "RETRY_DELAYS": retry_delays(),
            "max_workers": max_workers,
        },
    )
    # It reports failed handlers at ERROR, with their exception; the entrypoints do so themselves, and refusals not.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
    health.add_check("broker", container.takes_messages)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, container.ask_to_stop)
    container.start()
    container.wait()


class Container(ServiceContainer):
    """Nameko's container, with ids in the log and one stop only."""

    def __init__(self, service_cls: type, config: dict[str, Any]) -> None:
        super().__init__(service_cls, config)
        # The consumer's slots bound the work. A worker that still tidies up must not make the next one wait here:
        # what waits for the pool would start after a stop believed that all were done.
        self._worker_pool = GreenPool(self.max_workers * 2)
        self._asked_to_stop = False

    def takes_messages(self) -> bool:
        consumer = self.shared_extensions.get(QueueConsumer)
        return consumer is not None and consumer.connected and not self._asked_to_stop

    def ask_to_stop(self, number: int, _frame: Any) -> None:
        if not self._asked_to_stop:
            self._asked_to_stop = True
            log.info("stopping", signal=signal.Signals(number).name)
            # A signal handler runs in eventlet's hub, where nothing may wait.
            eventlet.spawn_n(self.stop)

    def _run_worker(self, worker_ctx: WorkerContext, handle_result: Any) -> None:
        with bound(trace_id=worker_ctx.data["trace_id"], practice_id=worker_ctx.data["practice_id"]):
            super()._run_worker(worker_ctx, handle_result)
