"""Contracts <-> domain for online booking and links to visits: a part of ``wire``."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from contracts.scheduling import rpc as messages

from scheduling.application.confirm_public_hold import BookedOnline
from scheduling.application.linked_visit import LinkedVisit
from scheduling.application.list_public_times import PublicTimes
from scheduling.application.move_linked_visit import MovedByLink
from scheduling.application.public_booking import Offer
from scheduling.application.read_public_hold import ShownPublicHold
from scheduling.application.request_booking_code import CodeSent
from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.consent import Consents


def booking_settings_fields(request: messages.ChangeBookingSettings) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.model_fields_set - {"expected_version"}}


def booking_settings(known: BookingSettings) -> messages.BookingSettings:
    return messages.BookingSettings(
        notice_minutes=known.notice_minutes,
        horizon_days=known.horizon_days,
        calendar_ids=list(known.calendar_ids),
        new_patients=known.new_patients,
        most_open=known.most_open,
        change_until_minutes=known.change_until_minutes,
        offer_minutes=known.offer_minutes,
        allowed_origins=list(known.allowed_origins),
        version=known.version,
    )


def public_booking(known: Offer, now: datetime) -> messages.PublicBooking:
    zone = known.practice.zone
    return messages.PublicBooking(
        services=[
            messages.OfferedService(id=each.id, name=each.name, minutes=each.minutes, price=each.price)
            for each in known.services
        ],
        calendars=[messages.OfferedCalendar(id=each.calendar.id, name=each.calendar.name) for each in known.timetables],
        first_date=known.settings.first_date(now, zone),
        last_date=known.settings.last_date(now, zone),
        time_zone=zone.key,
        new_patients=known.settings.new_patients,
        allowed_origins=list(known.settings.allowed_origins),
    )


def public_times(known: PublicTimes) -> messages.PublicTimes:
    return messages.PublicTimes(
        items=[
            messages.FreeTime(calendar_id=calendar_id, starts_at=start.astimezone(known.zone))
            for calendar_id, start in known.items
        ],
        next_free=known.next_free,
    )


def public_hold(shown: ShownPublicHold) -> messages.PublicHold:
    return messages.PublicHold(
        id=shown.hold.id,
        token=shown.token,
        calendar_id=shown.hold.calendar_id,
        calendar_name=shown.calendar_name,
        service_name=shown.service_name,
        starts_at=shown.hold.during.starts_at.astimezone(shown.zone),
        ends_at=shown.hold.during.ends_at.astimezone(shown.zone),
        held_until=shown.hold.held_until.astimezone(shown.zone),
    )


def asked_fields(request: messages.RequestBookingCode) -> dict[str, Any]:
    """What the person typed for their card."""
    typed = {name: getattr(request, name) for name in ("first_name", "last_name", "phone", "email")}
    return typed | {"consents": Consents(request.consents.sms, request.consents.email)}


def code_sent(known: CodeSent) -> messages.BookingCodeSent:
    return messages.BookingCodeSent(
        expires_at=known.expires_at.astimezone(known.zone),
        held_until=known.held_until.astimezone(known.zone),
        tries=known.tries,
    )


def public_visit(booked: BookedOnline) -> messages.PublicVisit:
    shown = booked.shown
    return messages.PublicVisit(
        starts_at=shown.visit.during.starts_at.astimezone(shown.zone),
        ends_at=shown.visit.during.ends_at.astimezone(shown.zone),
        service_name=shown.service.name if shown.service else None,
        calendar_name=booked.calendar_name,
        link=booked.link,
    )


def linked_visit(known: LinkedVisit) -> messages.LinkedVisit:
    shown, practice = known.shown, known.practice
    visit = shown.visit
    return messages.LinkedVisit(
        visit_id=visit.id,
        practice_id=practice.id,
        practice_name=practice.name,
        practice_phone=practice.phone,
        starts_at=visit.during.starts_at.astimezone(shown.zone),
        ends_at=visit.during.ends_at.astimezone(shown.zone),
        time_zone=shown.zone.key,
        service_name=shown.service.name if shown.service else None,
        calendar_name=known.calendar_name,
        patient_first_name=shown.patient.first_name,
        status=cast("messages.VisitStatus", visit.status),
        version=visit.version,
        can_confirm=known.can_confirm,
        can_change=known.can_change,
        change_until=known.change_until.astimezone(shown.zone),
        another_time=known.another_time,
    )


def linked_visit_moved(known: MovedByLink) -> messages.LinkedVisitMoved:
    return messages.LinkedVisitMoved(visit=linked_visit(known.visit), token=known.link)
