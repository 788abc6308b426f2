"""The fields of USTAWIENIA / TREŚĆ WIADOMOŚCI: what holds for all messages, and the words of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from contracts.notifications import rpc as notifications
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway.web.forms import Form

OPTION_LABELS: Mapping[str, Any] = {
    "language": _l("Language of messages"),
    "without_polish_letters": _l("SMS without Polish letters"),
}
OPTION_PARTS = {field: (field,) for field in OPTION_LABELS}
LABELS: Mapping[str, Any] = {"subject": _l("Subject"), "text": _l("Text")}
PARTS = {field: (field,) for field in LABELS}
LANGUAGES: Mapping[str, Any] = {"pl": _l("Polish"), "en": _l("English")}


class Which(NamedTuple):
    """One of the practice's texts."""

    kind: notifications.TemplateKind
    channel: notifications.Channel
    language: notifications.MessageLanguage

    @property
    def address(self) -> dict[str, Any]:
        return self._asdict()


def which(kind: str, channel: str, language: str) -> Which | None:
    """As an address names it; None for what is no text of ours."""
    known = (
        kind in get_args(notifications.TemplateKind)
        and channel in get_args(notifications.Channel)
        and language in get_args(notifications.MessageLanguage)
    )
    return Which._make((kind, channel, language)) if known else None


def find(templates: notifications.Templates, wanted: Which) -> notifications.Template | None:
    return next((t for t in templates.items if (t.kind, t.channel, t.language) == wanted), None)


def values(template: notifications.Template) -> dict[str, str]:
    shown = {"text": template.text, "expected_version": str(template.version)}
    return shown | ({"subject": template.subject or ""} if template.channel == "email" else {})


def option_values(templates: notifications.Templates) -> dict[str, str]:
    shown = {"language": templates.language, "expected_version": str(templates.version)}
    return shown | ({"without_polish_letters": "on"} if templates.without_polish_letters else {})


def describe(label: str, values: Mapping[str, str]) -> str:
    """One part of the form in words; see ``conflicts.merge``."""
    return values.get(label) or str(_("nothing"))


def describe_option(label: str, values: Mapping[str, str]) -> str:
    if label == "language":
        return str(LANGUAGES.get(values.get("language", ""), ""))
    return str(_("on") if label in values else _("off"))


def words(form: Form) -> str:
    """The text as it is kept: browsers end lines with two characters."""
    return form["text"].replace("\r\n", "\n").strip()


def read(form: Form, wanted: Which) -> notifications.ChangeTemplate | None:
    """None where the form says what is wrong in itself; the rest is notifications' to say."""
    form.require(*(("subject", "text") if wanted.channel == "email" else ("text",)))
    if form.refused:
        return None
    return notifications.ChangeTemplate(
        **wanted.address,
        subject=form.text("subject") if wanted.channel == "email" else None,
        text=words(form),
        expected_version=form.version(),
    )
