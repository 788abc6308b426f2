"""`make dead-letters`: the command of the chassis. It asks RabbitMQ's management for names; our own node has none."""

import os
import sys

from chassis import dead_letters

from dev.broker import Broker
from dev.run import FOLDER

_DEAD = "dead."


def main() -> None:
    if sys.argv[1:] == ["list"] and "AMQP_API" not in os.environ and Broker(FOLDER / "rabbitmq").running:
        queues = Broker(FOLDER / "rabbitmq").queues()
        sys.argv += sorted(name.removeprefix(_DEAD) for name in queues if name.startswith(_DEAD))
    dead_letters.main()


if __name__ == "__main__":
    main()
