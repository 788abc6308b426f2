"""Patients' cards that were joined or erased: what becomes of the copies and of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.adapters.tables import message_batches, messages, offers, patients, visits
from notifications.domain.message import Kind, Reason
from notifications.domain.patient import Card

OPEN = messages.c.state.in_(("planned", "queued"))
_OUT = ("sending", "sent", "delivered")
_NOBODY: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "phone": None,
    "email": None,
    "sms_consent": False,
    "email_consent": False,
}


def lock_key(subject: UUID) -> int:
    """A key for an advisory lock on a practice or patient: two that share one only wait for each other needlessly."""
    return int.from_bytes(subject.bytes[8:], signed=True)


def card_of(session: Session, practice_id: UUID, patient_id: UUID) -> UUID:
    """The card that stands for this one. Pointers never point to a card that points on."""
    found = session.execute(
        select(patients.c.merged_into).where(patients.c.practice_id == practice_id, patients.c.patient_id == patient_id)
    ).scalar()
    return found or patient_id


def join_cards(session: Session, card: Card, into: UUID, now: datetime) -> int:
    """As ``Books.join_cards``; nobody else may plan for the practice meanwhile."""
    _leave_nothing(session, card, {"merged_into": into})
    for table, column in (
        (patients, patients.c.merged_into),
        (visits, visits.c.patient_id),
        (offers, offers.c.patient_id),
    ):
        session.execute(
            update(table)
            .where(table.c.practice_id == card.practice_id, column == card.patient_id)
            .values({column.name: into})
        )
    kept = replace(card, patient_id=into)
    cancelled = _cancel_twice(session, card, kept, ("planned", "queued", *_OUT), now)
    cancelled += _cancel_twice(session, kept, card, _OUT, now)
    session.execute(update(messages).where(*_theirs(card)).values(patient_id=into))
    return cancelled


def _cancel_twice(session: Session, card: Card, beside: Card, states: Sequence[str], now: datetime) -> int:
    """Cancel what is written to ``card`` in batches of which ``beside`` has a message in one of these states."""
    other = messages.alias()
    same_batch = select(other.c.id).where(
        other.c.practice_id == card.practice_id,
        other.c.batch_id == messages.c.batch_id,
        other.c.patient_id == beside.patient_id,
        other.c.state.in_(states),
    )
    written = messages.c.kind == Kind.WRITTEN.value
    return cancel(session, [*_theirs(card), written, exists(same_batch)], Reason.PATIENT_MERGED, now)


def forget_patient(session: Session, card: Card, now: datetime) -> int:
    """As ``Books.forget_patient``."""
    _leave_nothing(session, card, {"erased": True})
    theirs = _theirs(card)
    cancelled = cancel(session, theirs, Reason.PATIENT_ERASED, now)
    session.execute(update(messages).where(*theirs).values(recipient=None, subject=None, text=None))
    to_them_alone = and_(
        message_batches.c.practice_id == card.practice_id,
        message_batches.c.recipients == 1,
        message_batches.c.id.in_(select(messages.c.batch_id).where(*theirs)),
    )
    session.execute(update(message_batches).where(to_them_alone).values(subject=None, text=""))
    return cancelled


def cancel(session: Session, which: Sequence[ColumnElement[bool]], reason: Reason, now: datetime) -> int:
    """Cancel those of the lines that nobody hands to a provider at this moment; how many they were."""
    done = session.execute(
        update(messages)
        .where(*which, OPEN)
        .values(state="cancelled", reason=reason.value, due_at=None, dispatches=0, changed_at=now)
    )
    return cast("CursorResult[Any]", done).rowcount


def _leave_nothing(session: Session, card: Card, mark: dict[str, Any]) -> None:
    """The copy without what names the person, marked for good; also where there was no copy yet."""
    whose = {"patient_id": card.patient_id, "practice_id": card.practice_id, "version": card.version}
    statement = insert(patients).values({"erased": False, **whose, **_NOBODY, **mark})
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[patients.c.patient_id],
            set_={**_NOBODY, **mark, "version": func.greatest(patients.c.version, card.version)},
            where=patients.c.practice_id == card.practice_id,
        )
    )


def _theirs(card: Card) -> list[ColumnElement[bool]]:
    return [messages.c.practice_id == card.practice_id, messages.c.patient_id == card.patient_id]
