"""The ways in which a message reaches a patient."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """One way to the patient; each has a switch of its own."""

    SMS = "sms"
    EMAIL = "email"


class Lane(StrEnum):
    """A queue with senders of its own, from the ledger to a provider."""

    LETTERS = "letters"
    """Of accounts, by e-mail: somebody waits for them in front of a screen."""
    CODE_SMS = "code-sms"
    """Codes of online booking, for which somebody waits as well; so is ``CODE_EMAIL``."""
    CODE_EMAIL = "code-email"
    OFFER_SMS = "offer-sms"
    """Freed times, held for minutes for one who waits; so is ``OFFER_EMAIL``."""
    OFFER_EMAIL = "offer-email"
    SMS = "sms"
    """Reminders; so is ``EMAIL``."""
    EMAIL = "email"
    WRITTEN_SMS = "written-sms"
    """By hand, to thousands at once: apart, so that no reminder stands behind them."""
    WRITTEN_EMAIL = "written-email"


RANKS = (
    (Lane.LETTERS, Lane.CODE_SMS, Lane.CODE_EMAIL),
    (Lane.OFFER_SMS, Lane.OFFER_EMAIL),
    (Lane.SMS, Lane.EMAIL),
    (Lane.WRITTEN_SMS, Lane.WRITTEN_EMAIL),
)
"""Those named first go first; those of one rank share."""
