"""What scheduling announces on the exchange ``scheduling.events``. Each event carries the whole new state."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Event
from contracts.scheduling.rpc import Consents, VisitStatus


class _PatientState(Event):
    source: ClassVar[str] = "scheduling"

    patient_id: UUID
    first_name: str
    last_name: str
    phone: str | None
    """E.164."""
    email: str | None
    consents: Consents

    @property
    def aggregate_id(self) -> UUID:
        return self.patient_id


class PatientAddedV1(_PatientState):
    """A patient has a card from now on."""

    type: ClassVar[str] = "patient_added.v1"


class PatientChangedV1(_PatientState):
    """Something on the card that reaches messages may have changed."""

    type: ClassVar[str] = "patient_changed.v1"


class _VisitState(Event):
    source: ClassVar[str] = "scheduling"

    visit_id: UUID
    patient_id: UUID
    calendar_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    status: VisitStatus

    @property
    def aggregate_id(self) -> UUID:
        return self.visit_id


class VisitBookedV1(_VisitState):
    """A visit was booked."""

    type: ClassVar[str] = "visit_booked.v1"


class VisitMovedV1(_VisitState):
    """A visit has another time, length or calendar."""

    type: ClassVar[str] = "visit_moved.v1"


class VisitCancelledV1(_VisitState):
    """A visit was cancelled; its time is free again."""

    type: ClassVar[str] = "visit_cancelled.v1"


class VisitStatusChangedV1(_VisitState):
    """A visit was confirmed, arrived, finished, missed ... (cancelling has its own event)."""

    type: ClassVar[str] = "visit_status_changed.v1"


class PatientErasedV1(Event):
    """The practice forgot this person: whoever keeps a copy of name, address or words forgets them too."""

    source: ClassVar[str] = "scheduling"
    type: ClassVar[str] = "patient_erased.v1"

    patient_id: UUID

    @property
    def aggregate_id(self) -> UUID:
        return self.patient_id


class PatientMergedV1(Event):
    """Two cards were one person: from now on ``merged_into`` stands for ``patient_id``, its visits too."""

    source: ClassVar[str] = "scheduling"
    type: ClassVar[str] = "patient_merged.v1"

    patient_id: UUID
    merged_into: UUID

    @property
    def aggregate_id(self) -> UUID:
        return self.patient_id


class TimetableChangedV1(Event):
    """Calendars, hours, days off, services or holds are others by now: what shows them looks again."""

    source: ClassVar[str] = "scheduling"
    type: ClassVar[str] = "timetable_changed.v1"

    timetable_of: UUID
    """The practice: its version counts these changes."""

    @property
    def aggregate_id(self) -> UUID:
        return self.timetable_of


class BookingCodeRequestedV1(Event):
    """Somebody who books online shall show that the phone or mailbox is theirs: the code goes out at once."""

    source: ClassVar[str] = "scheduling"
    type: ClassVar[str] = "booking_code_requested.v1"

    code_id: UUID
    """One message goes out for one id."""
    channel: Literal["sms", "email"]
    to: str = Field(repr=False)
    code: str = Field(repr=False)
    """Six digits; scheduling keeps only its hash."""
    language: Literal["pl", "en"]
    expires_at: AwareDatetime

    @property
    def aggregate_id(self) -> UUID:
        return self.code_id


class TimeOfferedV1(Event):
    """A freed time is held for a patient on the waiting list: they are told at once, with a link to take it.

    Whoever tells them signs the link (``contracts.links.OFFER``): nothing that opens its page is in this event.
    """

    source: ClassVar[str] = "scheduling"
    type: ClassVar[str] = "time_offered.v1"

    offer_id: UUID
    patient_id: UUID
    calendar_id: UUID
    starts_at: AwareDatetime
    minutes: int
    service_name: str | None
    expires_at: AwareDatetime
    """After it the offer is worth nothing, and not worth sending."""

    @property
    def aggregate_id(self) -> UUID:
        return self.offer_id


class TimeOfferEndedV1(Event):
    """The offer was accepted, refused, ran out or was taken back: what has not gone out about it does not go out."""

    source: ClassVar[str] = "scheduling"
    type: ClassVar[str] = "time_offer_ended.v1"

    offer_id: UUID

    @property
    def aggregate_id(self) -> UUID:
        return self.offer_id
