"""The words of reminders: ours until the practice writes its own."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.base import Message as Wire
from contracts.base import Method, Nothing
from contracts.notifications.rpc.messages import Channel

TemplateKind = Literal["reminder", "written"]
"""``written`` has no template of its own: its placeholders and its preview only."""
MessageLanguage = Literal["pl", "en"]


class Placeholder(Wire):
    name: str
    """As in ``{{ patient_first_name }}``."""
    example: str
    kinds: list[TemplateKind]


class Template(Wire):
    kind: TemplateKind
    channel: Channel
    language: MessageLanguage
    subject: str | None
    """None for SMS."""
    text: str
    own: bool
    """Written by the practice; False: ours."""
    version: int
    """0 for ours."""


class Templates(Wire):
    items: list[Template]
    placeholders: list[Placeholder]
    language: MessageLanguage
    """In which the practice writes to its patients."""
    without_polish_letters: bool
    """In SMS: ``ą`` goes out as ``a``, which takes fewer parts."""
    version: int


class ChangeTemplate(Wire):
    kind: TemplateKind
    channel: Channel
    language: MessageLanguage
    subject: str | None = None
    text: str | None = None
    """None: ours again."""
    expected_version: int | None = None


class ChangeMessageSettings(Wire):
    """Fields left out keep their value."""

    language: MessageLanguage | None = None
    without_polish_letters: bool | None = None
    expected_version: int | None = None


class PreviewTemplate(Wire):
    """With the practice's real name and phone and an invented patient and visit."""

    kind: TemplateKind
    channel: Channel
    language: MessageLanguage
    subject: str | None = None
    text: str
    without_polish_letters: bool | None = None
    """Left out: as the practice has it."""


class TemplateProblem(Wire):
    """``unknown_placeholder``, ``template_syntax``, ``too_long``, ``required`` ..."""

    field: Literal["subject", "text"]
    code: str
    name: str | None = None
    """The placeholder it is about."""


class Preview(Wire):
    """``subject``, ``text`` and ``html`` are None where ``problems`` say why."""

    subject: str | None
    text: str | None
    html: str | None
    characters: int
    parts: int | None
    encoding: Literal["gsm7", "ucs2"] | None
    """None for e-mail. ``ucs2``: some letter is not in GSM 03.38, so that a part holds 70 characters, not 160."""
    left_in_part: int | None
    added: list[Literal["practice_name", "practice_phone"]] = Field(default_factory=list)
    """What the text lacked and every message names."""
    problems: list[TemplateProblem] = Field(default_factory=list)


read_templates = Method("notifications", "read_templates", Nothing, Templates, act="see_settings")
change_template = Method("notifications", "change_template", ChangeTemplate, Templates, act="change_settings")
change_message_settings = Method(
    "notifications", "change_message_settings", ChangeMessageSettings, Templates, act="change_settings"
)
preview_template = Method("notifications", "preview_template", PreviewTemplate, Preview, act="see_messages")
