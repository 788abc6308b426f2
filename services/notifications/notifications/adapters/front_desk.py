"""The side of the database at which a practice's people write messages and choose words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.audit import AuditTrail
from chassis.ids import new_id
from sqlalchemy import ARRAY, Uuid, cast, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from notifications.adapters.batches import add_lines, progress_of, progresses
from notifications.adapters.cards import cancel, lock_key
from notifications.adapters.register import entry_of
from notifications.adapters.rows import Row, changing_values, patient_of, practice_of, select_cases
from notifications.adapters.standing import standing_of
from notifications.adapters.tables import (
    DUE_SIGNAL,
    LIVE,
    message_batches,
    message_settings,
    message_templates,
    messages,
    patients,
    practices,
)
from notifications.application.ports import Entry
from notifications.domain.batch import Batch, Progress
from notifications.domain.channel import Channel
from notifications.domain.message import Kind, Message, Reason, Written
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice
from notifications.domain.punctuality import Standing, Waiting
from notifications.domain.refusals import NotFound, PracticeNotReady
from notifications.domain.words import Language, MessageSettings, Template

_NO_LATER = timedelta(days=1)


class SqlFrontDesk:
    """Over one open transaction of one practice; see ``FrontDesk``."""

    def __init__(  # noqa: PLR0913 - what is known of one request
        self, session: Session, practice_id: UUID, now: datetime, trace_id: str, *, act: str, actor_id: UUID | None
    ) -> None:
        self.session = session
        self.practice_id = practice_id
        self.now = now
        self.trace_id = trace_id
        self.actor_id = actor_id
        self.changes = AuditTrail(session, practice_id, actor_id, act, now)

    def new_id(self) -> UUID:
        return new_id()

    def hold_practice(self) -> None:
        self.session.execute(select(func.pg_advisory_xact_lock_shared(lock_key(self.practice_id))))

    def practice(self) -> Practice:
        found = self.session.execute(select(practices).where(practices.c.practice_id == self.practice_id))
        row = found.mappings().first()
        if row is None:
            raise PracticeNotReady
        return practice_of(row)

    def patients(self, ids: Sequence[UUID]) -> Mapping[UUID, Patient]:
        asked = self._cards(ids)
        stand_for = {one: row[patients.c.merged_into] or one for one, row in asked.items()}
        cards = asked | self._cards({*stand_for.values()} - asked.keys())
        return {one: patient_of(cards[card]) for one, card in stand_for.items() if card in cards}

    def _cards(self, ids: Collection[UUID]) -> dict[UUID, Row]:
        mine = patients.c.practice_id == self.practice_id
        found = self.session.execute(
            select(patients).where(mine, patients.c.patient_id == func.any(cast(list(ids), ARRAY(Uuid))))
        )
        return {row[patients.c.patient_id]: row for row in found.mappings()}

    def settings(self) -> MessageSettings:
        return self._settings(for_update=False)

    def settings_to_change(self) -> MessageSettings:
        first = {**_settings_values(MessageSettings(self.practice_id)), "practice_id": self.practice_id}
        self.session.execute(insert(message_settings).values(first).on_conflict_do_nothing())
        return self._settings(for_update=True)

    def _settings(self, *, for_update: bool) -> MessageSettings:
        query = select(message_settings).where(message_settings.c.practice_id == self.practice_id)
        row = self.session.execute(query.with_for_update() if for_update else query).first()
        if row is None:
            return MessageSettings(self.practice_id)
        return MessageSettings(self.practice_id, Language(row.language), row.without_polish_letters, row.version)

    def save_settings(self, settings: MessageSettings) -> None:
        self.session.execute(
            update(message_settings)
            .where(message_settings.c.practice_id == self.practice_id)
            .values(_settings_values(settings))
        )

    def templates(self) -> Sequence[Template]:
        rows = self.session.execute(
            select(message_templates).where(message_templates.c.practice_id == self.practice_id)
        )
        return [
            Template(Kind(row.kind), Channel(row.channel), Language(row.language), row.subject, row.text, row.version)
            for row in rows
        ]

    def save_template(self, template: Template) -> None:
        values = {"subject": template.subject, "text": template.text, "version": template.version}
        place = {"practice_id": self.practice_id, **_place(template.kind, template.channel, template.language)}
        self.session.execute(
            insert(message_templates)
            .values({**place, **values})
            .on_conflict_do_update(index_elements=[*place], set_=values)
        )

    def drop_template(self, kind: Kind, channel: Channel, language: Language) -> None:
        place = {"practice_id": self.practice_id, **_place(kind, channel, language)}
        self.session.execute(
            delete(message_templates).where(*(message_templates.c[name] == value for name, value in place.items()))
        )

    def add_batch(self, batch: Batch, lines: Sequence[tuple[Written, int | None]]) -> None:
        values = {name: getattr(batch, name) for name in message_batches.c.keys()}  # noqa: SIM118 - of columns
        self.session.execute(insert(message_batches).values({**values, "channel": batch.channel.value}))
        add_lines(self.session, lines, self.now)
        self._wake()

    def batch(self, batch_id: UUID) -> Progress:
        found = progress_of(self.session, self.practice_id, batch_id)
        if found is None:
            raise NotFound("batch")
        return found

    def batches(self, limit: int, after: UUID | None) -> Sequence[Progress]:
        return progresses(self.session, self.practice_id, limit, after)

    def stop_batch(self, batch_id: UUID) -> None:
        mine = [messages.c.practice_id == self.practice_id, messages.c.batch_id == batch_id]
        cancel(self.session, mine, Reason.STOPPED, self.now)

    def entry_to_change(self, message_id: UUID) -> Entry:
        mine = (messages.c.id == message_id) & (messages.c.practice_id == self.practice_id)
        # Two statements, as at the senders' desk: who waited for the lock must see what whoever had it has written.
        self.session.execute(select(messages.c.id).where(mine).with_for_update())
        row = self.session.execute(select_cases().where(mine)).mappings().first()
        if row is None:
            raise NotFound("message")
        return entry_of(row)

    def plan_again(self, line: Message) -> None:
        noted = dict.fromkeys(("recipient", "subject", "text", "parts", "provider_id", "sent_at", "delivered_at"))
        lasts = {"expires_at": line.expires_at} if isinstance(line, Written) else {}
        values: dict[str, Any] = {**changing_values(line), **noted, **lasts}
        self.session.execute(
            update(messages)
            .where(messages.c.id == line.id, messages.c.practice_id == self.practice_id)
            .values(**values, resent_as=line.resent_as, changed_at=self.now)
        )
        self._wake()

    def late_reminders(self, channel: Channel, before: datetime) -> Waiting:
        row = self.session.execute(
            select(func.count(), func.min(messages.c.send_at)).where(
                text(LIVE),
                messages.c.channel == channel.value,
                messages.c.kind == Kind.REMINDER.value,
                messages.c.practice_id == self.practice_id,
                # Retries and leases end sooner: with it the index is not read to the last visit of the year.
                messages.c.due_at <= self.now + _NO_LATER,
                messages.c.send_at < before,
            )
        ).one()
        return Waiting(*row)

    def standing(self, channel: Channel) -> Standing:
        return standing_of(self.session, channel)

    def _wake(self) -> None:
        self.session.execute(text(f"NOTIFY {DUE_SIGNAL}"))


def _settings_values(settings: MessageSettings) -> dict[str, Any]:
    return {
        "language": settings.language.value,
        "without_polish_letters": settings.without_polish_letters,
        "version": settings.version,
    }


def _place(kind: Kind, channel: Channel, language: Language) -> dict[str, str]:
    return {"kind": kind.value, "channel": channel.value, "language": language.value}
