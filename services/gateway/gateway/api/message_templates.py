"""The words of reminders: ours until the practice writes its own."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from contracts.base import Nothing
from contracts.notifications import rpc as notifications
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.bodies import Body
from gateway.errors import Problem

blueprint = APIBlueprint("message_templates", __name__, tag="Messages")

CHANNELS = ("sms", "email")
LANGUAGES = ("pl", "en")


class MessageSettings(Body):
    """Fields left out keep their value. ``version`` may be sent back as it was read."""

    language: notifications.MessageLanguage | None = None
    without_polish_letters: bool | None = None
    version: int | None = Field(default=None, json_schema_extra={"readOnly": True})


class OwnWords(Body):
    """A text of null brings ours back. An e-mail needs a subject."""

    subject: str | None = None
    text: str | None


class WordsToPreview(notifications.PreviewTemplate, Body):
    """With the practice's real name and phone and an invented patient and visit."""


@blueprint.get("/message-templates")
@blueprint.output(notifications.Templates)
def read_templates() -> Any:
    """The words of reminders in each channel and language, the placeholders, and the practice's choices."""
    templates = rpc.call(notifications.read_templates, Nothing())
    return templates, 200, versions.tag(templates)


@blueprint.put("/message-templates")
@blueprint.input(MessageSettings)
@blueprint.output(notifications.Templates)
def change_message_settings(json_data: MessageSettings) -> Any:
    """In which language the practice writes, and whether SMS go out without Polish letters."""
    change = notifications.ChangeMessageSettings(**versions.sent(json_data), **versions.expected())
    templates = rpc.call(notifications.change_message_settings, change)
    return templates, 200, versions.tag(templates)


@blueprint.put("/message-templates/<channel>/<language>")
@blueprint.input(OwnWords)
@blueprint.output(notifications.Templates)
def change_template(channel: str, language: str, json_data: OwnWords) -> Any:
    """The practice's own words for reminders. If-Match takes the ``version`` of this one template, 0 for ours."""
    if channel not in CHANNELS or language not in LANGUAGES:
        raise Problem("not_found")
    change = notifications.ChangeTemplate.model_validate(
        {
            "kind": "reminder",
            "channel": channel,
            "language": language,
            **versions.sent(json_data),
            **versions.expected(),
        }
    )
    templates = rpc.call(notifications.change_template, change)
    return templates, 200, versions.tag(templates)


@blueprint.post("/message-templates/preview")
@blueprint.input(WordsToPreview)
@blueprint.output(notifications.Preview)
def preview_template(json_data: WordsToPreview) -> Any:
    """What a patient would read, how many SMS that is, or what is wrong with the text."""
    return rpc.call(notifications.preview_template, json_data)
