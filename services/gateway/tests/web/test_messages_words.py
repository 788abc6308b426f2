"""USTAWIENIA / TREŚĆ WIADOMOŚCI: the words of reminders, and what holds for every message."""

import re

import pytest
from gateway.web import message_words, template_form

from services.gateway.tests.web.sent_form import sent_form

PAGE = "/settings/messages"
SMS = f"{PAGE}/reminder/sms/pl"
MAIL = f"{PAGE}/reminder/email/pl"
OWN = "Jutro o {{ visit_hour }} czekamy w {{ practice_name }}!"


def save(visitor, url=SMS, page=None, **typed):
    form = sent_form(page or visitor.get(url).text, "template-form") | {"text": OWN} | typed
    return visitor.post(url, form)


def kept(services, practice, channel="sms", language="pl"):
    return services.book(practice).own.get(("reminder", channel, language))


def typed_text(page):
    return re.search(r'<textarea[^>]* name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]


def test_the_overview_lists_the_texts_of_the_practices_language_first(receptionist):
    page = receptionist.get(PAGE).text
    names = re.findall(r'<a href="/settings/messages/[^"]+">([^<]+)</a>', page)
    assert names == [
        "Przypomnienie SMS po polsku", "Przypomnienie e-mail po polsku",
        "Przypomnienie SMS po angielsku", "Przypomnienie e-mail po angielsku",
    ]  # fmt: skip
    assert page.count("nasz tekst") == 4
    assert '<span class="slot">Godzina</span>' in page


def test_own_words_are_saved_and_named_as_own(receptionist, services, practice):
    assert save(receptionist).status_code == 303
    assert kept(services, practice).text == OWN
    page = receptionist.get(SMS).text
    assert "Treść zapisana." in page
    assert typed_text(page) == OWN
    assert "własny tekst" in receptionist.get(PAGE).text


def test_saving_twice_writes_once(receptionist, services, practice):
    page = receptionist.get(SMS).text
    save(receptionist, page=page)
    assert save(receptionist, page=page).status_code == 303
    assert services.book(practice).version == 1


def test_lines_end_as_notifications_keeps_them(receptionist, services, practice):
    save(receptionist, MAIL, subject="Wizyta", text="Dzień dobry,\r\n\r\nzapraszamy.")
    assert kept(services, practice, "email").text == "Dzień dobry,\n\nzapraszamy."
    assert kept(services, practice, "email").subject == "Wizyta"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "To pole jest wymagane."),
        ("{{ imie }}, zapraszamy", "W tekście jest pole, którego nie znamy: wybierz jedno z listy."),
        ("{{ visit_hour, zapraszamy", "Coś jest nie tak z nawiasami klamrowymi."),
    ],
)
def test_what_is_wrong_stands_beside_the_text_which_stays(receptionist, services, practice, text, said):
    answer = save(receptionist, text=text)
    assert answer.status_code == 422
    assert said in answer.text.split('id="t-text-error"')[1]
    assert typed_text(answer.text) == text
    assert kept(services, practice) is None


def test_our_text_comes_back(receptionist, services, practice):
    assert "Przywróć nasz tekst" not in receptionist.get(SMS).text
    save(receptionist)
    page = receptionist.get(SMS).text
    form = sent_form(page[page.index("Przywróć nasz tekst") :], action=SMS)
    assert receptionist.post(SMS, form | {"action": "ours"}).status_code == 303
    assert kept(services, practice) is None
    assert "Przywrócono nasz tekst." in receptionist.get(SMS).text


def test_our_text_does_not_come_back_over_what_somebody_has_just_written(receptionist, services, practice):
    save(receptionist)
    page = receptionist.get(SMS).text
    form = sent_form(page[page.index("Przywróć nasz tekst") :], action=SMS)
    save(receptionist, text="Nowszy tekst {{ practice_name }}")
    answer = receptionist.post(SMS, form | {"action": "ours"})
    assert answer.status_code == 412
    assert typed_text(answer.text) == "Nowszy tekst {{ practice_name }}"
    assert kept(services, practice).text == "Nowszy tekst {{ practice_name }}"


def test_the_second_of_two_people_is_told_and_loses_nothing(receptionist, services, practice):
    opened = receptionist.get(MAIL).text
    save(receptionist, MAIL, subject="Nowy temat", text="Tekst pierwszej osoby")
    answer = save(receptionist, MAIL, page=opened, text="Tekst drugiej osoby")
    assert answer.status_code == 412
    assert "Ktoś właśnie zapisał: Tekst pierwszej osoby" in answer.text
    assert typed_text(answer.text) == "Tekst drugiej osoby"
    assert sent_form(answer.text, "template-form")["subject"] == "Nowy temat"
    save(receptionist, MAIL, page=answer.text, text="Tekst drugiej osoby")
    assert kept(services, practice, "email").text == "Tekst drugiej osoby"
    assert kept(services, practice, "email").subject == "Nowy temat"


def test_every_placeholder_is_offered_with_an_example(receptionist):
    page = receptionist.get(SMS).text
    offered = re.findall(r'data-insert="{{ (\w+) }}" data-into="t-text" title="([^"]+)">([^<]+)<', page)
    assert ("visit_hour", "12:00", "Godzina") in offered
    assert len(offered) == 9
    assert not [name for name, _example, label in offered if label == name], "each has a word of its own"


def test_the_preview_follows_the_text(receptionist):
    page = receptionist.get(SMS).text
    assert f'hx-post="{SMS}/preview" hx-trigger="input from:#template-form' in page
    part = receptionist.post(f"{SMS}/preview", {"text": OWN}, part=True).text
    assert "Jutro o 12:00 czekamy w Gabinet Usmiech!" in part
    assert "1 SMS" in part


def test_the_letter_is_shown_with_what_is_typed_and_a_policy_of_its_own(receptionist):
    typed = {"subject": "Wizyta {{ visit_hour }}", "text": OWN}
    part = receptionist.post(f"{MAIL}/preview", typed, part=True).text
    form = sent_form(part, action=f"{MAIL}/preview")
    assert form == {"as": "mail", **typed}
    answer = receptionist.post(f"{MAIL}/preview", form)
    assert "<title>Wizyta 12:00</title>" in answer.text
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_preview_is_no_error_while_there_are_no_words(receptionist):
    assert "Tu zobaczysz" in receptionist.post(f"{SMS}/preview", {"text": " "}, part=True).text
    assert receptionist.post(f"{MAIL}/preview", {"text": "", "as": "mail"}).status_code == 404


@pytest.mark.parametrize("path", ["reminder/sms/de", "reminder/pigeon/pl", "birthday/sms/pl", "written/sms/pl"])
def test_what_is_no_text_of_ours_is_not_found(receptionist, path):
    assert receptionist.get(f"{PAGE}/{path}").status_code == 404


def test_language_and_letters_are_saved(receptionist, services, practice):
    form = sent_form(receptionist.get(PAGE).text, "options-form")
    assert (form["language"], form["without_polish_letters"]) == ("pl", "on")
    del form["without_polish_letters"]
    assert receptionist.post(PAGE, form | {"language": "en"}).status_code == 303
    book = services.book(practice)
    assert (book.language, book.without_polish_letters) == ("en", False)


def test_two_people_with_the_options_open(receptionist, services, practice):
    opened = sent_form(receptionist.get(PAGE).text, "options-form")
    receptionist.post(PAGE, opened | {"language": "en"})
    mine = {name: value for name, value in opened.items() if name != "without_polish_letters"} | {"key": "another"}
    answer = receptionist.post(PAGE, mine)
    assert answer.status_code == 412
    assert "Ktoś to właśnie zmienił; było: polski" in answer.text
    assert receptionist.post(PAGE, sent_form(answer.text, "options-form")).status_code == 303
    book = services.book(practice)
    assert (book.language, book.without_polish_letters) == ("en", False)


def test_another_text_saved_in_the_meantime_is_no_conflict(receptionist, services, practice):
    opened = sent_form(receptionist.get(PAGE).text, "options-form")
    save(receptionist)
    assert receptionist.post(PAGE, opened | {"language": "en"}).status_code == 303
    assert services.book(practice).language == "en"


def test_a_language_that_is_none_is_refused(receptionist, services, practice):
    form = sent_form(receptionist.get(PAGE).text, "options-form")
    assert receptionist.post(PAGE, form | {"language": "de"}).status_code == 422
    assert services.book(practice).version == 0


@pytest.mark.parametrize("role", ["dentist", "receptionist"])
def test_others_can_look_and_not_change(with_role, services, practice, role):
    visitor = with_role(role)
    page = visitor.get(SMS).text
    assert "Te ustawienia możesz przeglądać" in page
    assert "ZAPISZ" not in page
    assert "data-insert" not in page
    assert "ZAPISZ" not in visitor.get(PAGE).text
    assert visitor.post(SMS, {"text": OWN}).status_code == 403
    assert visitor.post(PAGE, {"language": "en"}).status_code == 403
    assert services.book(practice).version == 0


def test_a_channel_that_is_off_is_said(receptionist, practice):
    practice.notifications = practice.notifications.model_copy(update={"sms": False})
    assert "SMS-y są wyłączone" in receptionist.get(SMS).text
    assert "SMS-y są wyłączone" in receptionist.get(PAGE).text
    assert "SMS-y są wyłączone" not in receptionist.get(MAIL).text


def test_readable_text_escapes_what_is_not_ours(app):
    with app.test_request_context("/"):
        shown = message_words.readable("<b> {{ visit_hour }}{% if practice_phone %} {{ mystery }}{% endif %}")
    assert shown == '&lt;b&gt; <span class="slot">Godzina</span> <span class="slot">mystery</span>'


def test_an_address_names_a_text_or_nothing():
    assert template_form.which("reminder", "sms", "pl") == ("reminder", "sms", "pl")
    assert template_form.which("reminder", "sms", "") is None


def test_a_letter_needs_a_subject(receptionist, services, practice):
    answer = save(receptionist, MAIL, subject=" ")
    assert answer.status_code == 422
    assert 'id="t-subject-error"' in answer.text
    assert kept(services, practice, "email") is None
