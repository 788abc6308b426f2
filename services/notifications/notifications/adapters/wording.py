"""The words of messages to patients, ours in ``templates/<kind>/<language>/`` or the practice's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from babel.dates import format_date, format_time
from chassis.logs import log
from jinja2 import UndefinedError

from notifications.adapters import own_words
from notifications.adapters.calendar_file import calendar_file
from notifications.adapters.environment import FOLDER, environment
from notifications.adapters.offer_wording import OfferTemplates
from notifications.adapters.patient_links import PatientLinks
from notifications.adapters.phones import national, readable
from notifications.adapters.plain_letters import plain_letters
from notifications.domain.case import Case, CaseOfOwnWords, OfferCase, ReminderCase
from notifications.domain.channel import Channel
from notifications.domain.message import Kind, Letter
from notifications.domain.practice import Practice
from notifications.domain.sms_parts import count_parts
from notifications.domain.words import LONGEST_SUBJECT, LONGEST_TEXT, PLACEHOLDERS, Language, Problem

_RELATIVE = {
    Language.PL: {0: "Dziś", 1: "Jutro", 2: "Pojutrze"},
    Language.EN: {0: "Today", 1: "Tomorrow"},
}
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s().\-/]+(?=\d)")
_NAME, _PHONE, _LINK = "practice_name", "practice_phone", "link"
_BEFORE_LINK = {
    Language.PL: "Potwierdzam, zmieniam termin lub odwołuję:",
    Language.EN: "Confirm, change or cancel it:",
}
"""In mails whose own words have no link."""


@cache
def ours(channel: Channel, language: Language, *, replies: bool = False) -> tuple[str | None, str]:
    """Subject and text of our reminder, with placeholders; an SMS has no subject, and asks for one with ``replies``."""

    def read(name: str) -> str:
        return (FOLDER / "reminder" / language / name).read_text(encoding="utf-8").strip()

    if channel is Channel.SMS:
        return None, read("sms_reply.txt" if replies else "sms.txt")
    return read("subject.txt"), read("text.txt")


@dataclass(frozen=True)
class Said:
    """What somebody reads, and what of it the text as written lacked: ``practice_name``, ``practice_phone``."""

    subject: str | None = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(repr=False)
    added: Sequence[str]


class Templates:
    """Renders messages to patients, times in the practice's zone. Every one names the practice and its phone.

    Reminders lead to the visit by ``links``: every mail, and an SMS in our words where it stays one SMS with it. With
    ``replies``, if who gets an SMS can answer it, one in our words asks for that, too, where it stays one SMS with it.
    Without ``calendar_files`` for those who only look: the file costs more than all the words.
    """

    def __init__(
        self, links: PatientLinks | None = None, *, replies: bool = False, calendar_files: bool = True
    ) -> None:
        self._links = links
        self._replies = replies
        self._calendar_files = calendar_files
        self._html = environment(autoescape=True)
        self._offers = OfferTemplates(links)

    def letter(self, case: Case, as_of: datetime) -> Letter:
        if isinstance(case, OfferCase):
            return self._offers.letter(case, as_of)
        to = case.patient.address(case.line.channel)
        assert to is not None
        said = self.said(case, as_of)
        if case.line.channel is Channel.SMS:
            return Letter(to=to, subject=None, text=said.text)
        words = self.words(case, as_of)
        file = None
        if isinstance(case, ReminderCase) and self._calendar_files:
            file = calendar_file(case, as_of, practice_name=words[_NAME], practice_phone=words[_PHONE])
        return Letter(to=to, subject=said.subject, text=said.text, html=said.html, sender=words[_NAME], calendar=file)

    def words(self, case: CaseOfOwnWords, as_of: datetime) -> dict[str, str]:
        """What the placeholders of a text stand for."""
        link = self._links.to_visit(case) if self._links and isinstance(case, ReminderCase) else ""
        return words_of(case, as_of, link)

    def ours(self, channel: Channel, language: Language) -> tuple[str | None, str]:
        return ours(channel, language, replies=self._replies)

    def problems(self, kind: Kind, channel: Channel, subject: str | None, text: str) -> list[Problem]:
        """Why these words cannot be taken. A reminder by e-mail needs a subject, what is written by hand does not."""
        allowed = PLACEHOLDERS[kind]
        found = own_words.problems("text", text, allowed, LONGEST_TEXT[channel])
        if channel is Channel.SMS or (subject is None and kind is Kind.WRITTEN):
            return found
        return own_words.problems("subject", subject or "", allowed, LONGEST_SUBJECT) + found

    def said(self, case: CaseOfOwnWords, as_of: datetime) -> Said:
        """The words alone, whether the patient has an address or not.

        A reminder goes out in ours where the practice's own are of an older release and cannot be filled in any more.
        """
        try:
            return self._said(case, as_of)
        except (own_words.TooClever, UndefinedError):
            if not isinstance(case, ReminderCase) or case.words.text is None:
                raise
            log.warning("a template cannot be filled in any more", practice_id=case.practice.id)
            return self._said(replace(case, words=replace(case.words, subject=None, text=None)), as_of)

    def _said(self, case: CaseOfOwnWords, as_of: datetime) -> Said:
        words, chosen = self.words(case, as_of), case.words
        if case.line.channel is Channel.SMS:
            return _sms(case, words, replies=self._replies)
        our_subject, our_text = ours(case.line.channel, chosen.language)
        text, added = _complete(own_words.rendered(chosen.text or our_text, words), case, words)
        source = chosen.subject or ("{{ practice_name }}" if chosen.text else our_subject) or ""
        subject = " ".join(own_words.rendered(source, words).split())
        page, link = self._page(case, words, subject, text), words.get(_LINK)
        if link and link not in text:
            text = f"{text}\n\n{_BEFORE_LINK[chosen.language]}\n{link}"
        return Said(subject, text, page, added)

    def _page(self, case: CaseOfOwnWords, words: Mapping[str, str], subject: str, text: str) -> str:
        language = case.words.language
        name = "layouts/message.html" if case.words.text else f"reminder/{language}/page.html"
        paragraphs = [paragraph.splitlines() for paragraph in re.split(r"\n\s*\n", text)]
        return self._html.get_template(name).render(
            {_LINK: "", **words},
            language=language.value,
            subject=subject,
            paragraphs=paragraphs,
            phone_link=case.practice.phone,
        )


def _sms(case: CaseOfOwnWords, words: Mapping[str, str], *, replies: bool) -> Said:
    """The practice's own words as they are; ours with what fits into one SMS: link and question, one of them, or none.

    The link comes first: it costs the patient nothing, and moves a visit as well.
    """
    if case.words.text is not None:
        return _said_by_sms(case, case.words.text, words)
    plain, asking = (ours(Channel.SMS, case.words.language, replies=each)[1] for each in (False, True))
    linked, bare = [words] if words.get(_LINK) else [], {**words, _LINK: ""}
    for given in (*linked, bare):
        for source in (asking, plain) if replies else (plain,):
            said = _said_by_sms(case, source, given)
            if count_parts(said.text).parts == 1:
                return said
    return _said_by_sms(case, plain, bare)


def _said_by_sms(case: CaseOfOwnWords, source: str, words: Mapping[str, str]) -> Said:
    text, added = _complete(own_words.rendered(source, words), case, words)
    return Said(None, plain_letters(text) if case.words.without_polish_letters else text, None, added)


def _complete(text: str, case: CaseOfOwnWords, words: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text, signed with what it lacks of the practice's name and phone."""
    added = []
    if not _names(text, words[_NAME]):
        added.append(_NAME)
    if case.practice.phone and national(case.practice.phone) not in _BETWEEN_DIGITS.sub("", text):
        added.append(_PHONE)
    if not added:
        return text, added
    phone = f"tel. {words[_PHONE]}"
    signature = ", ".join(words[_NAME] if each == _NAME else phone for each in added)
    gap = "\n" if case.line.channel is Channel.SMS else "\n\n"
    return f"{text}{gap}{signature}", added


def _names(text: str, name: str) -> bool:
    return name in text or _plain_name(name) in _plain(text)


@lru_cache(maxsize=256)
def _plain_name(name: str) -> str:
    return _plain(name)


def _plain(text: str) -> str:
    return " ".join(plain_letters(text).casefold().split())


def words_of(case: CaseOfOwnWords, as_of: datetime, link: str = "") -> dict[str, str]:
    """What the placeholders of a text stand for; empty where there is nothing to say."""
    words = {
        **practice_words(case.practice),
        "patient_first_name": _one_line(case.patient.first_name),
        "patient_last_name": _one_line(case.patient.last_name),
    }
    if not isinstance(case, ReminderCase):
        return words
    language, zone = case.words.language, case.practice.zone
    starts, today = case.visit.starts_at.astimezone(zone), as_of.astimezone(zone).date()
    return words | {
        "visit_day": format_date(starts, "EEEE, d MMMM", locale=language),
        "visit_date": format_date(starts, "EEE d.MM" if language is Language.PL else "EEE d MMM", locale=language),
        "visit_relative_day": _relative_day(starts.date(), today, language),
        "visit_hour": format_time(starts, "HH:mm", tzinfo=zone, locale=language),
        _LINK: link,
    }


def practice_words(practice: Practice) -> dict[str, str]:
    return {_NAME: _one_line(practice.name), _PHONE: readable(practice.phone) if practice.phone else ""}


def _relative_day(day: date, today: date, language: Language) -> str:
    weekday = format_date(day, "EEEE", locale=language)
    return _RELATIVE[language].get((day - today) // timedelta(days=1), weekday[:1].upper() + weekday[1:])


def _one_line(text: str) -> str:
    return " ".join(text.split())
