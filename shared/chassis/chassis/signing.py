"""Short signed tokens for links that are sent to people: made by one service, read by another that has the same key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from binascii import Error
from datetime import UTC, datetime

_MAC_BYTES = 12
"""96 bits: nobody guesses one, and an SMS has room for it."""
_MOMENT_BYTES = 5


class TokenNotValid(Exception):  # noqa: N818 - it is an answer
    """Not signed by us, for another purpose, altered, or expired."""


class Signer:
    """Tokens of ``purpose``, signed with the first of ``keys`` and read with any of them: so keys can be changed.

    A token holds ``content`` as it is, for anybody to read: ids, never names.
    """

    def __init__(self, purpose: str, keys: list[str]) -> None:
        self._purpose = purpose.encode()
        self._keys = [hashlib.sha256(key.encode()).digest() for key in keys]

    def sign(self, content: bytes, expires_at: datetime) -> str:
        """Good until ``expires_at`` (aware), to the second."""
        signed = int(expires_at.timestamp()).to_bytes(_MOMENT_BYTES, "big") + content
        return base64.urlsafe_b64encode(self._mac(self._keys[0], signed) + signed).rstrip(b"=").decode()

    def read(self, token: str, now: datetime) -> bytes:
        """What was signed. Raises TokenNotValid."""
        try:
            raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, Error, ValueError):
            raise TokenNotValid from None
        mac, signed = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if len(signed) < _MOMENT_BYTES or not any(
            hmac.compare_digest(mac, self._mac(key, signed)) for key in self._keys
        ):
            raise TokenNotValid
        if datetime.fromtimestamp(int.from_bytes(signed[:_MOMENT_BYTES], "big"), UTC) <= now:
            raise TokenNotValid
        return signed[_MOMENT_BYTES:]

    def _mac(self, key: bytes, signed: bytes) -> bytes:
        return hmac.new(key, self._purpose + b"\0" + signed, hashlib.sha256).digest()[:_MAC_BYTES]
