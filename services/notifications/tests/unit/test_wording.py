"""What the patient reads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from chassis.signing import Signer, TokenNotValid
from contracts.links import VISIT, read_visit_content
from icalendar import Calendar
from notifications.adapters.patient_links import PatientLinks
from notifications.adapters.phones import readable
from notifications.adapters.wording import Templates
from notifications.domain.channel import Channel
from notifications.domain.reply import Answer, meaning
from notifications.domain.sms_parts import count_parts
from notifications.domain.words import Language, Words

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


def own(text, subject=None, **changes):
    channel = Channel.SMS if subject is None else Channel.EMAIL
    words = Words(subject=subject, text=text, **changes)
    return TEMPLATES.letter(a_case(line=a_line(channel=channel), words=words), DAY_BEFORE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("O {{ visit_hour }}, Gabinet Uśmiech, 22 123 45 67", "O 12:00, Gabinet Usmiech, 22 123 45 67"),
        ("gabinet usmiech (22) 123-45-67", "gabinet usmiech (22) 123-45-67"),
        ("{{ practice_name }}", "Gabinet Usmiech\ntel. 22 123 45 67"),
        ("tel. {{ practice_phone }}", "tel. 22 123 45 67\nGabinet Usmiech"),
        ("Czekamy", "Czekamy\nGabinet Usmiech, tel. 22 123 45 67"),
    ],
)
def test_own_words_are_signed_with_what_they_lack_of_name_and_phone(text, read):
    assert own(text).text == read


@pytest.mark.parametrize("text", ["{{ a_placeholder_of_old }}", "{{ practice_name | upper }}"])
def test_a_reminder_goes_out_in_our_words_where_the_practices_cannot_be_filled_in_any_more(text):
    assert own(text).text == sms()
    assert own(text, subject="x").html == mail().html


def test_polish_letters_stay_where_the_practice_wants_them():
    assert own("Gabinet Uśmiech: żółć, 221234567", without_polish_letters=False).text.startswith(
        "Gabinet Uśmiech: żółć"
    )


def test_our_words_are_english_where_the_practice_writes_english():
    english = Words(language=Language.EN)
    assert sms(words=english).startswith("Tomorrow (Tue 24 Nov) at 12:00: your appointment at Gabinet Usmiech.")
    letter = mail(words=english)
    assert letter.subject == "Your appointment on Tuesday, 24 November, 12:00: Gabinet Uśmiech"
    assert '<html lang="en">' in letter.html
    assert count_parts(sms(words=english)).parts == 1


def test_the_page_of_own_words_is_our_layout_around_them():
    letter = own(
        "Dzień dobry,\nzapraszamy <b>jutro</b>.\n\nWięcej: https://example.com/x", subject="O {{ visit_hour }}"
    )
    assert letter.subject == "O 12:00"
    assert "Dzień dobry,<br>zapraszamy &lt;b&gt;jutro&lt;/b&gt;.</p>" in letter.html
    assert 'href="https://example.com/x"' in letter.html
    assert 'href="tel:+48221234567"' in letter.html
    assert 'href="javascript' not in own("javascript:alert(1) [x](javascript:alert(1))", subject="x").html


def test_a_reminder_by_mail_brings_the_visit_for_the_patients_calendar():
    visit = a_visit(version=3, ends_at=local("2026-11-24 12:30"))
    letter = TEMPLATES.letter(a_case(line=a_line(channel=Channel.EMAIL), visit=visit), DAY_BEFORE)
    calendar = Calendar.from_ical(letter.calendar)
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], str(event["UID"]), event["SEQUENCE"]) == ("PUBLISH", str(visit.id), 3)
    assert (event.start, event.end) == (visit.starts_at, visit.ends_at)
    assert str(event["SUMMARY"]) == "Wizyta: Gabinet Uśmiech"
    assert "Zofia" not in letter.calendar
    assert mail().calendar.count("DTEND") == 0
    assert TEMPLATES.letter(a_case(), DAY_BEFORE).calendar is None


def test_no_letter_shows_itself_in_a_log():
    shown = repr(replace(mail()))
    assert "zofia" not in shown
    assert "Gabinet" not in shown


KEY = "a-key-that-signs-links-to-patients"
LINKED = Templates(PatientLinks("https://dentoro.example", [KEY]))


def linked(channel=Channel.SMS, **changes):
    line = changes.pop("line", a_line(channel=channel))
    return LINKED.letter(a_case(line=line, **changes), DAY_BEFORE)


def links_in(text):
    return re.findall(r"https://dentoro\.example/v/([\w-]+)", text)


def test_our_sms_leads_to_the_visit_and_stays_one_sms():
    text = linked().text
    [token] = links_in(text)
    assert text == (
        "Jutro (wt. 24.11) o 12:00 wizyta: Gabinet Usmiech."
        f" Potwierdz: https://dentoro.example/v/{token} tel. 22 123 45 67"
    )
    assert count_parts(text).parts == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"practice": a_practice(name="Centrum Stomatologii Rodzinnej i Implantologii Żółkiewski i Wspólnicy")},
        {"words": Words(without_polish_letters=False)},
    ],
)
def test_where_the_link_would_make_it_a_second_sms_ours_goes_without(changes):
    assert linked(**changes).text == sms(**changes)


def test_a_practices_own_sms_has_the_link_where_it_says_so_and_nowhere_else():
    with_link = linked(words=Words(text="Czekamy: {{ link }} Gabinet Uśmiech 22 123 45 67"))
    assert len(links_in(with_link.text)) == 1
    assert links_in(linked(words=Words(text="Czekamy")).text) == []


@pytest.mark.parametrize("words", [Words(), Words(text="Czekamy", subject="x"), Words(text="{{ link }}", subject="x")])
@pytest.mark.parametrize("language", list(Language))
def test_every_mail_has_the_link_once_in_its_text_and_as_two_buttons(words, language):
    letter = linked(Channel.EMAIL, words=replace(words, language=language))
    [token] = links_in(letter.text)
    buttons = {Language.PL: ["POTWIERDZAM", "ZMIEŃ LUB ODWOŁAJ"], Language.EN: ["I CONFIRM", "CHANGE OR CANCEL"]}
    assert re.findall(rf'href="https://dentoro.example/v/{token}"[^>]*>([A-ZŃŁ ]+)<', letter.html) == buttons[language]
    assert "\n\n\n" not in letter.text


def test_the_link_is_for_this_visit_at_this_time_until_it_begins_and_the_same_every_time():
    starts_at = a_visit().starts_at
    [token] = links_in(linked(Channel.EMAIL).text)
    assert links_in(linked().text) == [token]
    reader = Signer(VISIT, ["another-key-that-signs-links-by-now", KEY])
    assert read_visit_content(reader.read(token, starts_at - timedelta(seconds=1))) == (a_visit().id, starts_at)
    with pytest.raises(TokenNotValid):
        reader.read(token, starts_at)


def test_in_english_the_link_fits_where_the_practice_has_a_short_name():
    short = Templates(PatientLinks("https://dentoro.pl", [KEY]))
    text = short.letter(a_case(words=Words(language=Language.EN)), DAY_BEFORE).text
    assert text.startswith(
        "Tomorrow (Tue 24 Nov) at 12:00: appointment at Gabinet Usmiech. Confirm: https://dentoro.pl/v/"
    )
    assert count_parts(text).parts == 1


ASKING = Templates(PatientLinks("https://dentoro.pl", [KEY]), replies=True)


def asked(**changes):
    return ASKING.letter(a_case(**changes), DAY_BEFORE).text


def test_where_patients_can_answer_our_sms_asks_for_it_beside_the_link_if_both_fit():
    short = asked(practice=a_practice(name="Gabinet Ząbek"))
    assert re.fullmatch(
        r"Jutro \(wt\. 24\.11\) o 12:00 wizyta: Gabinet Zabek\. Odpisz TAK/NIE"
        r" lub: https://dentoro\.pl/v/[\w-]+ tel\. 22 123 45 67",
        short,
    )
    assert count_parts(short).parts == 1
    longer = asked(practice=a_practice(name="Gabinet Dentystyczny"))
    assert "Potwierdz: https://dentoro.pl/v/" in longer, "the link comes first"
    assert "TAK" not in longer


@pytest.mark.parametrize(("language", "words"), [(Language.PL, "TAK lub NIE"), (Language.EN, "TAK (yes) or NIE (no)")])
def test_where_the_link_does_not_fit_the_question_does(language, words):
    practice = a_practice(name="Centrum Stomatologii Rodzinnej Żółkiewski")
    text = asked(practice=practice, words=Words(language))
    assert f" {words}." in text
    assert "https" not in text
    assert count_parts(text).parts == 1


def test_it_asks_for_no_answer_that_costs_a_second_sms_and_never_in_the_practices_own_words():
    practice = a_practice(name="Centrum Stomatologii Rodzinnej i Implantologii Żółkiewski, Wspólnicy i Przyjaciele")
    assert asked(practice=practice) == sms(practice=practice)
    assert "TAK" not in asked(words=Words(text="Czekamy"))


@pytest.mark.parametrize("language", list(Language))
def test_what_it_asks_for_is_understood(language):
    text = ASKING.ours(Channel.SMS, language)[1]
    assert {meaning(word) for word in re.findall(r"\b(TAK|NIE)\b", text)} == {Answer.YES, Answer.NO}
