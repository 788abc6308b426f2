"""A message to a patient in a sender's hands: all that decides about it, and the last look before it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications.domain.message import Letter, Message, Offered, Reason, Reminder, State, Written
from notifications.domain.offer import Offer
from notifications.domain.patient import Patient
from notifications.domain.planning import AnyMessage, Withhold, judge, unreachable, withheld
from notifications.domain.practice import Practice
from notifications.domain.sending import failed, out_of_time
from notifications.domain.visit import Visit
from notifications.domain.wall_clock import end_of_quiet
from notifications.domain.words import Words

OURS = Words()


@dataclass(frozen=True)
class ReminderCase:
    """A reminder with everything that decides about it, and the text it was sent with if that was tried before."""

    line: Reminder
    visit: Visit
    practice: Practice
    patient: Patient
    letter: Letter | None = None
    words: Words = OURS

    def last_look(self, now: datetime, provider_remembers: timedelta) -> Reminder | None:
        """``None`` if the message is to go out now, else the line as it is to be kept instead.

        ``provider_remembers`` is how long the provider recognises a message that it was given before.
        """
        line, visit = self.line, self.visit
        if visit.starts_at != line.visit_starts_at:
            return withheld(line, Withhold(State.CANCELLED, Reason.VISIT_MOVED))
        verdict = judge(visit, self.practice, self.patient, line.channel, now)
        if verdict is None or (isinstance(verdict, Withhold) and verdict.reason is Reason.TOO_LATE):
            return out_of_time(line)
        if isinstance(verdict, Withhold):
            return withheld(line, verdict)
        if _nobody_knows(line, now, provider_remembers):
            return failed(line, Reason.OUTCOME_UNKNOWN)
        if verdict.at > now:
            return replace(line, state=State.PLANNED, send_at=verdict.at, due_at=verdict.at)
        return None


@dataclass(frozen=True)
class WrittenCase:
    """The same for a message that was written by hand; ``words`` are its batch's."""

    line: Written
    practice: Practice
    patient: Patient
    words: Words
    letter: Letter | None = None

    def last_look(self, now: datetime, provider_remembers: timedelta) -> Written | None:
        """As of a reminder: what changed since it was written counts, up to this moment."""
        return _looked_at(self.line, self.practice, self.patient, now, provider_remembers)


@dataclass(frozen=True)
class OfferCase:
    """The same for a freed time that is offered; ``words`` say in which language and letters."""

    line: Offered
    offer: Offer
    practice: Practice
    patient: Patient
    letter: Letter | None = None
    words: Words = OURS

    def last_look(self, now: datetime, provider_remembers: timedelta) -> Offered | None:
        """As of a written message, and not once the offer has ended."""
        if self.offer.ended:
            return withheld(self.line, Withhold(State.CANCELLED, Reason.OFFER_ENDED))
        return _looked_at(self.line, self.practice, self.patient, now, provider_remembers)


CaseOfOwnWords = ReminderCase | WrittenCase
"""A practice may say these in its own words."""
Case = CaseOfOwnWords | OfferCase


def _looked_at(
    line: AnyMessage, practice: Practice, patient: Patient, now: datetime, provider_remembers: timedelta
) -> AnyMessage | None:
    if patient.erased:
        return withheld(line, Withhold(State.CANCELLED, Reason.PATIENT_ERASED))
    why_not = unreachable(practice, patient, line.channel)
    if why_not is not None:
        return withheld(line, Withhold(State.SKIPPED, why_not))
    at = end_of_quiet(now, practice.quiet_hours, practice.zone)
    if at > line.last_moment:
        return out_of_time(line)
    if _nobody_knows(line, now, provider_remembers):
        return failed(line, Reason.OUTCOME_UNKNOWN)
    return replace(line, state=State.PLANNED, send_at=at, due_at=at) if at > now else None


def _nobody_knows(line: Message, now: datetime, provider_remembers: timedelta) -> bool:
    return line.maybe_accepted and line.claimed_at is not None and now - line.claimed_at > provider_remembers
