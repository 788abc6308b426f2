"""What became of a message, as the screen says it."""

from __future__ import annotations

import re
from typing import NamedTuple

from contracts.notifications.rpc import Left, Message, Template, TemplateProblem
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from gateway import sentences
from gateway.web import dates, phones

CHANNELS = {"sms": _l("SMS"), "email": _l("E-mail")}
KINDS = {"reminder": _l("reminder"), "written": _l("written by hand"), "offer": _l("offered time")}
STATES = {
    "planned": _l("will be sent"),
    "queued": _l("being sent"),
    "sent": _l("sent"),
    "delivered": _l("delivered"),
    "failed": _l("not delivered"),
    "cancelled": _l("called off"),
    "skipped": _l("not sent"),
}
ICONS = {
    "planned": "waiting",
    "queued": "sending",
    "sent": "confirmed",
    "delivered": "finished",
    "failed": "wrong",
    "cancelled": "cancelled",
    "skipped": "skipped",
}
MANY = {
    "planned": _l("to be sent"),
    "queued": _l("under way"),
    "sent": _l("went out"),
    "delivered": _l("arrived"),
    "failed": _l("did not arrive"),
    "cancelled": _l("withdrawn"),
    "skipped": _l("got nothing"),
}
"""Of several messages: Polish has another ending for them."""
REASONS = {
    "visit_moved": _l("the visit was moved"),
    "visit_cancelled": _l("the visit was cancelled"),
    "no_phone": _l("the patient has no phone number"),
    "no_email": _l("the patient has no e-mail address"),
    "no_consent": _l("the patient does not agree to it"),
    "too_late": _l("the visit was too near"),
    "channel_off": _l("it is switched off in the settings"),
    "patient_arrived": _l("the patient is already here"),
    "patient_erased": _l("the patient's data was erased"),
    "patient_merged": _l("the card was joined with another one"),
    "unknown_patient": _l("there is no such card"),
    "offer_ended": _l("the offer has ended"),
    "stopped": _l("the sending was stopped"),
    "invalid_phone": _l("the phone number is not right"),
    "rejected_address": _l("the operator does not deliver to this address"),
    "rejected_by_provider": _l("the operator refused it"),
    "provider_unavailable": _l("the operator could not be reached"),
    "outcome_unknown": _l("the operator did not say whether it was sent"),
    "undelivered": _l("it did not reach the phone or mailbox"),
    "expired": _l("the phone was off or out of reach for too long"),
    "rejected_by_operator": _l("the patient's operator refused it"),
}

LEFT = {
    "no_consent": _l("do not agree to it"),
    "no_phone": _l("no phone number"),
    "no_email": _l("no e-mail address"),
    "unknown_patient": _l("card removed or joined with another one"),
    "same_message": _l("the same words go to this phone or address already"),
}
PLACEHOLDERS = {
    "practice_name": _l("Practice name"),
    "practice_phone": _l("Practice phone"),
    "patient_first_name": _l("First name"),
    "patient_last_name": _l("Last name"),
    "visit_relative_day": _l("Today, tomorrow …"),
    "visit_day": _l("Day in words"),
    "visit_date": _l("Date"),
    "visit_hour": _l("Hour"),
    "link": _l("Link to the visit"),
}

_SENTENCES = {
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
_TEMPLATES = {
    ("sms", "pl"): _l("Reminder by SMS, in Polish"),
    ("sms", "en"): _l("Reminder by SMS, in English"),
    ("email", "pl"): _l("Reminder by e-mail, in Polish"),
    ("email", "en"): _l("Reminder by e-mail, in English"),
}
_CODE = re.compile(r"{{\s*(\w+)\s*}}")
_CONDITION = re.compile(r"{%.*?%}\n?")
_WENT_WRONG = frozenset({"failed", "cancelled", "skipped"})


class Step(NamedTuple):
    """One line of a message's way: a picture, what happened, and when."""

    icon: str
    text: str
    when: str


def state(code: str) -> str:
    return str(STATES.get(code, code))


def states(code: str) -> str:
    """As ``state``, of several messages."""
    return str(MANY.get(code, code))


def kind(code: str) -> str:
    return str(KINDS.get(code, code))


def sentence(message: Message) -> str:
    """``SMS wyślemy jutro o 10:00.``, with the reason where something went otherwise."""
    moment = message.delivered_at or message.sent_at or message.send_at
    said = str(_SENTENCES[message.channel, message.state]) % {"when": dates.when(moment) if moment else ""}
    why = reason(message)
    return str(_("%(sentence)s Reason: %(reason)s.", sentence=said, reason=why)) if why else said


def reason(message: Message) -> str:
    """Why it failed, was called off or is not sent; nothing for a message that went its way."""
    if message.state not in _WENT_WRONG:
        return ""
    if message.reason == "too_late" and message.kind == "written":
        return str(_("it could not be sent within a day"))
    if message.reason == "too_late" and message.kind == "offer":
        return str(_("the offer had run out"))
    return str(REASONS.get(message.reason or "", ""))


def answer(message: Message) -> str:
    """``Odpowiedź: TAK, dziś o 10:12``; nothing where the patient wrote nothing back."""
    if message.answer is None:
        return ""
    said = str(_("Answer: YES") if message.answer == "yes" else _("Answer: NO"))
    return f"{said}, {dates.when(message.answered_at)}" if message.answered_at else said


def address(message: Message) -> str:
    """The phone as people read it, or the mailbox."""
    return phones.national(message.to) if message.channel == "sms" else message.to or ""


def moment(message: Message) -> str:
    """When it went out, or was to; nothing while nobody knows."""
    found = message.sent_at or message.send_at
    return dates.when(found) if found else ""


def steps(message: Message) -> list[Step]:
    """Its way so far, the oldest first."""
    found = []
    if message.send_at:
        found.append(Step("waiting", str(_("Planned for")), dates.when(message.send_at)))
    if message.state == "queued":
        found.append(Step("sending", str(_("Being sent now")), ""))
    if message.sent_at:
        found.append(Step("confirmed", str(_("Given to the operator")), dates.when(message.sent_at)))
    if message.delivered_at:
        found.append(Step("finished", str(_("Delivered")), dates.when(message.delivered_at)))
    if message.answer:
        text = str(_("The patient answered YES") if message.answer == "yes" else _("The patient answered NO"))
        found.append(Step("sms", text, dates.when(message.answered_at) if message.answered_at else ""))
    if message.state in _WENT_WRONG:
        why = reason(message)
        word = state(message.state)
        found.append(Step(ICONS[message.state], f"{word[:1].upper()}{word[1:]}{': ' if why else ''}{why}", ""))
    return found


def resend_key(message: Message) -> str:
    """The idempotency key of sending it again: another one once it has been tried again."""
    return f"{message.id}-{int(message.send_at.timestamp()) if message.send_at else 0}"


def placeholder(name: str) -> str:
    """What it stands for; its own name where we have no word for it."""
    return str(PLACEHOLDERS.get(name, name))


def problem(found: TemplateProblem) -> str:
    """What is wrong with a text, as the person who writes it can put it right."""
    return sentences.sentence(found.code, {"name": found.name} if found.name else {})


def added(what: list[str]) -> str:
    """What we put at the end because every message has it."""
    if set(what) == {"practice_name", "practice_phone"}:
        return str(_("Every message names the practice and its phone: we add them at the end."))
    if "practice_phone" in what:
        return str(_("Every message names the practice's phone: we add it at the end."))
    return str(_("Every message names the practice: we add it at the end."))


def left(found: Left) -> str:
    """Why some get nothing."""
    return str(LEFT.get(found.reason) or REASONS.get(found.reason, found.reason))


def template_name(template: Template) -> str:
    """``Przypomnienie SMS (po polsku)``."""
    return str(_TEMPLATES[template.channel, template.language])


def readable(text: str) -> Markup:
    """A text with placeholders for people who do not write one: each by what it stands for, marked as such."""
    found = _CODE.split(text)
    shown = [
        Markup('<span class="slot">{}</span>').format(placeholder(part)) if at % 2 else escape(_CONDITION.sub("", part))
        for at, part in enumerate(found)
    ]
    return Markup("").join(shown)
