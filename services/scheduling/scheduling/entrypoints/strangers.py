"""What is known of those who ask without a session."""

from __future__ import annotations

import hashlib

from contracts.context import Context


def with_own_key(context: Context) -> Context:
    """A stranger's idempotency key is theirs alone: the answer to it may be known to nobody else."""
    key, address = context.idempotency_key, address_of(context)
    if key is None or address is None:
        return context
    return context.model_copy(update={"idempotency_key": hashlib.sha256(f"{address} {key}".encode()).hexdigest()})


def address_of(context: Context) -> str | None:
    """From where they come, if that is known."""
    return context.client.address if context.client else None
