"""A patient's card on paper, and all that is known of a patient on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from contracts.accounts.rpc import Practice
from contracts.notifications.rpc import Message
from contracts.scheduling import rpc as scheduling
from flask_babel import get_locale
from flask_babel import gettext as _

from gateway.patient_export import PatientData
from gateway.web import dates, message_words, patient_words, phones, trail_words, words
from gateway.web.patient_visits import Visits
from gateway.web.pdf import Head, Sheets

Chairs = Mapping[UUID, str]
"""What calendars are called."""


def card(practice: Practice, patient: scheduling.Patient, visits: Visits, chairs: Chairs, *, with_pesel: bool) -> bytes:
    """The card to hand out or to keep. The PESEL only where somebody asked for it."""
    sheets = _sheets(practice, str(_("Patient card")))
    _person(sheets, patient, with_pesel=with_pesel)
    sheets.heading(_("Consents"))
    sheets.facts((channel, told) for channel, _given, told in patient_words.consents(patient))
    _visits(sheets, _("Visits ahead"), visits.ahead, chairs)
    _visits(sheets, _("Past visits"), visits.past, chairs)
    return sheets.done()


def everything(practice: Practice, export: PatientData, chairs: Chairs) -> bytes:
    """All that is known of one person: what they may ask for (art. 15 of the GDPR)."""
    sheets = _sheets(practice, str(_("All that is known of a patient")))
    _person(sheets, export.patient, with_pesel=True)
    sheets.heading(_("History of consents"))
    sheets.facts((str(patient_words.CHANNELS[said.channel]), patient_words.consent(said)) for said in export.consents)
    _visits(sheets, _("Visits"), export.visits, chairs, notes=True)
    sheets.heading(_("Messages"))
    for message in export.messages:
        _message(sheets, message)
    if not export.messages:
        sheets.paragraph(_("Nothing has been sent to this patient."))
    sheets.heading(_("Changes of the card and of the visits"))
    heads = (_("When"), _("What"))
    sheets.rows(heads, (30, 70), ((_moment(change.at), trail_words.act(change)) for change in export.changes))
    return sheets.done()


def _sheets(practice: Practice, title: str) -> Sheets:
    street = " ".join(filter(None, (practice.street, practice.house_number)))
    town = " ".join(filter(None, (practice.postal_code, practice.town)))
    phone = str(_("phone %(number)s", number=phones.national(practice.phone))) if practice.phone else ""
    head = Head(practice.name, ", ".join(filter(None, (street, town, phone))))
    return Sheets(head, title, language=str(get_locale() or "pl"), made_at=dates.now())


def _person(sheets: Sheets, patient: scheduling.Patient, *, with_pesel: bool) -> None:
    sheets.named(patient_words.name(patient))
    if patient.notes:
        sheets.boxed(str(_("Notes")), patient.notes)
    sheets.facts(_facts(patient, with_pesel=with_pesel))


def _facts(patient: scheduling.Patient, *, with_pesel: bool) -> Iterator[tuple[str, str]]:
    yield _("Phone"), phones.national(patient.phone)
    yield _("E-mail"), patient.email or ""
    yield _("Date of birth"), dates.full(patient.birth_date) if patient.birth_date else ""
    if with_pesel:
        yield _("PESEL"), patient.pesel or ""
    yield _("Address"), patient.address or ""


def _visits(
    sheets: Sheets, heading: str, visits: Iterable[scheduling.Visit], chairs: Chairs, *, notes: bool = False
) -> None:
    lines = [
        (
            _moment(visit.starts_at),
            visit.service.name if visit.service else dates.length(visit.minutes),
            chairs.get(visit.calendar_id, ""),
            words.status(visit.status),
            *([" ".join(filter(None, (visit.note, visit.cancel_reason)))] if notes else []),
        )
        for visit in visits
    ]
    sheets.heading(heading)
    if not lines:
        sheets.paragraph(_("None."))
        return
    heads = (_("When"), _("Service"), _("Calendar"), _("Status"), *([_("Note")] if notes else []))
    sheets.rows(heads, (24, 22, 20, 16, 30) if notes else (26, 30, 26, 18), lines)


def _message(sheets: Sheets, message: Message) -> None:
    channel, state = message_words.CHANNELS[message.channel], message_words.state(message.state)
    went = f"{_moment(message.sent_at or message.send_at)} {channel} {message_words.address(message)}".strip()
    why = message_words.reason(message)
    sheets.paragraph(f"{went}: {state} ({why})" if why else f"{went}: {state}")
    said = "\n".join(filter(None, (message.subject, message.text)))
    if said:
        sheets.quoted(said)


def _moment(instant: datetime | None) -> str:
    """``23.11.2026, 08:00``."""
    return f"{dates.numeric(dates.wall(instant).date())}, {dates.hour(instant)}" if instant else ""
