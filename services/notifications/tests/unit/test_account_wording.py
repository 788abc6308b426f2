"""What people read in letters about their account."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from notifications.adapters import account_wording
from notifications.adapters.account_wording import AccountTemplates
from notifications.domain.account_letter import AccountCase, LetterKind

from services.notifications.tests.factories import NOW, WARSAW, local
from services.notifications.tests.fake_letters import TOKEN, a_letter, contents

TEMPLATES = AccountTemplates("https://dentoro.example")
ALL = [(kind, language) for kind in LetterKind for language in ("pl", "en")]


def written(kind=LetterKind.PASSWORD_RESET, language="pl", zone=WARSAW, **changes):
    said = contents(language=language, **changes)
    until = local("2026-11-23 12:00")
    return TEMPLATES.letter(AccountCase(a_letter(kind=kind, contents=said, expires_at=until), zone), NOW)


def whole(kind, language, **changes):
    more = {
        LetterKind.INVITATION: {"role": "dentist", "invited_by": "Ewa Nowak", "first_name": None},
        LetterKind.PASSWORD_CHANGED: {"token": None, "at": local("2026-11-23 09:30")},
    }
    return written(kind, language, **more.get(kind, {}), **changes)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_each_letter_is_from_dentoro_names_the_practice_and_has_one_button(kind, language):
    letter = whole(kind, language)
    assert (letter.sender, letter.to) == ("Dentoro", "anna@example.com")
    for words in (letter.subject, letter.text, letter.html):
        assert "Gabinet Uśmiech" in words
    assert f'<html lang="{language}">' in letter.html
    [button] = re.findall(r'<a href="([^"]+)"', letter.html)
    assert letter.text.count("https://") == 1
    assert button in letter.text.splitlines(), "alone in its line, so that every mail program makes it a link"
    assert f">{button}</span>" in letter.html


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_no_letter_has_a_word_left_open_or_an_empty_line_too_many(kind, language):
    letter = whole(kind, language)
    for words in (letter.subject, letter.text):
        assert "{" not in words
        assert "\n\n\n" not in words
        assert "  " not in words
        assert "None" not in words
    assert "\n" not in letter.subject


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (LetterKind.EMAIL_CONFIRMATION, "confirm-email"),
        (LetterKind.PASSWORD_RESET, "reset-password"),
        (LetterKind.INVITATION, "invitation"),
    ],
)
def test_the_link_leads_to_the_page_that_takes_the_token(kind, path):
    assert f"https://dentoro.example/{path}/{TOKEN}" in whole(kind, "en").text.splitlines()


def test_a_changed_password_leads_to_where_a_new_one_is_asked_for():
    letter = whole(LetterKind.PASSWORD_CHANGED, "pl")
    assert "https://dentoro.example/forgot-password" in letter.text.splitlines()
    assert "poniedziałek, 23 listopada 2026, 09:30" in letter.text


def test_a_token_cannot_leave_its_place_in_the_link():
    assert "/reset-password/..%2F%3Fa%26b" in written(token="../?a&b").text


@pytest.mark.parametrize(
    ("kind", "language", "doubt"),
    [
        (LetterKind.EMAIL_CONFIRMATION, "pl", "To nie Ty?"),
        (LetterKind.PASSWORD_RESET, "pl", "To nie Ty?"),
        (LetterKind.INVITATION, "pl", "Nie znasz tego gabinetu?"),
        (LetterKind.PASSWORD_CHANGED, "pl", "To nie Ty?"),
        (LetterKind.EMAIL_CONFIRMATION, "en", "It was not you?"),
        (LetterKind.PASSWORD_RESET, "en", "It was not you?"),
        (LetterKind.INVITATION, "en", "You do not know this practice?"),
        (LetterKind.PASSWORD_CHANGED, "en", "It was not you?"),
    ],
)
def test_each_letter_says_what_to_do_if_it_was_not_you(kind, language, doubt):
    letter = whole(kind, language)
    assert doubt in letter.text
    assert doubt in letter.html


@pytest.mark.parametrize(
    ("language", "zone", "until"),
    [
        ("pl", "Europe/Warsaw", "poniedziałek, 23 listopada 2026, 12:00"),
        ("en", "Europe/Warsaw", "Monday, 23 November 2026, 12:00"),
        ("en", "Europe/London", "Monday, 23 November 2026, 11:00"),
    ],
)
def test_it_says_until_when_the_link_works_in_the_practices_time(language, zone, until):
    assert until in written(language=language, zone=ZoneInfo(zone)).text


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("role", ["owner", "admin", "dentist", "receptionist"])
def test_an_invitation_names_who_invites_and_the_role(language, role):
    letter = written(LetterKind.INVITATION, language, role=role, invited_by="Ewa Nowak", first_name=None)
    word = account_wording._ROLES[language][role]
    for words in (letter.text, letter.html):
        assert "Ewa Nowak" in words
        assert f": {word}." in words


def test_a_name_is_greeted_in_english_and_missed_by_nobody():
    assert written(language="en").text.startswith("Hello Anna,\n")
    assert written(language="en", first_name=None).text.startswith("Hello,\n")


def test_names_cannot_bring_markup_header_lines_or_a_letter_of_their_own():
    letter = written(practice_name="A&B <script>x</script>\r\nBcc: all@example.com " + "kup teraz! " * 30)
    assert "\n" not in letter.subject
    assert "<script>" not in letter.html
    assert "A&amp;B &lt;script&gt;" in letter.html
    assert letter.text.count("kup teraz!") < 10


def test_template_marks_in_a_name_are_text():
    assert "{{ 7*7 }}" in written(practice_name="{{ 7*7 }}").subject


def test_every_kind_of_letter_has_its_templates_in_both_languages():
    folder = Path(account_wording.__file__).parent / "templates"
    for kind, language in ALL:
        names = {file.name for file in (folder / kind.value / language).iterdir()}
        assert names == {"subject.txt", "text.txt", "page.html"}


def test_nothing_of_a_letter_shows_itself_in_a_log():
    shown = repr(written())
    for private in (TOKEN, "anna@example.com", "Uśmiech"):
        assert private not in shown


def test_a_letter_that_is_done_cannot_be_written():
    done = a_letter(contents=None, expires_at=NOW + timedelta(hours=1))
    with pytest.raises(AssertionError, match="nothing to say"):
        TEMPLATES.letter(AccountCase(done, WARSAW), NOW)
