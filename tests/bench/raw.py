"""The floor under the measured work: the statements that scheduling itself sends, by psycopg alone; a bare message there and back."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pika
import psycopg
from chassis.clock import clock
from chassis.database import Database
from contracts.context import Actor, Context
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.key_secrets import KeySecrets
from scheduling.adapters.office import Office
from sqlalchemy import event

from tests.bench.clients import Act, InTurn

Statements = list[tuple[str, Any]]
_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Recorder:
    """Runs scheduling's own use cases once and keeps the statements that they sent."""

    def __init__(self, app_url: str, practice_id: str, clock_offset: float) -> None:
        self._app_url = app_url
        self._database = Database(app_url, pool_size=1)
        self._office = Office(
            self._database, clock(clock_offset), KeySecrets(["for links in benchmarks and nowhere else"])
        )
        self._context = Context(
            trace_id=_TRACE,
            practice_id=uuid.UUID(practice_id),
            actor=Actor(user_id=uuid.uuid4(), role="owner"),
        )

    def record(self, look: Callable[[SqlDesk], object]) -> Statements:
        """What ``look`` sends, with the setting of the practice before it."""
        sent: Statements = []

        def keep(_c: Any, _cursor: Any, statement: str, parameters: Any, _ctx: Any, _many: bool) -> None:
            sent.append((statement, parameters))

        event.listen(self._database.engine, "before_cursor_execute", keep)
        try:
            self._office.read(self._context, look)
        finally:
            event.remove(self._database.engine, "before_cursor_execute", keep)
        return sent

    def replaying(self, statements: Statements) -> Callable[[], Act]:
        """Clients that send these statements, a transaction each time."""

        def make() -> Act:
            connection = psycopg.connect(self._app_url.replace("postgresql+psycopg://", "postgresql://"))

            def act() -> None:
                with connection.transaction():
                    for statement, parameters in statements:
                        cursor = connection.execute(statement, parameters)
                        if cursor.description is not None:
                            cursor.fetchall()

            return act

        return make

    def booking(self, statements: Statements, times: InTurn) -> Callable[[], Act]:
        """Clients that send the statements of a booking, each time for another start and with new ids."""
        first = next(values for _, values in statements if isinstance(values, dict) and "ends_at" in values)
        visit_id, recorded_calendar = first["id"], first["calendar_id"]

        def make() -> Act:
            connection = psycopg.connect(self._app_url.replace("postgresql+psycopg://", "postgresql://"))

            def act() -> None:
                calendar_id, starts_at = times.next()
                fresh = {visit_id: uuid.uuid4(), recorded_calendar: uuid.UUID(calendar_id)}
                begins = datetime.fromisoformat(starts_at)
                place = {"starts_at": begins, "ends_at": begins + timedelta(minutes=15)}
                with connection.transaction():
                    for statement, values in statements:
                        connection.execute(statement, _other(values, fresh, place))

            return act

        return make


def _other(values: Any, fresh: dict[Any, uuid.UUID], place: dict[str, Any]) -> Any:
    if not isinstance(values, dict):
        return values
    changed = {name: _fresh(value, fresh) for name, value in values.items()}
    if "ends_at" in values:
        changed |= place
    elif "id" in values and values["id"] not in fresh:  # the outbox row, the trail's row
        changed["id"] = uuid.uuid4()
    return changed


def _fresh(value: Any, fresh: dict[Any, uuid.UUID]) -> Any:
    if isinstance(value, list):
        return [_fresh(each, fresh) for each in value]
    return fresh.get(value, value) if isinstance(value, uuid.UUID) else value


@contextmanager
def echo(amqp_url: str) -> Iterator[Callable[[], Act]]:
    """Clients that send a message to a queue and wait until it comes back, by pika alone; as many bytes as a booking."""
    queue, body = f"bench.{uuid.uuid4().hex}", b"x" * 600
    server = pika.BlockingConnection(pika.URLParameters(amqp_url))
    channel = server.channel()
    channel.queue_declare(queue, exclusive=False, auto_delete=True)
    channel.basic_qos(prefetch_count=50)

    def answer(channel: Any, deliver: Any, properties: Any, content: bytes) -> None:
        channel.basic_publish("", properties.reply_to, content)
        channel.basic_ack(deliver.delivery_tag)

    channel.basic_consume(queue, answer)
    thread = threading.Thread(target=channel.start_consuming)
    thread.start()

    def make() -> Act:
        connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
        own = connection.channel()
        replies = own.queue_declare("", exclusive=True).method.queue
        stream = own.consume(replies, auto_ack=True)

        def act() -> None:
            own.basic_publish("", queue, body, pika.BasicProperties(reply_to=replies))
            next(stream)

        return act

    try:
        yield make
    finally:
        server.add_callback_threadsafe(channel.stop_consuming)
        thread.join(10)
        server.close()
