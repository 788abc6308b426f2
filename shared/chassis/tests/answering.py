"""A service that answers over the wire as Nameko's do, without Nameko: for the client's tests."""

import json
import threading
import time
from types import TracebackType
from typing import Self

import pika
from chassis.topology import declare_rpc_queue
from contracts.base import Message, Method
from contracts.context import Context


class Say(Message):
    words: str
    seconds: float = 0
    loud: bool = False


class Said(Message):
    words: str
    fields: list[str]


echo = Method("echo", "echo", Say, Said)
refuse = Method("echo", "refuse", Say, Said)
garble = Method("echo", "garble", Say, Said)
silent = Method("echo", "silent", Say, Said)
nobody = Method("nobody", "echo", Say, Said)

CONTEXT = Context(trace_id="0af7651916cd43dd8448eb211c80319c")

_FAULT = {"code": "slot_taken", "data": {"calendar": "blue"}, "errors": []}


class Answering:
    """Answers in a thread until the end of the block; comes back by itself when the broker was away."""

    def __init__(self, amqp_url: str) -> None:
        self._parameters = pika.URLParameters(amqp_url)
        self._parameters.heartbeat = 5
        self._parameters.stack_timeout = 4
        self._parameters.socket_timeout = 2
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._held: list[tuple[str, str]] = []
        self.requests: list[dict[str, object]] = []
        self.properties: list[pika.BasicProperties] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._serve()
            except (pika.exceptions.AMQPError, OSError):
                self._stop.wait(0.2)

    def _serve(self) -> None:
        connection = pika.BlockingConnection(self._parameters)
        channel = connection.channel()
        queue = declare_rpc_queue(channel, "echo")
        channel.basic_consume(queue, self._on_request, auto_ack=True)
        self._ready.set()
        while not self._stop.is_set():
            connection.process_data_events(0.05)
        connection.close()

    def _on_request(self, channel, method, properties, body) -> None:
        called = method.routing_key.split(".")[1]
        request = json.loads(body)["kwargs"]
        self.requests.append(request)
        self.properties.append(properties)
        if called == "silent":
            return
        if called == "garble":
            reply = {"result": {"words": {"phone": "+48600700800"}}, "error": None}
        elif called == "refuse":
            reply = {"result": None, "error": _FAULT}
        else:
            said = {"words": request["request"]["words"], "fields": sorted(request["request"]), "new_field": 1}
            reply = {"result": said, "error": None}
        if pause := request["request"].get("seconds"):
            end = time.monotonic() + pause
            while time.monotonic() < end:
                channel.connection.sleep(0.05)
        channel.basic_publish(
            "nameko-rpc",
            properties.reply_to,
            json.dumps(reply),
            pika.BasicProperties(correlation_id=properties.correlation_id),
        )
