"""Secrets at rest, under keys that are derived from the service's SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class KeyVault:
    """See ``accounts.application.ports.Vault``. Another key opens nothing that was sealed before."""

    def __init__(self, secret_key: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(_derived(secret_key, b"seal")))
        self._mark_key = _derived(secret_key, b"mark")

    def seal(self, secret: str) -> bytes:
        return self._fernet.encrypt(secret.encode())

    def unseal(self, sealed: bytes) -> str:
        """Raises ``cryptography.fernet.InvalidToken`` for what was sealed with another key."""
        return self._fernet.decrypt(sealed).decode()

    def mark(self, text: str) -> bytes:
        return hmac.new(self._mark_key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"dentoro accounts " + purpose).derive(secret_key.encode())
