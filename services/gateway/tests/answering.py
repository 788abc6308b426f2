"""The services behind a real gateway: answer every request on the broker with its golden example."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from typing import Any, Self

import pika
from chassis import topology
from contracts import golden
from pika.exceptions import AMQPError

from dev.processes import wait_for

SERVICES = ("accounts", "scheduling", "notifications")


class GoldenServices:
    """In a thread of its own, connected again after every outage. ``delay`` seconds pass before each answer."""

    def __init__(self, amqp_url: str) -> None:
        self._parameters = pika.URLParameters(amqp_url)
        self._parameters.heartbeat = 2
        self._parameters.blocked_connection_timeout = 2
        self._stop = threading.Event()
        self.serving = threading.Event()
        self.delay = 0.0
        self.requests: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        wait_for(self.serving.is_set, "the golden services", seconds=20)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.is_set():
            with suppress(AMQPError, OSError):
                self._serve()
            self.serving.clear()
            time.sleep(0.1)

    def _serve(self) -> None:
        connection = pika.BlockingConnection(self._parameters)
        channel = connection.channel()
        for service in SERVICES:
            queue = topology.declare_rpc_queue(channel, service)
            channel.basic_consume(queue, self._answer)
        self.serving.set()
        while not self._stop.is_set():
            connection.process_data_events(0.1)
        connection.close()

    def _answer(self, channel: Any, deliver: Any, properties: Any, body: bytes) -> None:
        arguments = json.loads(body)["kwargs"]
        self.requests.append({"method": deliver.routing_key, **arguments})
        if self.delay:
            channel.connection.sleep(self.delay)
        answer = json.dumps({"result": golden.response(deliver.routing_key), "error": None}).encode()
        reply = pika.BasicProperties(content_type="application/json", correlation_id=properties.correlation_id)
        channel.basic_publish(topology.RPC_EXCHANGE, properties.reply_to, answer, reply)
        channel.basic_ack(deliver.delivery_tag)
