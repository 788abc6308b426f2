"""What notifications counts about itself. Labels are names of ours: lanes, queues, providers; never data."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

LAG = Histogram(
    "message_lag_seconds",
    "From the moment at which a message was to go until the provider had it",
    ["lane"],
    buckets=(0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 10800),
)
LEDGER = Gauge("ledger_messages", "Messages in the ledger that are not out, by where they are", ["lane", "place"])
"""``place``: ``due`` (waits for a place in a queue), ``under_way`` (in a queue or at the provider), ``late`` (either of
them, and over the time after which a practice is told)."""
OLDEST = Gauge("oldest_due_seconds", "Age of the oldest message that was to go and is not out; 0 for none", ["lane"])
QUEUE = Gauge("queue_messages", "Messages that wait in a queue of notifications, dead letters too", ["queue"])
ROUNDS = Counter("dispatcher_rounds", "Looks at the ledger for what is due; at least one in five seconds")
