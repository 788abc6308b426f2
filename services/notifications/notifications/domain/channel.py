"""The ways in which a message reaches a patient."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """One way to the patient; each has a queue, a sender process and a switch of its own."""

    SMS = "sms"
    EMAIL = "email"
