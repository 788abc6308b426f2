"""What the patient reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from notifications.adapters.phones import readable
from notifications.adapters.wording import Templates
from notifications.domain.channel import Channel
from notifications.domain.sms_parts import count_parts

from services.notifications.tests.factories import a_case, a_line, a_practice, a_visit, local

TEMPLATES = Templates()
DAY_BEFORE = local("2026-11-23 10:00")


def sms(as_of=DAY_BEFORE, **changes):
    return TEMPLATES.letter(a_case(**changes), as_of).text


def mail(as_of=DAY_BEFORE, **changes):
    return TEMPLATES.letter(a_case(line=a_line(channel=Channel.EMAIL), **changes), as_of)


def test_the_sms_names_day_hour_practice_and_phone_in_plain_letters():
    assert sms() == "Jutro (wt. 24.11) o 12:00 wizyta: Gabinet Usmiech. Zmiana lub odwolanie: tel. 22 123 45 67"


def test_an_sms_is_one_part_for_a_practice_with_a_long_name():
    long = a_practice(name="Centrum Stomatologii Rodzinnej i Implantologii Żółkiewski i Wspólnicy")
    counted = count_parts(sms(practice=long))
    assert (counted.encoding, counted.parts) == ("gsm7", 1)


@pytest.mark.parametrize(
    ("as_of", "word"),
    [
        ("2026-11-24 08:00", "Dzis"),
        ("2026-11-23 23:59", "Jutro"),
        ("2026-11-22 10:00", "Pojutrze"),
        ("2026-11-20 10:00", "Wtorek"),
    ],
)
def test_the_day_is_named_as_it_is_when_the_message_goes_out(as_of, word):
    assert sms(local(as_of)).startswith(f"{word} (wt. 24.11)")


def test_a_practice_without_phone_leaves_it_out():
    text = sms(practice=a_practice(phone=None))
    assert text == "Jutro (wt. 24.11) o 12:00 wizyta: Gabinet Usmiech."
    letter = mail(practice=a_practice(phone=None))
    assert "telefon" not in letter.text
    assert "tel:" not in letter.html


@pytest.mark.parametrize(("visit", "shown"), [("2026-03-29 12:00", "29.03"), ("2026-10-25 12:00", "25.10")])
def test_the_hour_is_the_practices_on_the_days_of_the_clock_change(visit, shown):
    case = {"visit": a_visit(local(visit)), "line": a_line(visit_starts_at=local(visit))}
    assert f"{shown}) o 12:00" in sms(local(visit), **case)


def test_the_hour_is_the_practices_in_another_zone():
    assert "o 11:00" in sms(practice=a_practice(time_zone="Europe/London"))


def test_the_mail_has_subject_text_and_a_page():
    letter = mail()
    assert letter.to == "zofia@example.com"
    assert letter.subject == "Wizyta wtorek, 24 listopada, 12:00: Gabinet Uśmiech"
    for words in (letter.text, letter.html):
        assert "Gabinet Uśmiech" in words
        assert "wtorek, 24 listopada" in words
        assert "12:00" in words
        assert "22 123 45 67" in words
    assert '<html lang="pl">' in letter.html
    assert 'href="tel:+48221234567"' in letter.html


def test_a_practices_name_cannot_bring_markup_or_header_lines():
    letter = mail(practice=a_practice(name="A&B <script>x</script>\r\nBcc: all@example.com"))
    assert "<script>" not in letter.html
    assert "A&amp;B &lt;script&gt;" in letter.html
    assert "\n" not in letter.subject
    assert "A&B <script>" in letter.text


def test_template_marks_in_a_name_are_text():
    assert "{{ 7*7 }}" in sms(practice=a_practice(name="{{ 7*7 }}"))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+48501700100", "501 700 100"),
        ("+48221234567", "22 123 45 67"),
        ("+4930123456", "+4930123456"),
        ("+48123", "+48123"),
    ],
)
def test_phone_numbers_are_written_as_people_do(number, shown):
    assert readable(number) == shown


def test_no_letter_shows_itself_in_a_log():
    shown = repr(replace(mail()))
    assert "zofia" not in shown
    assert "Gabinet" not in shown
