"""What every process counts the same way. Labels are names of ours (methods, events, queues), never data."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

RPC_HANDLED = Counter("rpc_handled", "Requests answered", ["method", "outcome"])
"""``outcome``: ``ok``, a fault's code, or ``expired`` when nobody waited any more."""
RPC_SECONDS = Histogram("rpc_seconds", "Time to handle a request", ["method"], buckets=_SECONDS)

RPC_CALLS = Counter("rpc_calls", "Requests made", ["method", "outcome"])
"""``outcome``: ``ok``, a fault's code, or ``unavailable``."""
RPC_CALL_SECONDS = Histogram("rpc_call_seconds", "Time until a request was answered", ["method"], buckets=_SECONDS)

EVENTS_HANDLED = Counter("events_handled", "Events handled", ["event", "outcome"])
"""``outcome``: ``ok``, ``retried`` or ``dead``."""
EVENT_SECONDS = Histogram("event_seconds", "Time to handle an event", ["event"], buckets=_SECONDS)

DELIVERIES_HANDLED = Counter("deliveries_handled", "Messages taken from a work queue", ["queue", "outcome"])
"""``outcome``: ``ok``, ``retried`` or ``dead``."""

OUTBOX_PUBLISHED = Counter("outbox_published", "Events published and confirmed")
OUTBOX_LAG = Gauge("outbox_lag_seconds", "Age of the oldest event that waits to be published; 0 when none does")
