"""What notifications announces on the exchange ``notifications.events``."""

from __future__ import annotations

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Event


class ReminderAnsweredV1(Event):
    """A patient answered a reminder. ``yes`` confirms the visit; ``no``: they would like the practice to call."""

    source: ClassVar[str] = "notifications"
    type: ClassVar[str] = "reminder_answered.v1"

    message_id: UUID
    visit_id: UUID
    patient_id: UUID
    visit_starts_at: AwareDatetime
    """The time that the reminder named: an answer about another time than the visit has now confirms nothing."""
    answer: Literal["yes", "no"]

    @property
    def aggregate_id(self) -> UUID:
        return self.message_id
