"""``python -m chassis.dead_letters list | show QUEUE | replay QUEUE``: what the services could not handle.

Works on the broker at AMQP_URL. Which queues there are only RabbitMQ's management API tells: at AMQP_API
(``http://user:password@host:port/api``), else at port 15672 beside the broker; without it, ``list`` needs names.
Message contents hold patient data and are shown only with ``--data``.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pika
from pika.exceptions import ChannelClosedByBroker, UnroutableError

from chassis import topology
from chassis.settings import Environment

_API_SECONDS = 5


class DeadLetter:
    """A message in a dead letter queue, not yet acked."""

    def __init__(self, delivery: Any, properties: pika.BasicProperties, body: bytes) -> None:
        self.tag: int = delivery.delivery_tag
        self.properties = properties
        self.body = body
        self.headers: dict[str, Any] = properties.headers or {}
        content: Any = None
        with suppress(ValueError):
            content = json.loads(body)
        envelope = content if isinstance(content, dict) else {}
        self.id = str(properties.message_id or envelope.get("id") or "-")
        self.type = str(envelope.get("type") or "-")

    def __str__(self) -> str:
        died: dict[str, Any] = next(iter(self.headers.get("x-death") or []), {})
        last = self.headers.get(topology.LAST_FAILED) or died.get("time") or "-"
        words = {
            "type": self.type,
            "attempts": self.headers.get(topology.ATTEMPT) or died.get("count") or "-",
            "error": self.headers.get(topology.ERROR) or died.get("reason") or "-",
            "first": self.headers.get(topology.FIRST_FAILED) or last,
            "last": last,
            "from": f"{self._origin(topology.ORIGINAL_EXCHANGE)}/{self._origin(topology.ORIGINAL_ROUTING_KEY)}",
        }
        return f"{self.id}  " + "  ".join(f"{name}={value}" for name, value in words.items())

    def _origin(self, name: str) -> Any:
        return self.headers.get(name, "-")


class DeadLetters:
    """The dead letter queues of one broker."""

    def __init__(self, amqp_url: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(amqp_url))

    def close(self) -> None:
        """What was looked at and not replayed is back in its queue."""
        self._connection.close()

    def count(self, queue: str) -> int | None:
        """How many dead letters of ``queue`` there are; None when it has no such queue."""
        channel = self._connection.channel()
        try:
            return int(channel.queue_declare(topology.dead_queue(queue), passive=True).method.message_count)
        except ChannelClosedByBroker:
            return None
        finally:
            if channel.is_open:
                channel.close()

    def show(self, queue: str) -> Iterator[DeadLetter]:
        """All that are there now."""
        yield from self._take(self._connection.channel(), queue)

    def replay(self, queue: str, wanted: str | None = None) -> int:
        """Put dead letters back into ``queue`` with their attempts forgotten, all or the one with an id; how many.

        Each leaves the dead letters when the broker has confirmed its copy: killed in between, one may be in both.
        """
        channel = self._connection.channel()
        channel.confirm_delivery()
        replayed = 0
        for letter in self._take(channel, queue):
            if wanted in (None, letter.id):
                letter.properties.headers = topology.fresh(letter.headers)
                channel.basic_publish("", queue, letter.body, letter.properties, mandatory=True)
                channel.basic_ack(letter.tag)
                replayed += 1
        channel.close()
        return replayed

    def _take(self, channel: Any, queue: str) -> Iterator[DeadLetter]:
        # As many as there are at the start: what is replayed may be back before we are through.
        for _ in range(self.count(queue) or 0):
            delivery, properties, body = channel.basic_get(topology.dead_queue(queue))
            if delivery is None:
                return
            yield DeadLetter(delivery, properties, body)


def queue_names(amqp_url: str, api: str) -> list[str]:
    """The queues that have dead letter queues, asked of the management API. Raises OSError when it does not answer."""
    broker = urlsplit(amqp_url)
    place = urlsplit(api or f"http://{broker.netloc.rpartition('@')[0]}@{broker.hostname}:15672/api")
    vhost = quote(unquote(broker.path[1:]) or "/", safe="")
    credentials = base64.b64encode(f"{unquote(place.username or '')}:{unquote(place.password or '')}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - an operator gives the address
        f"{place.scheme}://{place.hostname}:{place.port}{place.path}/queues/{vhost}?columns=name&disable_stats=true",
        headers={"Authorization": f"Basic {credentials}"},
    )
    with urllib.request.urlopen(request, timeout=_API_SECONDS) as answer:  # noqa: S310
        names = [queue["name"] for queue in json.load(answer)]
    dead = topology.dead_queue("")
    return sorted(name.removeprefix(dead) for name in names if name.startswith(dead))


def main() -> None:
    arguments = _arguments()
    environment = Environment(os.environ)
    amqp_url = environment.url("AMQP_URL")
    letters = DeadLetters(amqp_url)
    try:
        if arguments.command == "list":
            _list(letters, arguments.queues or _names(amqp_url, environment.text("AMQP_API", "")))
        elif arguments.command == "show":
            for letter in letters.show(arguments.queue):
                _say(str(letter))
                if arguments.data:
                    _say("  " + letter.body.decode(errors="replace"))
        else:
            _say(f"{letters.replay(arguments.queue, arguments.id)} replayed to {arguments.queue}")
    except UnroutableError:
        sys.exit(f"there is no queue {arguments.queue}: start the process that declares it, then replay")
    finally:
        letters.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dead_letters", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="queues and how many dead letters each has")
    listing.add_argument("queues", nargs="*", type=_queue)
    showing = commands.add_parser("show", help="ids, attempts and error classes")
    showing.add_argument("queue", type=_queue)
    showing.add_argument("--data", action="store_true", help="contents too: patient data")
    replaying = commands.add_parser("replay", help="put them back into their queue")
    replaying.add_argument("queue", type=_queue)
    replaying.add_argument("--id", help="only this one")
    return parser.parse_args()


def _queue(name: str) -> str:
    return name.removeprefix(topology.dead_queue(""))


def _names(amqp_url: str, api: str) -> list[str]:
    try:
        return queue_names(amqp_url, api)
    except (OSError, ValueError):
        sys.exit("RabbitMQ's management API does not answer (AMQP_API): name the queues, list QUEUE ...")


def _list(letters: DeadLetters, queues: list[str]) -> None:
    counts = {queue: letters.count(queue) for queue in queues}
    for queue, count in counts.items():
        _say(f"{'-' if count is None else count:>6}  {queue}")
    if not any(counts.values()):
        _say("no dead letters")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
