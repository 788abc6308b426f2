"""What a patient sees and does by the link of a message: the visit and the time that the link was written for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.ports import Desk
from scheduling.application.shown import ShownVisit
from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.facts import VisitStatusChanged
from scheduling.domain.patient import ERASED
from scheduling.domain.practice import Practice
from scheduling.domain.refusals import NotFound, VisitNotChangeable
from scheduling.domain.refusals_online import ChangeTooLate, LinkNotValid
from scheduling.domain.refusals_patients import PatientErased
from scheduling.domain.visit import ANSWERABLE, visit_changes


@dataclass(frozen=True, slots=True)
class LinkedVisit:
    """Instants are to be shown in the zone of ``shown``."""

    shown: ShownVisit
    practice: Practice
    calendar_name: str
    change_until: datetime
    can_confirm: bool
    can_change: bool
    another_time: bool


def read_linked_visit(desk: Desk, *, visit_id: UUID, written_for: datetime) -> LinkedVisit:
    """``written_for``: the start that the link says. Raises LinkNotValid."""
    return linked(desk, find_linked(desk, visit_id), written_for)


def confirm_linked_visit(desk: Desk, *, visit_id: UUID, written_for: datetime) -> LinkedVisit:
    """The patient says that they come: what is planned is confirmed, anything else stays as it is.

    Raises LinkNotValid.
    """
    shown = take_linked(desk, visit_id, written_for)
    before = shown.visit
    if before.status != "planned" or before.starts_at <= desk.now:
        return linked(desk, shown, written_for)
    visit = before.answered("yes", desk.now)
    desk.visits.save(visit)
    desk.changes.note("visit", visit.id, visit_changes(before, visit))
    desk.announce([VisitStatusChanged(visit)])
    return linked(desk, replace(shown, visit=visit), written_for)


def cancel_linked_visit(desk: Desk, *, visit_id: UUID, written_for: datetime, reason: str | None) -> LinkedVisit:
    """Frees its time. One that is cancelled already stays as it is.

    Raises LinkNotValid, ChangeTooLate, VisitNotChangeable, or ValidationFailed for the reason.
    """
    shown = take_linked(desk, visit_id, written_for)
    if shown.visit.live:
        require_changeable(desk, shown, desk.booking_settings.read())
        shown = cancel_visit(desk, visit_id=visit_id, reason=reason, expected_version=None)
    return linked(desk, shown, written_for)


def take_linked(desk: Desk, visit_id: UUID, written_for: datetime) -> ShownVisit:
    """For who is about to change it: nobody else does until the transaction ends. Raises LinkNotValid."""
    try:
        shown = desk.visits.read_to_change(visit_id)
    except (NotFound, PatientErased):
        raise LinkNotValid from None
    require_same_time(shown, written_for)
    return shown


def require_changeable(desk: Desk, shown: ShownVisit, settings: BookingSettings) -> None:
    """Raises VisitNotChangeable, or ChangeTooLate."""
    visit = shown.visit
    if visit.status not in ANSWERABLE:
        raise VisitNotChangeable(visit.status)
    until = settings.change_until(visit.starts_at)
    if desk.now >= until:
        raise ChangeTooLate(until.astimezone(shown.zone))


def linked(desk: Desk, shown: ShownVisit, written_for: datetime) -> LinkedVisit:
    visit = shown.visit
    until = desk.booking_settings.read().change_until(visit.starts_at)
    same_time = visit.starts_at == written_for
    return LinkedVisit(
        shown,
        desk.practices.read(),
        desk.calendars.read(visit.calendar_id).name,
        until,
        can_confirm=same_time and visit.status == "planned" and desk.now < visit.starts_at,
        can_change=same_time and visit.status in ANSWERABLE and desk.now < until,
        another_time=not same_time,
    )


def find_linked(desk: Desk, visit_id: UUID) -> ShownVisit:
    """At whatever time it is by now. Raises LinkNotValid."""
    try:
        shown = desk.visits.read(visit_id)
    except NotFound:
        raise LinkNotValid from None
    if desk.patients.read(shown.patient.id).state == ERASED:
        raise LinkNotValid
    return shown


def require_same_time(shown: ShownVisit, written_for: datetime) -> None:
    """Raises LinkNotValid."""
    if shown.visit.starts_at != written_for:
        raise LinkNotValid
