"""The limit: takes a message from a queue, tells the provider, acks. No ledger, no last look, no second chance.

``python -m tests.bench.notifications.bare_consumer QUEUE``
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pika


def main() -> None:
    place = urlsplit(os.environ["PROVIDER_URL"])
    provider = HTTPConnection(place.hostname or "", place.port, timeout=10)
    channel = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"])).channel()
    channel.basic_qos(prefetch_count=50)

    def take(channel: Any, delivery: Any, properties: Any, _body: bytes) -> None:
        form = {"to": "48501700100", "message": "Jutro 12:00 wizyta", "from": "Dentoro", "idx": properties.message_id}
        provider.request("POST", "/sms.do", urlencode(form))
        provider.getresponse().read()
        channel.basic_ack(delivery.delivery_tag)

    channel.basic_consume(sys.argv[1], take)
    channel.start_consuming()


if __name__ == "__main__":
    main()
