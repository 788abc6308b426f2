"""Passwords hashed with argon2id."""

from __future__ import annotations

import argon2

PASSES, LANES = 2, 1


class Argon2Passwords:
    """See ``accounts.application.ports.Passwords``. Releases the GIL while it works; blocks the calling thread."""

    def __init__(self, memory_kib: int) -> None:
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
