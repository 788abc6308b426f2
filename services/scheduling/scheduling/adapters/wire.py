"""Contracts <-> domain, both ways. Nothing but this and its parts (``wire_…``) knows both."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from contracts.base import Envelope, Event, wrap
from contracts.scheduling import events
from contracts.scheduling import rpc as messages

from scheduling.adapters import wire_waiting
from scheduling.application.change_visit import Keep, VisitChange
from scheduling.application.shown import Page, ServiceInBrief, ShownVisit
from scheduling.domain import facts
from scheduling.domain.calendar import Calendar
from scheduling.domain.patient import Patient
from scheduling.domain.visit import Visit

# Requests


def visit_change(request: messages.ChangeVisit) -> VisitChange:
    return VisitChange(
        calendar_id=request.calendar_id,
        starts_at=request.starts_at,
        minutes=request.minutes,
        status=request.status,
        note=request.note if "note" in request.model_fields_set else Keep.KEEP,
        service_id=request.service_id if "service_id" in request.model_fields_set else Keep.KEEP,
        overbook=request.overbook,
    )


# Responses


def calendar(known: Calendar) -> messages.Calendar:
    return messages.Calendar(
        id=known.id,
        name=known.name,
        color=known.color,
        position=known.position,
        active=known.active,
        version=known.version,
        own_hours=known.own_hours,
    )


def calendars(known: list[Calendar]) -> messages.Calendars:
    return messages.Calendars(items=[calendar(each) for each in known])


def visit(shown: ShownVisit) -> messages.Visit:
    known = shown.visit
    return messages.Visit(
        id=known.id,
        calendar_id=known.calendar_id,
        patient_id=known.patient_id,
        patient=messages.VisitPatient(
            id=shown.patient.id,
            first_name=shown.patient.first_name,
            last_name=shown.patient.last_name,
            phone=shown.patient.phone,
        ),
        starts_at=known.during.starts_at.astimezone(shown.zone),
        ends_at=known.during.ends_at.astimezone(shown.zone),
        minutes=known.during.minutes,
        status=cast("messages.VisitStatus", known.status),
        note=known.note,
        version=known.version,
        outside=shown.outside,
        service=_visit_service(shown.service),
        overbooked=known.overbooked,
        cancel_reason=known.cancel_reason,
        series_id=known.series_id,
        patient_answer=cast("Literal['yes', 'no'] | None", known.patient_answer),
        source=cast("Literal['online', 'waiting_list'] | None", known.source),
    )


def _visit_service(known: ServiceInBrief | None) -> messages.VisitService | None:
    return messages.VisitService(id=known.id, name=known.name, color=known.color) if known else None


def visits(page: Page[ShownVisit]) -> messages.Visits:
    return messages.Visits(items=[visit(each) for each in page.items], next_cursor=page.next_cursor)


# Events


def envelope(fact: facts.Fact, *, event_id: UUID, occurred_at: datetime, trace_id: str) -> Envelope[Any]:
    about = _about(fact)
    return wrap(
        _event(fact),
        id=event_id,
        occurred_at=occurred_at,
        practice_id=about.practice_id,
        version=about.version,
        trace_id=trace_id,
    )


def _about(
    fact: facts.Fact,
) -> Patient | Visit | facts.TimetableChanged | facts.BookingCodeRequested | facts.OfferFact:
    match fact:
        case facts.TimetableChanged() | facts.BookingCodeRequested() | facts.TimeOffered() | facts.TimeOfferEnded():
            return fact
        case facts.VisitBooked() | facts.VisitMoved() | facts.VisitCancelled() | facts.VisitStatusChanged():
            return fact.visit
        case _:
            return fact.patient


_OF_CARDS: dict[type[facts.Fact], type[Event]] = {
    facts.PatientAdded: events.PatientAddedV1,
    facts.PatientChanged: events.PatientChangedV1,
}
_OF_VISITS: dict[type[facts.Fact], type[Event]] = {
    facts.VisitBooked: events.VisitBookedV1,
    facts.VisitMoved: events.VisitMovedV1,
    facts.VisitCancelled: events.VisitCancelledV1,
    facts.VisitStatusChanged: events.VisitStatusChangedV1,
}


def _event(fact: facts.Fact) -> Event:
    match fact:
        case facts.PatientAdded() | facts.PatientChanged():
            return _OF_CARDS[type(fact)](**_patient_state(fact.patient))
        case facts.PatientMerged() | facts.PatientErased():
            return _of_card_that_ended(fact)
        case facts.TimetableChanged():
            return events.TimetableChangedV1(timetable_of=fact.practice_id)
        case facts.BookingCodeRequested(asked=asked):
            return events.BookingCodeRequestedV1(
                code_id=fact.id,
                channel=cast("Literal['sms', 'email']", asked.channel),
                to=asked.contact,
                code=fact.code,
                language=cast("Literal['pl', 'en']", asked.language),
                expires_at=fact.expires_at,
            )
        case facts.TimeOffered() | facts.TimeOfferEnded():
            return wire_waiting.offer_event(fact)
        case _:
            return _OF_VISITS[type(fact)](**_visit_state(fact.visit))


def _of_card_that_ended(fact: facts.PatientMerged | facts.PatientErased) -> Event:
    known = fact.patient
    if isinstance(fact, facts.PatientMerged):
        return events.PatientMergedV1(patient_id=known.id, merged_into=cast("UUID", known.merged_into))
    return events.PatientErasedV1(patient_id=known.id)


def _patient_state(known: Patient) -> dict[str, Any]:
    card = known.card
    return {
        "patient_id": known.id,
        "first_name": card.first_name,
        "last_name": card.last_name,
        "phone": card.phone,
        "email": card.email,
        "consents": messages.Consents(sms=card.consents.sms, email=card.consents.email),
    }


def _visit_state(known: Visit) -> dict[str, Any]:
    return {
        "visit_id": known.id,
        "patient_id": known.patient_id,
        "calendar_id": known.calendar_id,
        "starts_at": known.during.starts_at,
        "ends_at": known.during.ends_at,
        "status": known.status,
    }
