"""Facts of accounts and scheduling become reminders, offers, letters about accounts, and codes of online booking."""

from __future__ import annotations

from datetime import timedelta

from chassis.entrypoints import Provide, on_event
from chassis.logs import log
from chassis.nameko_process import serve
from chassis.process import Process
from contracts.accounts.events import (
    EmailConfirmationRequestedV1,
    PasswordChangedV1,
    PasswordResetRequestedV1,
    PersonInvitedV1,
    PracticeChangedV1,
    PracticeRegisteredV1,
)
from contracts.base import Envelope
from contracts.scheduling.events import (
    BookingCodeRequestedV1,
    PatientAddedV1,
    PatientChangedV1,
    PatientErasedV1,
    PatientMergedV1,
    TimeOfferedV1,
    TimeOfferEndedV1,
    VisitBookedV1,
    VisitCancelledV1,
    VisitMovedV1,
    VisitStatusChangedV1,
)

from notifications import bootstrap
from notifications.adapters import wire
from notifications.application.plan_reminders import PlanReminders
from notifications.application.take_letter import TakeLetter
from notifications.domain.account_letter import AccountLetter
from notifications.domain.booking_code import BookingCode

WORKERS = 10

LINKS_LAST = timedelta(days=1)
"""Dead letters with a link in them: time enough to put right what was wrong and replay them, then they are gone."""

CODES_LAST = timedelta(hours=1)
"""A code in a dead letter has expired by then."""


def run(process: Process) -> None:
    """Plan until asked to stop."""
    planner = bootstrap.build_planner(process.environment, process.clock, workers=WORKERS)
    process.health.add_check("database", planner.database.ping)
    serve(
        service_class(planner.plan, planner.take_letter, planner.take_code),
        process.settings,
        WORKERS,
        health=process.health,
    )
    planner.database.dispose()


class TakesLetters:
    """The handlers of letters: ``take_letter`` is provided by the service class."""

    take_letter: TakeLetter[AccountLetter]

    @on_event(EmailConfirmationRequestedV1, dead_letters_last=LINKS_LAST)
    def on_email_confirmation_requested_v1(self, envelope: Envelope[EmailConfirmationRequestedV1]) -> None:
        self.take_letter(envelope.id, wire.letter_from(envelope))

    @on_event(PasswordResetRequestedV1, dead_letters_last=LINKS_LAST)
    def on_password_reset_requested_v1(self, envelope: Envelope[PasswordResetRequestedV1]) -> None:
        self.take_letter(envelope.id, wire.letter_from(envelope))

    @on_event(PersonInvitedV1, dead_letters_last=LINKS_LAST)
    def on_person_invited_v1(self, envelope: Envelope[PersonInvitedV1]) -> None:
        self.take_letter(envelope.id, wire.letter_from(envelope))

    @on_event(PasswordChangedV1)
    def on_password_changed_v1(self, envelope: Envelope[PasswordChangedV1]) -> None:
        self.take_letter(envelope.id, wire.letter_from(envelope))


class TakesCodes:
    """The handler of codes: ``take_code`` is provided by the service class."""

    take_code: TakeLetter[BookingCode]

    @on_event(BookingCodeRequestedV1, dead_letters_last=CODES_LAST)
    def on_booking_code_requested_v1(self, envelope: Envelope[BookingCodeRequestedV1]) -> None:
        self.take_code(envelope.id, wire.code_from(envelope))


class FollowsPatients:
    """The handlers of patients' cards: ``plan`` is provided by the service class."""

    plan: PlanReminders

    @on_event(PatientAddedV1)
    def on_patient_added_v1(self, envelope: Envelope[PatientAddedV1]) -> None:
        _tell(self.plan.take_patient(envelope.id, wire.patient_from(envelope)))

    @on_event(PatientChangedV1)
    def on_patient_changed_v1(self, envelope: Envelope[PatientChangedV1]) -> None:
        _tell(self.plan.take_patient(envelope.id, wire.patient_from(envelope)))

    @on_event(PatientErasedV1)
    def on_patient_erased_v1(self, envelope: Envelope[PatientErasedV1]) -> None:
        _tell(self.plan.take_erasure(envelope.id, wire.card_from(envelope)))

    @on_event(PatientMergedV1)
    def on_patient_merged_v1(self, envelope: Envelope[PatientMergedV1]) -> None:
        _tell(self.plan.take_merge(envelope.id, wire.card_from(envelope), envelope.data.merged_into))


class FollowsOffers:
    """The handlers of offered times: ``plan`` is provided by the service class."""

    plan: PlanReminders

    @on_event(TimeOfferedV1, dead_letters_last=LINKS_LAST)
    def on_time_offered_v1(self, envelope: Envelope[TimeOfferedV1]) -> None:
        _tell(self.plan.take_offer(envelope.id, wire.offer_from(envelope)))

    @on_event(TimeOfferEndedV1)
    def on_time_offer_ended_v1(self, envelope: Envelope[TimeOfferEndedV1]) -> None:
        _tell(self.plan.take_offer_end(envelope.id, envelope.practice_id, envelope.data.offer_id))


def service_class(
    plan: PlanReminders, take_letter: TakeLetter[AccountLetter], take_code: TakeLetter[BookingCode]
) -> type:
    """The Nameko service, standing on these use cases."""

    class NotificationsPlanner(TakesLetters, TakesCodes, FollowsPatients, FollowsOffers):
        name = "notifications"

        plan: PlanReminders = Provide(lambda: plan)
        take_letter: TakeLetter[AccountLetter] = Provide(lambda: take_letter)
        take_code: TakeLetter[BookingCode] = Provide(lambda: take_code)

        @on_event(PracticeRegisteredV1)
        def on_practice_registered_v1(self, envelope: Envelope[PracticeRegisteredV1]) -> None:
            _tell(self.plan.take_practice(envelope.id, wire.practice_from(envelope)))

        @on_event(PracticeChangedV1)
        def on_practice_changed_v1(self, envelope: Envelope[PracticeChangedV1]) -> None:
            _tell(self.plan.take_practice(envelope.id, wire.practice_from(envelope)))

        @on_event(VisitBookedV1)
        def on_visit_booked_v1(self, envelope: Envelope[VisitBookedV1]) -> None:
            _tell(self.plan.take_visit(envelope.id, wire.visit_from(envelope)))

        @on_event(VisitMovedV1)
        def on_visit_moved_v1(self, envelope: Envelope[VisitMovedV1]) -> None:
            _tell(self.plan.take_visit(envelope.id, wire.visit_from(envelope)))

        @on_event(VisitCancelledV1)
        def on_visit_cancelled_v1(self, envelope: Envelope[VisitCancelledV1]) -> None:
            _tell(self.plan.take_visit(envelope.id, wire.visit_from(envelope)))

        @on_event(VisitStatusChangedV1)
        def on_visit_status_changed_v1(self, envelope: Envelope[VisitStatusChangedV1]) -> None:
            _tell(self.plan.take_visit(envelope.id, wire.visit_from(envelope)))

    return NotificationsPlanner


def _tell(changed: int) -> None:
    log.info("reminders planned", lines=changed)
