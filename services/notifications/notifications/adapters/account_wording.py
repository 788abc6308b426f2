"""The words of letters about accounts, in Polish and English: ``templates/<kind>/<language>/``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from notifications.adapters.environment import environment
from notifications.domain.account_letter import AccountCase, Contents, LetterKind
from notifications.domain.message import Letter

SENDER = "Dentoro"

PATHS = {
    LetterKind.EMAIL_CONFIRMATION: "confirm-email",
    LetterKind.PASSWORD_RESET: "reset-password",
    LetterKind.INVITATION: "invitation",
}
"""Pages of the gateway that a token opens."""
FORGOT = "forgot-password"

_DAYS = {"pl": "EEEE, d MMMM y", "en": "EEEE, d MMMM y"}
_ROLES = {
    "pl": {"owner": "właściciel", "admin": "administrator", "dentist": "dentysta", "receptionist": "recepcja"},
    "en": {"owner": "owner", "admin": "administrator", "dentist": "dentist", "receptionist": "receptionist"},
}
_LONGEST_NAME = 100
"""Characters: names come from strangers, who are not to write the letter."""


class AccountTemplates:
    """Renders letters whose links lead to ``public_url``, where browsers reach the gateway."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._text = environment(autoescape=False)
        self._html = environment(autoescape=True)

    def letter(self, case: AccountCase, _as_of: datetime) -> Letter:
        contents = case.line.contents
        assert contents is not None, "a letter that is done has nothing to say"
        folder = f"{case.line.kind.value}/{contents.language}"
        words = self._words(case, contents)
        subject = self._text.get_template(f"{folder}/subject.txt").render(words).strip()
        text = self._text.get_template(f"{folder}/text.txt").render(words).strip()
        html = self._html.get_template(f"{folder}/page.html").render(words, subject=subject)
        return Letter(to=contents.to, subject=subject, text=text, html=html, sender=SENDER)

    def _words(self, case: AccountCase, contents: Contents) -> dict[str, Any]:
        return {
            "language": contents.language,
            "practice": _name(contents.practice_name),
            "first_name": _name(contents.first_name or ""),
            "invited_by": _name(contents.invited_by or ""),
            "role": _ROLES[contents.language].get(contents.role or "", ""),
            "link": self._link(case.line.kind, contents.token),
            "until": _moment(case.line.expires_at, case.zone, contents.language),
            "at": None if contents.at is None else _moment(contents.at, case.zone, contents.language),
        }

    def _link(self, kind: LetterKind, token: str | None) -> str:
        path = PATHS.get(kind)
        if path is None or token is None:
            return f"{self._public_url}/{FORGOT}"
        return f"{self._public_url}/{path}/{quote(token, safe='')}"


def _name(text: str) -> str:
    """In one line, and no longer than a name is."""
    name = " ".join(text.split())
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip()}…"


def _moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    local = at.astimezone(zone)
    return f"{format_date(local, _DAYS[language], locale=language)}, {format_time(local, 'HH:mm', locale=language)}"
