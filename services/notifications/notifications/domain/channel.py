"""The ways in which a message reaches a patient."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """One way to the patient; each has a switch of its own."""

    SMS = "sms"
    EMAIL = "email"


class Lane(StrEnum):
    """A queue with senders of its own, from the ledger to a provider. Those named first go first."""

    LETTERS = "letters"
    """Of accounts, by e-mail: somebody waits for them in front of a screen."""
    SMS = "sms"
    EMAIL = "email"
