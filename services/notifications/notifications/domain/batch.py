"""Messages that are written together, by hand, to one patient or thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from notifications.domain.channel import Channel
from notifications.domain.message import Letter, State, Written
from notifications.domain.patient import Patient
from notifications.domain.planning import unreachable
from notifications.domain.practice import Practice

OF_USE_FOR = timedelta(days=1)
"""What did not go out within it is not sent any more: it says what was true when it was written."""
AT_MOST = 10_000
"""Patients at once."""


class LeftOut(StrEnum):
    """Why somebody gets nothing. Stable: the gateway turns each into a sentence."""

    UNKNOWN_PATIENT = "unknown_patient"
    """No such card, or an erased one."""
    SAME_MESSAGE = "same_message"
    """Another patient with the same phone or address gets the very same words: a family is not told thrice."""
    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"
    NO_CONSENT = "no_consent"


@dataclass(frozen=True)
class Draft:
    """What is to be written to whom, with placeholders; ``subject`` is an e-mail's, ``None``: the practice's name."""

    channel: Channel
    patient_ids: Sequence[UUID]
    text: str = field(repr=False)
    subject: str | None = field(repr=False, default=None)


@dataclass(frozen=True)
class Batch:
    """``recipients`` is how many messages it began with."""

    id: UUID
    practice_id: UUID
    channel: Channel
    subject: str | None = field(repr=False)
    text: str = field(repr=False)
    written_at: datetime
    actor_id: UUID | None
    recipients: int


@dataclass(frozen=True)
class Progress:
    """A batch and how many of its messages are in which state."""

    batch: Batch
    counts: Mapping[State, int]


@dataclass(frozen=True)
class Recipient:
    """A patient, the line that is planned for them, and what they would read now."""

    line: Written
    patient: Patient
    letter: Letter
    parts: int | None
    """How many SMS that is."""


@dataclass(frozen=True)
class Reach:
    """Who would get a draft, and how many get nothing for which reason."""

    recipients: Sequence[Recipient]
    left: Mapping[LeftOut, int]

    @property
    def parts(self) -> int | None:
        counted = [one.parts for one in self.recipients if one.parts is not None]
        return sum(counted) if counted else None


def reachable(
    draft: Draft, practice: Practice, cards: Mapping[UUID, Patient], left: Counter[LeftOut]
) -> Sequence[Patient]:
    """Each patient who may be written to, once, in the order of the draft; the others are counted in ``left``.

    ``cards`` are by the ids of the draft: two of them that were joined are one patient.
    """
    found: dict[UUID, Patient] = {}
    seen = set()
    for patient_id in dict.fromkeys(draft.patient_ids):
        patient = cards.get(patient_id)
        if patient is None or patient.erased:
            left[LeftOut.UNKNOWN_PATIENT] += 1
            continue
        if patient.id in seen:
            continue
        seen.add(patient.id)
        why_not = unreachable(practice, patient, draft.channel)
        if why_not is not None:
            left[LeftOut(why_not.value)] += 1
        else:
            found[patient.id] = patient
    return [*found.values()]
