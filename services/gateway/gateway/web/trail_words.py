"""The record of changes in words: what was done, which fields, and what they were and are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from contracts.changes import Change, FieldChange
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import dates, palette, phones, roles, words

LONGEST = 80
"""Characters of a value that are shown."""

ACTS = {
    "register_practice": _l("The practice was registered"),
    "change_practice": _l("Practice data changed"),
    "change_notifications": _l("Notifications changed"),
    "change_working_time": _l("Working time changed"),
    "change_name": _l("Own name changed"),
    "change_password": _l("Own password changed"),
    "reset_password": _l("Password set anew by a link from an e-mail"),
    "confirm_email": _l("E-mail address confirmed"),
    "enable_second_factor": _l("Two-step login switched on"),
    "disable_second_factor": _l("Two-step login switched off"),
    "renew_recovery_codes": _l("New recovery codes made"),
    "open_session": _l("Logged in"),
    "confirm_session": _l("Logged in"),
    "close_session": _l("Logged out"),
    "end_session": _l("A device logged out"),
    "end_other_sessions": _l("All other devices logged out"),
    "change_person": _l("Role changed"),
    "remove_person": _l("Person removed from the practice"),
    "invite_person": _l("Person invited"),
    "resend_invitation": _l("Invitation sent again"),
    "withdraw_invitation": _l("Invitation withdrawn"),
    "accept_invitation": _l("Invitation accepted"),
    "add_calendar": _l("Calendar added"),
    "change_calendar": _l("Calendar changed"),
    "order_calendars": _l("Order of the calendars changed"),
    "change_calendar_working_time": _l("Working time of a calendar changed"),
    "add_exceptions": _l("Day off or other hours added"),
    "remove_exception": _l("Day off or other hours removed"),
    "change_holiday": _l("Public holiday changed"),
    "add_service": _l("Service added"),
    "change_service": _l("Service changed"),
    "add_patient": _l("Patient's card added"),
    "change_patient": _l("Patient's card changed"),
    "merge_patients": _l("Two cards of a patient merged"),
    "erase_patient": _l("Patient's data deleted"),
    "forget_patient": _l("What was kept of a deleted patient deleted, too"),
    "prepare_import": _l("File of patients looked through"),
    "change_import_columns": _l("Columns of a file of patients changed"),
    "start_import": _l("Patients from a file added"),
    "discard_import": _l("File of patients discarded"),
    "forget_import": _l("File of patients discarded"),
    "book_visit": _l("Visit booked"),
    "change_visit": _l("Visit changed"),
    "cancel_visit": _l("Visit cancelled"),
    "restore_visit": _l("Visit restored"),
    "book_series": _l("Visits of a series booked"),
    "hold_time": _l("A time held"),
    "release_hold": _l("A held time freed"),
    "confirm_hold": _l("Held time booked"),
    "answer_reminder": _l("The patient answered a reminder"),
    "write_messages": _l("Messages written"),
    "stop_batch": _l("Messages stopped"),
    "resend_message": _l("Message sent again"),
    "change_template": _l("Words of the reminders changed"),
    "change_message_settings": _l("Language or letters of messages changed"),
    "change_booking_settings": _l("Online booking changed"),
    "hold_public_time": _l("Time held online"),
    "release_public_hold": _l("Time held online released"),
    "request_booking_code": _l("Code asked for online"),
    "confirm_public_hold": _l("Visit booked online by the patient"),
    "confirm_linked_visit": _l("Visit confirmed by the patient, by a link"),
    "cancel_linked_visit": _l("Visit cancelled by the patient, by a link"),
    "move_linked_visit": _l("Visit moved by the patient, by a link"),
    "add_feed": _l("Calendar feed added"),
    "remove_feed": _l("Calendar feed removed"),
    "mark_recall": _l("Invitation to a check-up noted"),
    "add_to_waiting_list": _l("Patient added to the waiting list"),
    "withdraw_waiting": _l("Patient taken off the waiting list"),
    "ask_to_join_waiting_list": _l("Code asked for to join the waiting list"),
    "confirm_joining": _l("The patient joined the waiting list"),
    "offer_time": _l("Freed time offered to a patient"),
    "end_offer": _l("Offer of a freed time ran out"),
    "accept_linked_offer": _l("Offered time taken by the patient"),
    "refuse_linked_offer": _l("Offered time declined by the patient"),
}

SUBJECTS = {
    "practice": _l("Practice"),
    "person": _l("People"),
    "invitation": _l("Invitations"),
    "session": _l("Sessions"),
    "calendar": _l("Calendars"),
    "day_off": _l("Days off"),
    "service": _l("Services"),
    "patient": _l("Patients"),
    "import": _l("Files of patients"),
    "visit": _l("Visits"),
    "waiting": _l("Waiting list"),
    "template": _l("Words of messages"),
    "batch": _l("Messages written by hand"),
    "message": _l("Messages"),
}

FIELDS = {
    "name": _l("name"),
    "street": _l("street"),
    "house_number": _l("number"),
    "postal_code": _l("postal code"),
    "town": _l("town"),
    "phone": _l("phone"),
    "second_phone": _l("second phone"),
    "nip": _l("NIP"),
    "regon": _l("REGON"),
    "sms": _l("SMS"),
    "email": _l("e-mail"),
    "online_booking": _l("online booking"),
    "reminder_hour": _l("hour of reminders"),
    "quiet_hours.from": _l("quiet hours from"),
    "quiet_hours.to": _l("quiet hours to"),
    "first_name": _l("first name"),
    "last_name": _l("last name"),
    "role": _l("role"),
    "terms_version": _l("terms"),
    "expires_at": _l("good until"),
    "color": _l("colour"),
    "position": _l("place in the order"),
    "active": _l("open"),
    "own_hours": _l("own hours"),
    "date": _l("date"),
    "until": _l("until"),
    "open": _l("open"),
    "closed": _l("closed"),
    "hours": _l("hours"),
    "break": _l("break"),
    "calendar_id": _l("calendar"),
    "minutes": _l("length"),
    "price": _l("price"),
    "bookable_online": _l("bookable online"),
    "starts_at": _l("time"),
    "status": _l("status"),
    "note": _l("note"),
    "cancel_reason": _l("reason"),
    "service_id": _l("service"),
    "series_id": _l("series"),
    "held_until": _l("held until"),
    "overbooked": _l("double booking"),
    "patient_answer": _l("answer of the patient"),
    "notice_minutes": _l("shortest notice"),
    "horizon_days": _l("days ahead"),
    "calendar_ids": _l("calendars"),
    "new_patients": _l("new patients"),
    "most_open": _l("visits ahead per patient"),
    "change_until_minutes": _l("changes by link until"),
    "offer_minutes": _l("length of an offer"),
    "allowed_origins": _l("sites"),
    "birth_date": _l("date of birth"),
    "pesel": _l("PESEL"),
    "address": _l("address"),
    "notes": _l("notes"),
    "state": _l("state"),
    "wishes": _l("wishes"),
    "interval_months": _l("months until the next visit"),
    "shows": _l("shows of patients"),
    "recall": _l("check-up"),
    "until_date": _l("until"),
    "merged": _l("merged with"),
    "merged_into": _l("goes on as"),
    "keep_until": _l("kept until"),
    "rows": _l("rows"),
    "columns": _l("columns"),
    "consents": _l("consents"),
    "sms_consent": _l("consent to SMS"),
    "email_consent": _l("consent to e-mail"),
    "channel": _l("channel"),
    "recipients": _l("recipients"),
    "language": _l("language"),
    "without_polish_letters": _l("without Polish letters"),
    "subject": _l("subject"),
    "text": _l("text"),
}

_HIDDEN = frozenset({"removed", "withdrawn", "accepted", "series_id"})
"""Fields that only repeat what the act says."""

_TAKING_AWAY = ("remove_", "withdraw_")


def act(change: Change) -> str:
    """What was done; for an act that this release does not know, its kind and its name."""
    said = ACTS.get(change.act)
    if said is not None:
        return str(said)
    subject = SUBJECTS.get(change.subject)
    plain = change.act.replace("_", " ")
    return f"{subject}: {plain}" if subject is not None else plain


def fields(change: Change, calendars: Mapping[str, str]) -> list[str]:
    """``nazwa: Gabinet → Gabinet Uśmiech``; fields whose values are not kept are only named, all in one line."""
    shown = [each for each in change.fields if each.field not in _HIDDEN]
    named = ", ".join(_name(each.field) for each in shown if each.before is None and each.after is None)
    kept = [each for each in shown if each.before is not None or each.after is not None]
    gone = change.act.startswith(_TAKING_AWAY)
    told = [_field(each, calendars, gone=gone) for each in kept]
    return [*told, named] if named else told


def _field(change: FieldChange, calendars: Mapping[str, str], *, gone: bool) -> str:
    """``gone``: the act says already that nothing of it is left."""
    name = _name(change.field)
    before, after = (_value(change.field, value, calendars) for value in (change.before, change.after))
    if change.before is None:
        return f"{name}: {after}"
    if gone and change.after is None:
        return f"{name}: {before}"
    return f"{name}: {before} → {after}"


def _name(field: str) -> str:
    plain = field.removeprefix("notifications.")
    if plain.startswith("days.") and plain[5:] in {"1", "2", "3", "4", "5", "6", "7"}:
        return dates.weekday(date(2024, 1, int(plain[5:])))  # January 2024 began on a Monday
    return str(FIELDS.get(plain, plain.replace("_", " ")))


def _value(field: str, value: Any, calendars: Mapping[str, str]) -> str:
    if value is None or value == "":
        return str(_("none"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        return _hours(value)
    if isinstance(value, list):
        return ", ".join(_value(field, each, calendars) for each in value)
    known = _known(field, value, calendars)
    text = known if known is not None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _known(field: str, value: Any, calendars: Mapping[str, str]) -> str | None:
    """Values that have a word or a notation of their own."""
    text = str(value)
    if field in {"calendar_id", "calendar_ids"}:
        return calendars.get(text, str(_("another calendar")))
    said = _NOTATIONS.get(field)
    return said(text) if said is not None else _moment(text)


_STATES = {
    "active": _l("in use"),
    "merged": _l("merged"),
    "erased": _l("deleted"),
    "checking": _l("being looked through"),
    "checked": _l("looked through"),
    "running": _l("being added"),
    "finished": _l("added"),
    "discarded": _l("discarded"),
    "waiting": _l("on the waiting list"),
    "booked": _l("has a visit now"),
    "withdrawn": _l("taken off the list"),
    "sent": _l("on offer"),
    "accepted": _l("taken"),
    "refused": _l("declined"),
    "expired": _l("run out"),
}

_CHANNELS = {"sms": _l("SMS"), "email": _l("e-mail")}
_SHOWN = {"initials": _l("initials"), "names": _l("names")}
_RECALLS = {"invited": _l("invited"), "dismissed": _l("not to be proposed")}
_LANGUAGES = {"pl": _l("Polish"), "en": _l("English")}

_NOTATIONS: Mapping[str, Callable[[str], str]] = {
    "role": roles.name,
    "status": lambda text: str(_("held")) if text == "held" else words.status(text),
    "patient_answer": lambda text: str(_("yes") if text == "yes" else _("no")),
    "phone": phones.national,
    "second_phone": phones.national,
    **dict.fromkeys(
        ("minutes", "notice_minutes", "change_until_minutes", "offer_minutes"),
        lambda text: dates.length(int(text)) if text.isdecimal() else text,
    ),
    "price": lambda text: str(_("%(amount)s zł", amount=text.replace(".", ","))),
    "state": lambda text: str(_STATES.get(text, text)),
    "merged": lambda _text: str(_("another card")),
    "merged_into": lambda _text: str(_("another card")),
    "shows": lambda text: str(_SHOWN.get(text, text)),
    "recall": lambda text: str(_RECALLS.get(text, text)),
    "channel": lambda text: str(_CHANNELS.get(text, text)),
    "language": lambda text: str(_LANGUAGES.get(text, text)),
    "color": lambda text: str(palette.NAMES.get(text, text)),
}


def _moment(text: str) -> str | None:
    """A date or an instant, as the practice writes it."""
    day = dates.read_date(text)
    if day is not None:
        return dates.numeric(day)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return f"{dates.numeric(dates.wall(instant).date())}, {dates.hour(instant)}" if instant.tzinfo else None


def _hours(value: Mapping[str, Any]) -> str:
    """``08:00-16:00, przerwa 12:00-12:30`` (with dashes); a day that is closed says so."""
    if value.get("open") is False:
        return str(_("closed"))
    span = _span(value)
    pause = value.get("break")
    if isinstance(pause, dict):
        return str(_("%(hours)s, break %(pause)s", hours=span, pause=_span(pause)))
    return span


def _span(value: Mapping[str, Any]) -> str:
    return f"{value.get('from', '')}\N{EN DASH}{value.get('to', '')}"
