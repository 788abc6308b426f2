"""Between the RPC methods about templates and the domain."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.notifications import rpc

from notifications.application.choose_words import Chosen, Preview
from notifications.domain.channel import Channel
from notifications.domain.message import Kind
from notifications.domain.words import PLACEHOLDERS, Language, Template

_ORDER = (
    *("visit_relative_day", "visit_day", "visit_date", "visit_hour", "link"),
    *("patient_first_name", "patient_last_name", "practice_name", "practice_phone"),
)


def template_from(request: rpc.ChangeTemplate | rpc.PreviewTemplate) -> Template:
    """As it is to be kept: an SMS has no subject, and an empty one is none."""
    channel = Channel(request.channel)
    subject = (request.subject or "").strip() or None
    return Template(
        kind=Kind(request.kind),
        channel=channel,
        language=Language(request.language),
        subject=None if channel is Channel.SMS else subject,
        text=(request.text or "").replace("\r\n", "\n").strip(),
        version=0,
    )


def templates_to(chosen: Chosen, examples: Mapping[str, str]) -> rpc.Templates:
    return rpc.Templates(
        items=[
            rpc.Template(
                kind=each.kind.value,
                channel=each.channel.value,
                language=each.language.value,
                subject=each.subject,
                text=each.text,
                own=each.version > 0,
                version=each.version,
            )
            for each in chosen.templates
        ],
        placeholders=[
            rpc.Placeholder(
                name=name,
                example=examples[name],
                kinds=[kind.value for kind in Kind if name in PLACEHOLDERS[kind]],
            )
            for name in _ORDER
        ],
        language=chosen.settings.language.value,
        without_polish_letters=chosen.settings.without_polish_letters,
        version=chosen.settings.version,
    )


def preview_to(preview: Preview, channel: Channel) -> rpc.Preview:
    said, parts = preview.said, preview.parts
    return rpc.Preview(
        subject=said.subject if said else None,
        text=said.text if said else None,
        html=said.html if said and channel is Channel.EMAIL else None,
        characters=len(said.text) if said else 0,
        parts=parts.parts if parts else None,
        encoding=parts.encoding if parts else None,
        left_in_part=parts.left if parts else None,
        added=[*said.added] if said else [],
        problems=[rpc.TemplateProblem(field=each.field, code=each.code, name=each.name) for each in preview.problems],
    )
