"""What the use cases of a practice's people need: one practice, one transaction, one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from notifications.application.ports import Entry
from notifications.domain.batch import Batch, Progress
from notifications.domain.case import CaseOfOwnWords
from notifications.domain.channel import Channel
from notifications.domain.message import Kind, Message, Written
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice
from notifications.domain.words import Language, MessageSettings, Problem, Template

About = Literal["template", "batch", "message"]
Change = tuple[str, Any, Any]
"""A field's name, what it was, what it is. Never what patients read: that may name them."""


class Trail(Protocol):
    """Who changed what; kept with the change itself."""

    def note(self, subject: About, subject_id: UUID | None, fields: Iterable[Change], /) -> None: ...


class FrontDesk(Protocol):
    """Committed when the request was answered, undone when it was refused."""

    practice_id: UUID
    now: datetime
    actor_id: UUID | None
    trace_id: str

    @property
    def changes(self) -> Trail: ...

    def new_id(self) -> UUID: ...

    def hold_practice(self) -> None:
        """Let whoever changes the practice or joins its cards (``Books.hold_practice``) wait until the end."""

    def practice(self) -> Practice:
        """Raises PracticeNotReady."""

    def patients(self, ids: Sequence[UUID]) -> Mapping[UUID, Patient]:
        """The cards that stand for these ids, by these ids; those that are not known are not among them."""

    def settings(self) -> MessageSettings: ...

    def settings_to_change(self) -> MessageSettings:
        """The same, and whoever else wants to change them or a template waits."""

    def save_settings(self, settings: MessageSettings) -> None: ...

    def templates(self) -> Sequence[Template]: ...

    def save_template(self, template: Template) -> None: ...

    def drop_template(self, kind: Kind, channel: Channel, language: Language) -> None: ...

    def add_batch(self, batch: Batch, lines: Sequence[tuple[Written, int | None]]) -> None:
        """The batch and its lines with their parts; all lines of one batch are alike but for id and patient."""

    def batch(self, batch_id: UUID) -> Progress:
        """Raises NotFound."""

    def batches(self, limit: int, after: UUID | None) -> Sequence[Progress]:
        """Newest first, from behind ``after``."""

    def stop_batch(self, batch_id: UUID) -> None:
        """Cancel what nobody hands to a provider at this moment."""

    def entry_to_change(self, message_id: UUID) -> Entry:
        """Locked until the end. Raises NotFound."""

    def plan_again(self, line: Message) -> None:
        """Write a line that is sent again; what was noted of its sending is forgotten."""


class Texts(Protocol):
    """Ours and the practice's words, before and after they are filled in."""

    def ours(self, channel: Channel, language: Language) -> tuple[str | None, str]:
        """Subject and text of our reminder."""

    def problems(self, kind: Kind, channel: Channel, subject: str | None, text: str) -> Sequence[Problem]: ...

    def said(self, case: CaseOfOwnWords, as_of: datetime) -> Said:
        """What a message says, whether the patient has an address or not."""


class Said(Protocol):
    @property
    def subject(self) -> str | None: ...

    @property
    def text(self) -> str: ...

    @property
    def html(self) -> str | None: ...

    @property
    def added(self) -> Sequence[str]:
        """What of ``practice_name`` and ``practice_phone`` the text lacked and now has."""
