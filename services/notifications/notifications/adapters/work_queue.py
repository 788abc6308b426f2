"""The queues between dispatcher and senders. A message in them is an id: what it says is looked up when it is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.logs import log
from chassis.publisher import ConfirmedPublisher, Outgoing
from chassis.topology import declare_work_queue

from notifications.application.ports import Due
from notifications.domain.channel import Lane

QUEUE_OF = {lane: f"notifications.{lane}" for lane in Lane}
TRACE_HEADER = "trace_id"


class RabbitWorkQueue:
    """Persistent, confirmed in batches, and refused by the broker rather than dropped where a queue is missing."""

    def __init__(self, publisher: ConfirmedPublisher) -> None:
        self._publisher = publisher

    def publish(self, due: Sequence[Due]) -> int:
        """Raises chassis.refusals.Unavailable if not even the first was taken."""
        taken = self._publisher.publish([_outgoing(one) for one in due])
        for one in due[:taken]:
            log.info("message queued", message_id=one.id, lane=one.lane.value, trace_id=one.trace_id)
        return taken


def declare_queues(channel: Any) -> None:
    """For the publisher: all queues, whether a sender has ever run or not."""
    for queue in QUEUE_OF.values():
        declare_work_queue(channel, queue)


def message_id_in(body: bytes) -> UUID | None:
    """The id in a message from one of the queues; ``None`` if it is none of ours."""
    try:
        return UUID(json.loads(body)["message_id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _outgoing(due: Due) -> Outgoing:
    return Outgoing(
        exchange="",
        routing_key=QUEUE_OF[due.lane],
        body=json.dumps({"message_id": str(due.id)}).encode(),
        headers={TRACE_HEADER: due.trace_id},
        message_id=str(due.id),
        mandatory=True,
    )
