"""The words in which a freed time is offered, in Polish and English: ``templates/offer/<language>/``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_date, format_time

from notifications.adapters.environment import environment
from notifications.adapters.patient_links import PatientLinks
from notifications.adapters.phones import readable
from notifications.adapters.plain_letters import plain_letters
from notifications.domain.case import OfferCase
from notifications.domain.channel import Channel
from notifications.domain.message import Letter
from notifications.domain.sms_parts import count_parts
from notifications.domain.words import Language

_DATE = {Language.PL: "EEE d.MM", Language.EN: "EEE d MMM"}
_SHORTEST_NAME = 15
"""Characters of a practice's name that tell it from others, in an SMS."""


class OfferTemplates:
    """Renders offers, times in the practice's zone. Without ``links`` for those who look at no offer."""

    def __init__(self, links: PatientLinks | None) -> None:
        self._links = links
        self._text = environment(autoescape=False)
        self._html = environment(autoescape=True)

    def letter(self, case: OfferCase, as_of: datetime) -> Letter:
        """The patient must have an address. Its secret is what the link holds."""
        to = case.patient.address(case.line.channel)
        assert to is not None
        secret = self._links.token_of_offer(case) if self._links else None
        words = _words(case, as_of) | {"link": self._links.to_offer(case) if self._links else ""}
        if case.line.channel is Channel.SMS:
            return Letter(to=to, subject=None, text=self._sms(case, words), secret=secret)
        folder = f"offer/{case.words.language}"
        subject = self._filled(f"{folder}/subject.txt", words)
        text = self._filled(f"{folder}/text.txt", words)
        html = self._html.get_template(f"{folder}/page.html").render(
            words, subject=subject, language=case.words.language.value, phone_link=case.practice.phone
        )
        return Letter(to=to, subject=subject, text=text, html=html, sender=words["practice_name"], secret=secret)

    def _sms(self, case: OfferCase, words: Mapping[str, str]) -> str:
        """In one SMS: with fewer words, and less of a long name, where that is what it takes."""

        def said(name: str, words: Mapping[str, str]) -> str:
            text = self._filled(f"offer/{case.words.language}/{name}.txt", words)
            return plain_letters(text) if case.words.without_polish_letters else text

        short = said("sms_short", words)
        for text in (said("sms", words), short):
            if count_parts(text).parts == 1:
                return text
        name = words["practice_name"]
        for length in range(len(name) - 1, _SHORTEST_NAME - 1, -1):
            shorter = said("sms_short", {**words, "practice_name": f"{name[:length].rstrip()}..."})
            if count_parts(shorter).parts == 1:
                return shorter
        return short

    def _filled(self, name: str, words: Mapping[str, str]) -> str:
        return self._text.get_template(name).render(words).strip()


def _words(case: OfferCase, as_of: datetime) -> dict[str, str]:
    practice, language, zone = case.practice, case.words.language, case.practice.zone
    starts = case.offer.starts_at.astimezone(zone)
    expires, today = case.line.expires_at.astimezone(zone), as_of.astimezone(zone).date()
    until = format_time(expires, "HH:mm", locale=language)
    if expires.date() != today:
        until = f"{format_date(expires, _DATE[language], locale=language)} {until}"
    return {
        "practice_name": " ".join(practice.name.split()),
        "practice_phone": readable(practice.phone) if practice.phone else "",
        "service_name": " ".join((case.offer.service_name or "").split()),
        "offer_day": format_date(starts, "EEEE, d MMMM", locale=language),
        "offer_date": format_date(starts, _DATE[language], locale=language),
        "offer_hour": format_time(starts, "HH:mm", locale=language),
        "until": until,
    }
