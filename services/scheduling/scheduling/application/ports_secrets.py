"""What a use case needs of secrets: what is handed out once, and what is kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Secrets(Protocol):
    def new_token(self) -> str:
        """256 random bits, safe in URLs."""
        ...

    def new_code(self) -> str:
        """Six random digits."""
        ...

    def mark(self, of: str) -> bytes:
        """Always the same for the same text, and of no use to who has no key."""
        ...

    def marks(self, of: str) -> list[bytes]:
        """The same under each of the keys, to look for one that was made under an older key."""
        ...

    def is_mark(self, mark: bytes, of: str) -> bool:
        """Whether it is the mark of this text, under whichever of the keys."""
        ...

    def visit_link(self, visit_id: UUID, starts_at: datetime) -> str:
        """The token of the visit's page: good until the visit begins."""
        ...
