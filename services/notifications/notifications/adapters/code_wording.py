"""The words that a code comes in, in Polish and English: ``templates/booking_code/<language>/``."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications.adapters.environment import environment
from notifications.adapters.phones import readable
from notifications.adapters.plain_letters import plain_letters
from notifications.domain.booking_code import CodeCase
from notifications.domain.channel import Channel
from notifications.domain.message import Letter

SENDER = "Dentoro"
"""Of a mail, while the practice is not known here."""
_LONGEST_NAME = 60
"""Characters: an SMS is to stay one SMS."""
_MINUTE = timedelta(minutes=1)


class CodeTemplates:
    """Renders codes; each says for how long from then on it is good."""

    def __init__(self) -> None:
        self._text = environment(autoescape=False)
        self._html = environment(autoescape=True)

    def letter(self, case: CodeCase, as_of: datetime) -> Letter:
        contents, practice = case.line.contents, case.practice
        assert contents is not None, "a code that is done has nothing to say"
        folder = f"booking_code/{contents.language}"
        phone = practice.phone if practice else None
        words = {
            "language": contents.language.value,
            "code": contents.code,
            "practice_name": _name(practice.name) if practice else "",
            "practice_phone": readable(phone) if phone else "",
            "phone_link": phone,
            "minutes": max(1, round((case.line.expires_at - as_of) / _MINUTE)),
        }
        if case.line.channel is Channel.SMS:
            text = self._text.get_template(f"{folder}/sms.txt").render(words).strip()
            return Letter(
                to=contents.to, subject=None, text=plain_letters(text) if case.without_polish_letters else text
            )
        subject = self._text.get_template(f"{folder}/subject.txt").render(words).strip()
        text = self._text.get_template(f"{folder}/text.txt").render(words).strip()
        html = self._html.get_template(f"{folder}/page.html").render(words, subject=subject)
        sender = words["practice_name"] if practice else SENDER
        return Letter(to=contents.to, subject=subject, text=text, html=html, sender=str(sender))


def _name(text: str) -> str:
    """In one line, and no longer than an SMS has room for."""
    name = " ".join(text.split())
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip()}..."
