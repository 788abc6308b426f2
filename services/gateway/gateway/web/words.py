"""One word for one thing: statuses, lengths and what became of a message, as the screen says them."""

from __future__ import annotations

from contracts.notifications.rpc import Message
from contracts.scheduling.rpc import DayOff, HolidayNames, VisitStatus
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import dates

STATUSES = {
    "planned": _l("planned"),
    "confirmed": _l("confirmed"),
    "waiting": _l("in the waiting room"),
    "in_chair": _l("in the chair"),
    "finished": _l("finished"),
    "no_show": _l("no-show"),
    "cancelled": _l("cancelled"),
}

NEXT: dict[VisitStatus, tuple[VisitStatus, ...]] = {
    "planned": ("confirmed", "waiting", "in_chair", "finished", "no_show"),
    "confirmed": ("planned", "waiting", "in_chair", "finished", "no_show"),
    "waiting": ("planned", "confirmed", "in_chair", "finished", "no_show"),
    "in_chair": ("waiting", "finished"),
    "finished": ("in_chair",),
    "no_show": ("planned", "confirmed", "waiting"),
    "cancelled": (),
}
"""Which steps the screen offers; scheduling decides."""

MOVABLE = frozenset({"planned", "confirmed", "waiting", "in_chair"})
CANCELLABLE = frozenset({"planned", "confirmed", "waiting"})

REASONS = {
    "visit_moved": _l("the visit was moved"),
    "visit_cancelled": _l("the visit was cancelled"),
    "no_phone": _l("the patient has no phone number"),
    "no_email": _l("the patient has no e-mail address"),
    "no_consent": _l("the patient does not agree to it"),
    "too_late": _l("the visit was too near"),
    "channel_off": _l("it is switched off in the settings"),
    "patient_arrived": _l("the patient is already here"),
    "invalid_phone": _l("the phone number is not right"),
    "rejected_address": _l("the operator does not deliver to this address"),
    "rejected_by_provider": _l("the operator refused it"),
    "provider_unavailable": _l("the operator could not be reached"),
    "outcome_unknown": _l("the operator did not say whether it was sent"),
}

_STATES = {
    ("sms", "planned"): _l("An SMS will be sent %(when)s."),
    ("sms", "queued"): _l("An SMS is being sent."),
    ("sms", "sent"): _l("An SMS was sent %(when)s."),
    ("sms", "delivered"): _l("An SMS was delivered %(when)s."),
    ("sms", "failed"): _l("The SMS could not be sent."),
    ("sms", "cancelled"): _l("The SMS was called off."),
    ("sms", "skipped"): _l("No SMS is sent."),
    ("email", "planned"): _l("An e-mail will be sent %(when)s."),
    ("email", "queued"): _l("An e-mail is being sent."),
    ("email", "sent"): _l("An e-mail was sent %(when)s."),
    ("email", "delivered"): _l("An e-mail was delivered %(when)s."),
    ("email", "failed"): _l("The e-mail could not be sent."),
    ("email", "cancelled"): _l("The e-mail was called off."),
    ("email", "skipped"): _l("No e-mail is sent."),
}


def status(code: str) -> str:
    return str(STATUSES.get(code, code))


def holiday(names: HolidayNames) -> str:
    """A public holiday in the language of the page."""
    return names.en if str(get_locale()).startswith("en") else names.pl


def day_off(day: DayOff) -> str:
    """Why a date differs: ``Boże Narodzenie``, ``Urlop``, and where nobody said why, ``dzień wolny``."""
    if day.names:
        return holiday(day.names)
    return day.name or str(_("day off") if day.closed else _("other hours"))


def message_state(message: Message) -> str:
    """``SMS wyślemy jutro o 10:00.``, with the reason where something went otherwise."""
    moment = message.delivered_at or message.sent_at or message.send_at
    said = str(_STATES[message.channel, message.state]) % {"when": dates.when(moment) if moment else ""}
    reason = REASONS.get(message.reason or "")
    if reason is None or message.state in {"planned", "queued", "sent", "delivered"}:
        return said
    return str(_("%(sentence)s Reason: %(reason)s.", sentence=said, reason=str(reason)))
