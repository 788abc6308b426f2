"""The fields of NAPISZ WIADOMOŚĆ: to whom, by what, and the words."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, cast, get_args
from uuid import UUID

from contracts.accounts import rpc as accounts
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web import dates
from gateway.web.forms import Form
from gateway.web.visit_form import read_id

LABELS: Mapping[str, Any] = {
    "who": _l("To whom"),
    "patient": _l("Patient"),
    "visit_from": _l("Visits from"),
    "visit_to": _l("Visits to"),
    "calendar_id": _l("Calendar"),
    "service_id": _l("Service"),
    "months": _l("Not here for"),
    "channel": _l("Channel"),
    "subject": _l("Subject"),
    "text": _l("Text"),
}
WHO: Mapping[str, Any] = {
    "one": _l("One patient"),
    "visits": _l("Those who have a visit"),
    "away": _l("Those who have not been here for long"),
    "all": _l("All patients"),
    "recalls": _l("Those chosen for their next visit"),
}
RECALLS = "recalls"
"""Of those who were chosen on KONTROLE; ``recalls`` of the form says whom."""
MONTHS = (3, 6, 9, 12, 18, 24, 36)
USUAL_MONTHS = 6
LONGEST_DAYS = 366
A_UUID = 16
"""Bytes."""

_FROM_ADDRESS = ("who", "patient_id", "visit_from", "visit_to", "calendar_id", "service_id", "months", "channel")


def fresh(asked: Mapping[str, str], switches: accounts.NotificationSettings) -> dict[str, str]:
    """What the form begins with. Other pages lead here with some of it in the address."""
    today = dates.today().isoformat()
    values = {
        "who": "one" if asked.get("patient_id") else "visits",
        "visit_from": today,
        "visit_to": asked.get("visit_from") or today,
        "months": str(USUAL_MONTHS),
        "channel": "sms",
    }
    values |= {name: asked[name] for name in _FROM_ADDRESS if asked.get(name)}
    if not getattr(switches, channel_of(values), False):
        values["channel"] = "sms" if switches.sms else "email"
    return values


def channel_of(values: Mapping[str, str]) -> notifications.Channel:
    """The channel chosen; SMS where none was."""
    chosen = values.get("channel")
    return cast("notifications.Channel", chosen) if chosen in get_args(notifications.Channel) else "sms"


Choice = scheduling.SelectPatients | UUID | list[UUID]
"""One patient, several, or whoever fits."""


def read(form: Form) -> Choice | None:
    """Whom to write to; None where the form says what is wrong."""
    if form["channel"] not in get_args(notifications.Channel):
        form.refuse("channel", "required")
    form.require("text")
    chosen = read_choice(form)
    return None if form.refused else chosen


def read_choice(form: Form) -> Choice | None:
    """As ``read``, looking at nothing but whom."""
    if form["who"] == "one":
        patient_id = read_id(form["patient_id"])
        if patient_id is None:
            form.say("patient", _("Find the patient and choose them from the list."))
        return patient_id
    if form["who"] == RECALLS and (ids := unpack(form["recalls"])):
        return list(dict.fromkeys(ids[::2]))  # pairs, see recalls.pack
    return _filter(form)


def _filter(form: Form) -> scheduling.SelectPatients | None:
    if form["who"] == "visits":
        return _visits(form)
    if form["who"] == "away":
        months = form["months"]
        if not (months.isdecimal() and int(months) in MONTHS):
            form.refuse("months", "invalid")
            return None
        return scheduling.SelectPatients(not_seen_months=int(months))
    if form["who"] != "all":
        form.refuse("who", "required")
        return None
    return scheduling.SelectPatients()


def _visits(form: Form) -> scheduling.SelectPatients | None:
    """Visits in a span of days, both of its ends with it."""
    first, last = dates.read_date(form["visit_from"]), dates.read_date(form["visit_to"] or form["visit_from"])
    if first is None:
        form.refuse("visit_from", "required" if not form.text("visit_from") else "invalid")
    if last is None:
        form.refuse("visit_to", "invalid")
    if first is None or last is None:
        return None
    if last < first:
        form.refuse("visit_to", "to_before_from")
        return None
    if (last - first).days > LONGEST_DAYS:
        form.say("visit_to", _("Choose a year at most."))
        return None
    return scheduling.SelectPatients(
        visit_from=first,
        visit_to=last + timedelta(days=1),
        calendar_id=read_id(form["calendar_id"]),
        service_id=read_id(form["service_id"]),
    )


def pack(ids: Iterable[UUID]) -> str:
    """The patients that were shown, in a hidden field: exactly they get it. Thousands of them fit into a form."""
    return base64.urlsafe_b64encode(b"".join(one.bytes for one in ids)).decode()


def unpack(text: str) -> list[UUID]:
    """What ``pack`` made; empty for anything else."""
    try:
        packed = base64.b64decode(text.encode("ascii", "replace"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return []
    if len(packed) % A_UUID:
        return []
    return [UUID(bytes=packed[at : at + A_UUID]) for at in range(0, len(packed), A_UUID)]
