"""Passwords hashed beside eventlet's hub, so that the process's other workers go on."""

from __future__ import annotations

from eventlet import tpool

from accounts.application.ports import Passwords


class GreenPasswords:
    """Runs another Passwords in real threads."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    def hash(self, password: str) -> str:
        return str(tpool.execute(self._passwords.hash, password))

    def matches(self, password_hash: str, password: str) -> bool:
        return bool(tpool.execute(self._passwords.matches, password_hash, password))

    def pretend(self, password: str) -> None:
        tpool.execute(self._passwords.pretend, password)
