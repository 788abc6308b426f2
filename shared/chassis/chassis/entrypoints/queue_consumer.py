"""Where a Nameko service takes its work from: the connection, and every message between delivery and ack.

Stock Nameko's QueueConsumer closes its connection at SIGTERM before the work is acked, so that it is done twice, and
waits without limit for a broker that does not answer. This one keeps to three rules:

- A message is settled once: acked when its work is done, given back, or left to the broker with a lost connection.
- A stop cancels the consumers, gives back what was not begun, and ends when all that was begun is settled.
- Whatever happens to the connection, a new one is made; nothing of it reaches Nameko's container, which would end.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import amqp
import eventlet
import nameko.messaging
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from nameko.extensions import ProviderCollector

from chassis import topology
from chassis.entrypoints.broker import BROKER_ERRORS, ConfirmedChannel, Connection, abort, connect
from chassis.logs import log, name_of

POLL_SECONDS = 0.5
RECONNECT_SECONDS = 1.0
BEGIN_SECONDS = 5.0
"""How long queues may take to be declared; a broker that has just been started may forget to answer."""
FAREWELL_SECONDS = 3.0
"""How long a stop waits for a broker that is silent."""


class QueueConsumer(nameko.messaging.QueueConsumer):
    """Shared by all entrypoints of a service. A provider has ``declare(channel) -> queue`` and ``handle_message``."""

    def __init__(self) -> None:
        super().__init__()
        self.connected = False
        self.stopping = False
        self._connection: Connection | None = None
        self._confirms: ConfirmedChannel | None = None
        self._tags: list[str] = []
        self._unsettled: dict[int, amqp.Message] = {}
        self._cancelled = Event()

    def setup(self) -> None:
        # Each queue prefetches max_workers; this is how many messages of all queues are worked on at a time.
        self._slots = Semaphore(self.container.max_workers)

    # what Nameko's container calls

    def start(self) -> None:
        """Returns once messages arrive, or at a stop before that."""
        self._gt = self.container.spawn_managed_thread(self.run)
        self._consumers_ready.wait()

    def unregister_provider(self, provider: Any) -> None:
        """A service stops as a whole: the first provider that leaves cancels all consumers."""
        self.stopping = True
        self._cancelled.wait()
        ProviderCollector.unregister_provider(self, provider)

    def stop(self) -> None:
        self.stopping = True
        self.wait_for_providers()
        if self._gt is not None:
            self._gt.wait()

    def kill(self) -> None:
        if self._gt is not None:
            self._gt.kill()

    # the one greenlet that reads

    def run(self) -> None:
        try:
            while not self.stopping:
                try:
                    self._serve_a_connection()
                except Exception as error:  # noqa: BLE001 - any error is worth another connection
                    level = log.warning if isinstance(error, BROKER_ERRORS) else log.exception
                    level("broker connection lost", error=name_of(error))
                    eventlet.sleep(RECONNECT_SECONDS)
        finally:
            for event in (self._cancelled, self._consumers_ready):
                if not event.ready():
                    event.send()

    def _serve_a_connection(self) -> None:
        config = self.container.config
        connection = connect(config["AMQP_URI"], name=config["CONNECTION_NAME"], heartbeat=config["HEARTBEAT"])
        self._connection = connection
        try:
            with eventlet.Timeout(BEGIN_SECONDS, TimeoutError()):
                channel = self._begin(connection)
            while self._tags or self._unsettled:
                if self.stopping and self._tags:
                    self._cancel(channel)
                with suppress(TimeoutError):
                    connection.drain_events(timeout=POLL_SECONDS)
                connection.heartbeat_tick()
            with eventlet.Timeout(FAREWELL_SECONDS, TimeoutError()):
                connection.close()
        finally:
            self.connected = False
            self._tags.clear()
            if self._confirms is not None:
                self._confirms.close()
            connection.collect()

    def _begin(self, connection: Connection) -> Any:
        self._confirms = ConfirmedChannel(connection.channel())
        channel = connection.channel()
        channel.auto_decode = False
        channel.basic_qos(0, self.container.max_workers, a_global=False)
        for provider in self._providers:
            queue = provider.declare(channel)
            self._tags.append(channel.basic_consume(queue, callback=partial(self._delivered, provider)))
        self.connected = True
        if not self._consumers_ready.ready():
            self._consumers_ready.send()
        log.info("taking messages from the broker", queues=len(self._tags))
        return channel

    def _cancel(self, channel: Any) -> None:
        with eventlet.Timeout(FAREWELL_SECONDS, TimeoutError()):
            for tag in self._tags:
                channel.basic_cancel(tag)
        self._tags.clear()
        if not self._cancelled.ready():
            self._cancelled.send()

    def _delivered(self, provider: Any, message: amqp.Message) -> None:
        self._unsettled[id(message)] = message
        self.container.spawn_managed_thread(partial(self._hand_out, provider, message))

    # greenlets of their own

    def _hand_out(self, provider: Any, message: amqp.Message) -> None:
        self._slots.acquire()
        if self.stopping:
            self.requeue_message(message)
        elif not message.channel.connection:
            self._settle(message, lambda: None)
        else:
            try:
                provider.handle_message(message.body, message)
            except Exception:  # noqa: BLE001 - it would end the process
                log.exception("message could not be handled", queue=message.delivery_info["routing_key"])
                self.requeue_message(message)

    def ack_message(self, message: amqp.Message) -> None:
        self._settle(message, lambda: message.channel.basic_ack(message.delivery_tag))

    def requeue_message(self, message: amqp.Message) -> None:
        self._settle(message, lambda: message.channel.basic_reject(message.delivery_tag, requeue=True))

    def reply(self, message: amqp.Message, answer: amqp.Message) -> bool:
        """Send an answer and ack its request, on one channel: the broker sees them in this order or not at all.

        False when the connection is gone; the request is then delivered again. A caller that left is no error.
        """

        def send() -> None:
            if to := message.properties.get("reply_to"):
                message.channel.basic_publish(answer, exchange=topology.RPC_EXCHANGE, routing_key=to)
            message.channel.basic_ack(message.delivery_tag)

        return self._settle(message, send)

    def pass_on(self, message: amqp.Message, copy: amqp.Message, declare: Callable[[Any], str]) -> bool:
        """Put a copy in the queue that ``declare`` makes, and ack the original once the broker has the copy.

        False when it has not: the original is then delivered again.
        """
        confirms = self._confirms
        if confirms is None or not message.channel.connection:
            return self._settle(message, lambda: None)
        try:
            # On the same channel, so that the queue is there when the copy arrives.
            confirms.publish(copy, declare(confirms.channel))
        except Exception as error:  # noqa: BLE001 - it would end the process
            log.warning("message could not be passed on", error=name_of(error))
            if isinstance(error, BROKER_ERRORS):
                abort(confirms.channel.connection)
            self.requeue_message(message)
            return False
        self.ack_message(message)
        return True

    def _settle(self, message: amqp.Message, tell_broker: Callable[[], None]) -> bool:
        """The end of a message, once. False when the broker could not be told: it delivers the message again."""
        if self._unsettled.pop(id(message), None) is None:
            return False
        connection = message.channel.connection
        try:
            if connection:
                tell_broker()
        except Exception as error:  # noqa: BLE001 - it would end the process
            log.warning("broker could not be told", error=name_of(error))
            abort(connection)
            return False
        finally:
            self._slots.release()
        return bool(connection)
