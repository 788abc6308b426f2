"""Tokens, codes and signed links, all with the keys of LINK_KEYS."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.signing import Signer, TokenNotValid
from contracts import links

from scheduling.domain.refusals_online import LinkNotValid

_CODES = 1_000_000


class KeySecrets:
    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [hashlib.sha256(b"marks\0" + key.encode()).digest() for key in keys]
        self._visits = Signer(links.VISIT, list(keys))
        self._offers = Signer(links.OFFER, list(keys))

    def new_token(self) -> str:
        return secrets.token_urlsafe(32)

    def new_code(self) -> str:
        return f"{secrets.randbelow(_CODES):06}"

    def mark(self, of: str) -> bytes:
        return hmac.digest(self._keys[0], of.encode(), "sha256")

    def marks(self, of: str) -> list[bytes]:
        return [hmac.digest(key, of.encode(), "sha256") for key in self._keys]

    def is_mark(self, mark: bytes, of: str) -> bool:
        return any(hmac.compare_digest(mark, each) for each in self.marks(of))

    def visit_link(self, visit_id: UUID, starts_at: datetime) -> str:
        return self._visits.sign(links.visit_content(visit_id, starts_at), starts_at)

    def read_visit_link(self, token: str, now: datetime) -> tuple[UUID, datetime]:
        """The visit, and the time (UTC) for which the link was made. Raises LinkNotValid."""
        try:
            return links.read_visit_content(self._visits.read(token, now))
        except (TokenNotValid, ValueError):
            raise LinkNotValid from None

    def read_offer_link(self, token: str, now: datetime) -> UUID:
        """Notifications signs it. Raises LinkNotValid."""
        try:
            return links.read_offer_content(self._offers.read(token, now))
        except (TokenNotValid, ValueError):
            raise LinkNotValid from None
