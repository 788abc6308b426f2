"""The fields of USTAWIENIA / GABINET, in the order of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.accounts.events import QuietHours
from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.refusals import Refused
from gateway.web import phones, working_time_form
from gateway.web.forms import Form

DATA_LABELS: Mapping[str, Any] = {
    "name": _l("Practice name"),
    "street": _l("Street"),
    "house_number": _l("House number"),
    "postal_code": _l("Postal code"),
    "town": _l("Town"),
    "phone": _l("Phone"),
    "second_phone": _l("Second phone"),
    "nip": _l("NIP"),
    "regon": _l("REGON"),
}
DATA_FIELDS = tuple(DATA_LABELS)
SWITCH_LABELS: Mapping[str, Any] = {
    "notify_sms": _l("SMS notifications"),
    "notify_email": _l("E-mail notifications"),
    "online_booking": _l("Online booking for patients"),
}
HOUR_LABELS: Mapping[str, Any] = {
    "reminder_hour": _l("Hour of reminders"),
    "quiet_from": _l("Quiet hours from"),
    "quiet_to": _l("Quiet hours to"),
}
LABELS: Mapping[str, Any] = {**DATA_LABELS, **working_time_form.LABELS, **SWITCH_LABELS, **HOUR_LABELS}
PARTS = {
    **{field: (field,) for field in (*DATA_LABELS, *SWITCH_LABELS, *HOUR_LABELS)},
    **working_time_form.PARTS,
}
VERSIONS = ("practice_version", "working_time_version")

_PHONES = ("phone", "second_phone")
_PATHS = {
    "notifications.sms": "notify_sms",
    "notifications.email": "notify_email",
    "notifications.online_booking": "online_booking",
    "notifications.reminder_hour": "reminder_hour",
    "notifications.quiet_hours": "quiet_from",
    "notifications.quiet_hours.from": "quiet_from",
    "notifications.quiet_hours.to": "quiet_to",
}


def values(
    kept: accounts.Practice, switches: accounts.NotificationSettings, working: scheduling.WorkingTime
) -> dict[str, str]:
    """What the form shows for the settings as they are."""
    shown = {field: getattr(kept, field) or "" for field in DATA_FIELDS}
    shown |= {field: phones.national(getattr(kept, field)) for field in _PHONES}
    ticks = {
        "notify_sms": switches.sms,
        "notify_email": switches.email,
        "online_booking": switches.online_booking,
    }
    shown |= {field: "on" for field, on in ticks.items() if on}
    shown["reminder_hour"] = f"{switches.reminder_hour:%H:%M}"
    shown["quiet_from"] = f"{switches.quiet_hours.from_:%H:%M}"
    shown["quiet_to"] = f"{switches.quiet_hours.to:%H:%M}"
    shown |= working_time_form.values(working.days)
    return shown | {"practice_version": str(kept.version), "working_time_version": str(working.version)}


def describe(label: str, values: Mapping[str, str]) -> str:
    """One part of the form in words; see ``conflicts.merge``."""
    if label in working_time_form.LABELS:
        return working_time_form.describe(label, values)
    if label in SWITCH_LABELS:
        return str(_("on") if label in values else _("off"))
    return values.get(label) or str(_("nothing"))


def read_practice(form: Form) -> accounts.ChangePractice:
    """Data and switches as typed; what cannot be read is said in the form and left out."""
    form.require("name")
    return accounts.ChangePractice(
        expected_version=form.version("practice_version"),
        notifications=_read_switches(form),
        **{field: form.text(field) for field in DATA_FIELDS},
    )


def _read_switches(form: Form) -> accounts.ChangeNotifications | None:
    """None for a page that was opened before it had this part: a switch that is not there is not switched off."""
    if not HOUR_LABELS.keys() & form.values.keys():
        return None
    hours = {field: working_time_form.read_time(form[field]) for field in HOUR_LABELS}
    for field, hour in hours.items():
        if hour is None:
            form.refuse(field, "invalid" if form.text(field) else "required")
    switches: dict[str, Any] = {
        "sms": form.ticked("notify_sms"),
        "email": form.ticked("notify_email"),
        "online_booking": form.ticked("online_booking"),
    }
    if hours["quiet_from"] and hours["quiet_to"]:
        switches["quiet_hours"] = QuietHours(from_=hours["quiet_from"], to=hours["quiet_to"])
    if hours["reminder_hour"]:
        switches["reminder_hour"] = hours["reminder_hour"]
    return accounts.ChangeNotifications(**switches)


def read_hours(form: Form) -> scheduling.ChangeWorkingTime:
    """The week as typed; rows that cannot be read are said in the form and left out."""
    return scheduling.ChangeWorkingTime(
        days=working_time_form.read(form),
        apply_to_all=form.ticked("apply_to_all"),
        expected_version=form.version("working_time_version"),
    )


def take(form: Form, refused: Refused, hours: scheduling.ChangeWorkingTime) -> None:
    """Say a refusal of either service beside the fields."""
    for fault in refused.fault.errors:
        if fault.field == "notifications.reminder_hour" and fault.code == "out_of_range":
            form.say("reminder_hour", _("Nothing is sent in the quiet hours: choose an hour outside them."))
    form.take(refused, {**_PATHS, **working_time_form.fields(hours.days)})
