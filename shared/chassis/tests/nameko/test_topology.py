"""What a message carries from one attempt to the next."""

from datetime import UTC, datetime, timedelta

import pytest
from chassis import topology

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_the_headers_count_attempts_and_keep_where_the_message_came_from() -> None:
    once = topology.failed({"trace": "t"}, error="KeyError", at=NOW, exchange="probe.events", routing_key="e.v1")
    later = NOW + timedelta(minutes=1)
    twice = topology.failed(once, error="ValueError", at=later, exchange="", routing_key="probe.consumer.e.v1")
    assert twice == {
        "trace": "t",
        "x-attempt": 2,
        "x-error": "ValueError",
        "x-first-failed": NOW.isoformat(),
        "x-last-failed": later.isoformat(),
        "x-original-exchange": "probe.events",
        "x-original-routing-key": "e.v1",
    }


def test_what_the_broker_noted_is_not_carried_on() -> None:
    """RabbitMQ drops a message that, by its x-death, has been in the same retry queue before."""
    headers = {"x-death": [{}], "x-delivery-count": 3, "x-first-death-queue": "q", "trace": "t"}
    assert set(topology.failed(headers, error="E", at=NOW, exchange="", routing_key="q")) & set(headers) == {"trace"}
    assert topology.fresh({**headers, "x-attempt": 2}) == {"trace": "t"}


def test_each_attempt_has_its_delay_and_the_last_one_none() -> None:
    delays = (1.0, 5.0)
    assert [topology.next_delay({"x-attempt": failed}, delays) for failed in range(3)] == [1.0, 5.0, None]
    assert topology.next_delay(None, delays) == 1.0


@pytest.mark.parametrize(
    ("given", "delays"),
    [({}, (1, 5, 30, 120, 600)), ({"RETRY_DELAYS": "0.1,2"}, (0.1, 2)), ({"RETRY_DELAYS": ""}, (1, 5, 30, 120, 600))],
)
def test_the_delays_come_from_the_environment(given: dict[str, str], delays: tuple[float, ...]) -> None:
    assert topology.retry_delays(given) == delays
