"""Whether reminders go out when they should, as a practice wants to know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.domain.channel import Channel

LATE_AFTER = timedelta(minutes=5)
"""A reminder that is not out by then is late: what waits its turn or for a second try is not, for a few minutes."""

STILL_DOWN = timedelta(minutes=3)
"""A sender tries a provider that is down every minute; what none of them has said again for so long is old news."""

STILL_WORKS = timedelta(minutes=3)
"""While anything is due, a sender that runs tells within seconds that its provider works."""


class Why(StrEnum):
    """Why nothing or too little goes out by a channel. Stable: the gateway has sentences for them."""

    PROVIDER_UNAVAILABLE = "provider_unavailable"
    CATCHING_UP = "catching_up"
    """Messages go out, more than usual are waiting."""
    STALLED = "stalled"
    """Nothing goes out, and it is not the provider's fault as far as we know."""


@dataclass(frozen=True)
class Standing:
    """What the senders last said of a provider. All times are aware UTC."""

    worked_at: datetime | None = None
    """When it last answered as it should."""
    down_since: datetime | None = None
    down_at: datetime | None = None
    """When one of them last found that it does not work."""

    def is_down(self, now: datetime) -> bool:
        return self.down_since is not None and self.down_at is not None and now - self.down_at < STILL_DOWN

    def works(self, now: datetime) -> bool:
        return not self.is_down(now) and self.worked_at is not None and now - self.worked_at < STILL_WORKS


UNHEARD_OF = Standing()


@dataclass(frozen=True)
class Waiting:
    """A practice's reminders of one channel whose time came more than ``LATE_AFTER`` ago and that are not out."""

    count: int
    oldest: datetime | None
    """When the first of them was to go."""


NOTHING = Waiting(0, None)


@dataclass(frozen=True)
class ChannelState:
    """One channel of one practice."""

    channel: Channel
    on: bool
    waiting: Waiting
    why: Why | None
    """None: all is well, or the channel is switched off."""
    since: datetime | None
    """Since when its provider is unavailable, where it is."""


def judged(channel: Channel, waiting: Waiting, standing: Standing, now: datetime, *, on: bool) -> ChannelState:
    """What to tell a practice about a channel. One that is switched off has nothing to be late."""
    if not on:
        return ChannelState(channel, on, NOTHING, None, None)
    if standing.is_down(now):
        return ChannelState(channel, on, waiting, Why.PROVIDER_UNAVAILABLE, standing.down_since)
    why = (Why.CATCHING_UP if standing.works(now) else Why.STALLED) if waiting.count else None
    return ChannelState(channel, on, waiting, why, None)
