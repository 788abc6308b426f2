"""The practice chooses how its messages read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from notifications.application.front_desk import Change, FrontDesk, Said, Texts
from notifications.domain.case import CaseOfOwnWords, ReminderCase, WrittenCase
from notifications.domain.channel import Channel
from notifications.domain.message import Kind, Reminder, State, Written
from notifications.domain.patient import Patient
from notifications.domain.practice import Practice
from notifications.domain.refusals import ValidationFailed, require_version
from notifications.domain.sms_parts import Parts, count_parts
from notifications.domain.visit import Visit, VisitStatus
from notifications.domain.wall_clock import instant
from notifications.domain.words import Language, MessageSettings, Problem, Template, Words

NAMES = ("Jan", "Kowalski")
"""Of the invented patient whom previews are for."""
_HOUR = time(10)
_ID = UUID(int=0)


@dataclass(frozen=True)
class Chosen:
    """The practice's settings, and the reminder of each channel and language: its own, or ours as version 0."""

    settings: MessageSettings
    templates: Sequence[Template]


@dataclass(frozen=True)
class Preview:
    """What an invented patient would read, or why the text cannot be taken."""

    said: Said | None
    parts: Parts | None
    """Of an SMS."""
    problems: Sequence[Problem]


def read_words(desk: FrontDesk, texts: Texts) -> Chosen:
    own = {(each.kind, each.channel, each.language): each for each in desk.templates()}
    return Chosen(
        desk.settings(),
        [
            own.get((Kind.REMINDER, channel, language)) or _ours(texts, channel, language)
            for channel in Channel
            for language in Language
        ],
    )


def change_settings(
    desk: FrontDesk,
    texts: Texts,
    *,
    language: Language | None,
    without_polish_letters: bool | None,
    expected_version: int | None,
) -> Chosen:
    """``None`` leaves as it is. Raises VersionConflict."""
    before = desk.settings_to_change()
    require_version(before.version, expected_version)
    after = replace(
        before,
        language=before.language if language is None else language,
        without_polish_letters=(
            before.without_polish_letters if without_polish_letters is None else without_polish_letters
        ),
    )
    if after != before:
        desk.save_settings(replace(after, version=before.version + 1))
        desk.changes.note("template", None, _differences(before, after, ("language", "without_polish_letters")))
    return read_words(desk, texts)


def change_template(desk: FrontDesk, texts: Texts, wanted: Template, *, expected_version: int | None) -> Chosen:
    """The practice's own words; ours again where the text is empty or what ours says.

    Raises ValidationFailed, or VersionConflict by the version of this one template.
    """
    if wanted.kind is not Kind.REMINDER:
        raise ValidationFailed([Problem("kind", "invalid")])
    subject, text = texts.ours(wanted.channel, wanted.language)
    back_to_ours = not wanted.text.strip() or (wanted.subject, wanted.text) == (subject, text)
    if not back_to_ours:
        problems = texts.problems(wanted.kind, wanted.channel, wanted.subject, wanted.text)
        if problems:
            raise ValidationFailed(problems)
    settings = desk.settings_to_change()
    same = (each for each in desk.templates() if _place(each) == _place(wanted))
    before = next(same, None)
    require_version(before.version if before else 0, expected_version)
    settings = replace(settings, version=settings.version + 1)
    shown = before or _ours(texts, wanted.channel, wanted.language)
    if back_to_ours:
        wanted = replace(wanted, subject=subject, text=text)
    if (shown.subject, shown.text) == (wanted.subject, wanted.text):
        return read_words(desk, texts)
    if back_to_ours:
        desk.drop_template(*_place(wanted))
    else:
        desk.save_template(replace(wanted, version=settings.version))
    desk.save_settings(settings)
    which = [("channel", None, wanted.channel.value), ("language", None, wanted.language.value)]
    desk.changes.note("template", None, which + _differences(shown, wanted, ("subject", "text")))
    return read_words(desk, texts)


def preview(desk: FrontDesk, texts: Texts, template: Template, *, without_polish_letters: bool | None) -> Preview:
    """With the practice's own name and phone. Raises PracticeNotReady."""
    problems = texts.problems(template.kind, template.channel, template.subject, template.text)
    if problems:
        return Preview(None, None, problems)
    if without_polish_letters is None:
        without_polish_letters = desk.settings().without_polish_letters
    is_ours = template.kind is Kind.REMINDER and (template.subject, template.text) == texts.ours(
        template.channel, template.language
    )
    words = Words(template.language, without_polish_letters, template.subject, template.text)
    if is_ours:
        words = replace(words, subject=None, text=None)
    said = texts.said(invented(template.kind, template.channel, desk.practice(), words, desk.now), desk.now)
    return Preview(said, count_parts(said.text) if template.channel is Channel.SMS else None, ())


def invented(kind: Kind, channel: Channel, practice: Practice, words: Words, now: datetime) -> CaseOfOwnWords:
    """A message to a patient that there is not, about a visit tomorrow."""
    first_name, last_name = NAMES
    patient = Patient(
        id=_ID,
        practice_id=practice.id,
        version=1,
        first_name=first_name,
        last_name=last_name,
        phone=None,
        email=None,
        sms_consent=True,
        email_consent=True,
    )
    starts_at = instant(now.astimezone(practice.zone).date() + timedelta(days=1), _HOUR, practice.zone)
    common: dict[str, Any] = {
        "id": _ID,
        "practice_id": practice.id,
        "channel": channel,
        "patient_id": _ID,
        "state": State.PLANNED,
        "reason": None,
        "send_at": now,
        "due_at": now,
        "trace_id": "",
    }
    if kind is Kind.WRITTEN:
        line = Written(batch_id=_ID, expires_at=now, **common)
        return WrittenCase(line, practice, patient, words)
    visit = Visit(_ID, practice.id, _ID, 1, starts_at.astimezone(UTC), VisitStatus.PLANNED, "")
    reminder = Reminder(visit_id=_ID, visit_starts_at=visit.starts_at, **common)
    return ReminderCase(reminder, visit, practice, patient, words=words)


def _ours(texts: Texts, channel: Channel, language: Language) -> Template:
    subject, text = texts.ours(channel, language)
    return Template(Kind.REMINDER, channel, language, subject, text, version=0)


def _differences(before: object, after: object, names: Sequence[str]) -> list[Change]:
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return [(name, was, is_) for name, was, is_ in pairs if was != is_]


def _place(template: Template) -> tuple[Kind, Channel, Language]:
    return template.kind, template.channel, template.language
