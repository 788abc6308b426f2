"""Passwords hashed with argon2id."""

from __future__ import annotations

import argon2

PASSES, MEMORY_KIB, LANES = 2, 19 * 1024, 1
"""OWASP's first choice for argon2id: tens of milliseconds, and ten at once stay under 200 MB."""


class Argon2Passwords:
    """See ``accounts.application.ports.Passwords``. Releases the GIL while it works; blocks the calling thread."""

    def __init__(self, memory_kib: int = MEMORY_KIB) -> None:
        self._hasher = argon2.PasswordHasher(PASSES, memory_kib, LANES)
        self._nobodys = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except argon2.exceptions.VerifyMismatchError:
            return False

    def pretend(self, password: str) -> None:
        self.matches(self._nobodys, password)
