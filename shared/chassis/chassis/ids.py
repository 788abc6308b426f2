"""Identities. Version 7 sorts by time of birth, which keeps indexes of new rows together."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()
