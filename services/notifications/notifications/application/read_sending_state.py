"""Tell a practice whether its reminders go out on time, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from notifications.domain.channel import Channel
from notifications.domain.practice import Practice
from notifications.domain.punctuality import LATE_AFTER, ChannelState, Standing, Waiting, judged


class StateDesk(Protocol):
    """What must be known of one practice at one moment."""

    now: datetime

    def practice(self) -> Practice:
        """Raises PracticeNotReady."""

    def late_reminders(self, channel: Channel, before: datetime) -> Waiting:
        """Those that were to go before this moment and are neither out nor given up."""

    def standing(self, channel: Channel) -> Standing:
        """What the senders said of the provider behind the channel."""


def read_sending_state(desk: StateDesk) -> Sequence[ChannelState]:
    """Every channel. Raises PracticeNotReady."""
    practice, now = desk.practice(), desk.now
    return [
        judged(
            channel,
            desk.late_reminders(channel, now - LATE_AFTER),
            desk.standing(channel),
            now,
            on=practice.sends_by(channel),
        )
        for channel in Channel
    ]
