"""Whether reminders go out on time, in the words of a reception desk."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from contracts.notifications.rpc import ChannelState, SendingState
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from gateway.web import dates

Verdict = Literal["well", "off", "catching_up", "provider_unavailable", "stalled"]

_WORST_FIRST: tuple[Verdict, ...] = ("stalled", "provider_unavailable", "catching_up")
_ICONS = {
    "well": "confirmed",
    "off": "skipped",
    "catching_up": "sending",
    "provider_unavailable": "outside",
    "stalled": "outside",
}
_ANSWERS = {
    "well": _l("Yes, everything goes out on time."),
    "off": _l("No: SMS and e-mail are switched off in the settings."),
    "catching_up": _l("Yes, but late. We are catching up."),
    "provider_unavailable": _l("Not all of them: an operator is out of reach."),
    "stalled": _l("Not at the moment, and that is our fault."),
}


def verdict(state: SendingState) -> Verdict:
    """The worst of all channels; ``off`` only when all of them are."""
    found = {channel.why for channel in state.channels}
    worst = next((why for why in _WORST_FIRST if why in found), None)
    return worst or ("well" if any(channel.on for channel in state.channels) else "off")


def of_channel(channel: ChannelState) -> Verdict:
    return channel.why or ("well" if channel.on else "off")


def icon(found: Verdict) -> str:
    return _ICONS[found]


def answer(state: SendingState) -> str:
    """To "Do reminders go out?"."""
    return str(_ANSWERS[verdict(state)])


def troubled(state: SendingState) -> list[ChannelState]:
    """The channels of which there is something to say."""
    return [channel for channel in state.channels if channel.why is not None]


def sentence(channel: ChannelState) -> str:
    """What goes on with one channel, and that nobody has to do anything about it."""
    if not channel.on:
        return str(_("Switched off in the settings: nothing is sent."))
    if channel.why == "provider_unavailable":
        return f"{_silent(channel)} {_waiting(channel)}"
    told = {"num": channel.late, "since": _moment(channel.oldest_due)}
    if channel.why == "catching_up":
        return str(
            ngettext(
                "%(num)d reminder is late, since %(since)s. We are catching up.",
                "%(num)d reminders are late, the oldest since %(since)s. We are catching up.",
                **told,
            )
        )
    if channel.why == "stalled":
        return str(
            ngettext(
                "%(num)d reminder has been waiting since %(since)s: something on our side does not work."
                " It goes out by itself once that is mended.",
                "%(num)d reminders have been waiting since %(since)s: something on our side does not work."
                " They go out by themselves once that is mended.",
                **told,
            )
        )
    return str(_("Everything goes out on time."))


def _silent(channel: ChannelState) -> str:
    since = _moment(channel.since)
    if channel.channel == "sms":
        return str(_("The SMS operator has not answered since %(since)s.", since=since))
    return str(_("The mail server has not answered since %(since)s.", since=since))


def _waiting(channel: ChannelState) -> str:
    if not channel.late:
        return str(_("No reminder is late yet."))
    return str(
        ngettext(
            "%(num)d reminder waits and goes out by itself as soon as it answers.",
            "%(num)d reminders wait and go out by themselves as soon as it answers.",
            channel.late,
        )
    )


def _moment(instant: datetime | None) -> str:
    """``10:00`` of today, else ``wczoraj, 10:00``."""
    if instant is None:
        return ""
    day = dates.wall(instant).date()
    said = dates.hour(instant)
    return said if day == dates.today() else f"{dates.near(day)}, {said}"
