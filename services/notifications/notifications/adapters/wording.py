"""The words of messages: Jinja2 templates in ``templates/``, rendered in a sandbox.

The sandbox matters once practices write their own; ours go through the same door.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.adapters.phones import readable
from notifications.adapters.plain_letters import plain_letters
from notifications.domain.case import Case
from notifications.domain.channel import Channel
from notifications.domain.message import Letter

_RELATIVE = {0: "Dziś", 1: "Jutro", 2: "Pojutrze"}


def environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """Of ours in ``templates/``; with ``autoescape`` for HTML. What a template is not given is an error."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return ImmutableSandboxedEnvironment(
        loader=loader, autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True
    )


class Templates:
    """Renders reminders in Polish, times in the practice's zone."""

    def __init__(self) -> None:
        self._text = environment(autoescape=False)
        self._html = environment(autoescape=True)

    def letter(self, case: Case, as_of: datetime) -> Letter:
        words = _words(case, as_of)
        to = case.patient.address(case.line.channel)
        assert to is not None
        if case.line.channel is Channel.SMS:
            return Letter(to=to, subject=None, text=plain_letters(self._rendered("reminder/sms.txt", words)))
        subject = self._rendered("reminder/email_subject.txt", words)
        html = self._html.get_template("reminder/email.html").render(words, subject=subject)
        text = self._rendered("reminder/email.txt", words)
        return Letter(to=to, subject=subject, text=text, html=html, sender=words["practice"])

    def _rendered(self, template: str, words: dict[str, Any]) -> str:
        return self._text.get_template(template).render(words).strip()


def _words(case: Case, as_of: datetime) -> dict[str, Any]:
    starts = case.visit.starts_at.astimezone(case.practice.zone)
    today = as_of.astimezone(case.practice.zone).date()
    phone = case.practice.phone
    return {
        "practice": " ".join(case.practice.name.split()),
        "phone": readable(phone) if phone else None,
        "phone_link": phone,
        "day": format_date(starts, "EEEE, d MMMM", locale="pl"),
        "short_day": format_date(starts, "EEE d.MM", locale="pl"),
        "relative_day": _relative_day(starts.date(), today),
        "hour": format_time(starts, "HH:mm", tzinfo=case.practice.zone, locale="pl"),
    }


def _relative_day(day: date, today: date) -> str:
    return _RELATIVE.get((day - today) // timedelta(days=1), format_date(day, "EEEE", locale="pl").capitalize())
