"""WIADOMOŚCI: the list, one message in full, sending again; and the messages on a visit and a card."""

import re
import uuid
from datetime import timedelta

import pytest
from gateway.web.message_words import REASONS

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.furnished_messages import furnish_messages
from services.gateway.tests.web.conftest import NOW
from services.gateway.tests.web.sent_form import sent_form

GIVEN = {
    "visit_moved", "visit_cancelled", "patient_arrived", "channel_off", "stopped", "patient_erased", "patient_merged",
    "no_phone", "no_email", "no_consent", "too_late", "invalid_phone", "rejected_address", "rejected_by_provider",
    "provider_unavailable", "outcome_unknown", "undelivered", "expired", "rejected_by_operator",
    "offer_ended",
}  # fmt: skip
"""The reasons of notifications, as its README lists them."""


@pytest.fixture
def batch(practice, services):
    return furnish_messages(practice, services)


def one(practice, state, kind="reminder"):
    return next(m for m in practice.messages if (m.state, m.kind) == (state, kind))


def line(page, message):
    """The list's line about a message, as text."""
    part = re.search(rf'id="message-{message.id}">(.*?)\n</li>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", part[1]).split())


def lines(page):
    return re.findall(r'id="message-([0-9a-f-]{36})"', page)


def test_the_menu_leads_to_messages(receptionist):
    page = receptionist.get("/messages").text
    assert '<a class="bar-link" href="/messages" aria-current="page">WIADOMOŚCI</a>' in page


def test_a_new_practice_is_told_what_will_be_here(receptionist, practice):
    practice.messages.clear()
    assert "Tu znajdziesz przypomnienia o wizytach" in receptionist.get("/messages").text


def test_a_line_says_who_what_where_to_and_what_became_of_it(receptionist, practice, batch):
    sent = one(practice, "delivered")
    said = line(receptionist.get("/messages").text, sent)
    assert sent.patient_name in said
    assert "501 700 1" in said
    assert sent.text in said
    assert "przypomnienie" in said
    assert "dostarczona wczoraj o 10:07" in said


@pytest.mark.parametrize(("answer", "said"), [("yes", "TAK"), ("no", "NIE")])
def test_what_a_patient_wrote_back_is_said_everywhere(receptionist, practice, services, answer, said):
    sent = services.becomes(practice, practice.messages[0], state="sent", answer=answer, answered_at=NOW)
    assert f"Odpowiedź: {said}, dziś o 10:07" in line(receptionist.get("/messages").text, sent)
    assert f"Odpowiedź: {said}, dziś o 10:07" in line(receptionist.get(f"/visits/{sent.visit_id}").text, sent)
    assert f"Pacjent odpowiedział {said} <strong>dziś o 10:07" in receptionist.get(f"/messages/{sent.id}").text
    assert "Odpowiedź" not in line(receptionist.get("/messages").text, practice.messages[1])


def test_each_state_has_a_word_and_a_picture(receptionist, practice):
    said = {
        "planned": "zaplanowana", "queued": "wysyłana", "sent": "wysłana", "delivered": "dostarczona",
        "failed": "nie dotarła", "cancelled": "wycofana", "skipped": "niewysłana",
    }  # fmt: skip
    first = practice.messages[0]
    practice.messages = [first.model_copy(update={"id": uuid.uuid4(), "state": state}) for state in said]
    page = receptionist.get("/messages").text
    for message in practice.messages:
        assert said[message.state] in line(page, message)
        part = page[page.index(f'id="message-{message.id}"') :]
        picture = re.search(r'class="status-word">.*?href="#icon-(\w+)"', part)[1]
        assert f'id="icon-{picture}"' in page


def test_every_reason_is_said_in_words(app, receptionist, practice):
    first = practice.messages[0].model_copy(update={"state": "failed"})
    practice.messages = [first.model_copy(update={"id": uuid.uuid4(), "reason": reason}) for reason in sorted(GIVEN)]
    page = receptionist.get("/messages").text
    with app.test_request_context("/"):
        words = {reason: str(text) for reason, text in REASONS.items()}
    for message in practice.messages:
        assert words[message.reason] in line(page, message)
        assert message.reason not in page


def test_a_reason_that_is_not_known_yet_leaves_the_state_alone(receptionist, services, practice):
    message = services.becomes(practice, practice.messages[0], state="failed", reason="something_new")
    page = receptionist.get("/messages").text
    assert "something_new" not in page
    assert "nie dotarła" in line(page, message)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("state=failed", lambda m: m.state == "failed"),
        ("channel=email", lambda m: m.channel == "email"),
        ("kind=written", lambda m: m.kind == "written"),
        ("state=failed&kind=reminder", lambda m: (m.state, m.kind) == ("failed", "reminder")),
        ("state=nonsense&channel=pigeon", lambda _: True),
    ],
)
def test_the_list_is_narrowed_by_the_address(receptionist, practice, batch, address, wanted):
    page = receptionist.get(f"/messages?{address}").text
    assert lines(page) == [str(m.id) for m in practice.messages if wanted(m)][:50]


def test_the_messages_of_one_patient(receptionist, practice, batch):
    anna = next(p for p in practice.patients.values() if p.first_name == "Anna")
    page = receptionist.get(f"/messages?patient_id={anna.id}&state=failed").text
    assert lines(page) == [str(m.id) for m in practice.messages if m.patient_id == anna.id and m.state == "failed"]
    assert re.search(r'class="chip" href="/messages\?state=failed">Anna Kowalska', page)
    assert sent_form(page, action="/messages")["patient_id"] == str(anna.id)


def test_a_name_that_means_one_patient_is_as_good_as_the_patient(receptionist, practice, batch):
    page = receptionist.get("/messages?q=kowalska").text
    assert set(lines(page)) == {str(m.id) for m in practice.messages if m.patient_name == "Anna Kowalska"}


def test_a_name_that_means_several_asks_which(receptionist, practice, batch):
    page = receptionist.get("/messages?q=an&state=failed").text
    anna = next(p for p in practice.patients.values() if p.first_name == "Anna")
    assert "Czyje wiadomości?" in page
    assert f'href="/messages?state=failed&amp;patient_id={anna.id}"' in page


def test_a_name_that_means_nobody_shows_nobodys(receptionist, batch):
    page = receptionist.get("/messages?q=zzz").text
    assert "Nikogo nie znaleziono" in page
    assert lines(page) == []


def test_older_messages_are_a_page_away_and_keep_the_filters(receptionist, practice, batch):
    practice.messages = [
        m.model_copy(update={"id": uuid.UUID(int=at + 1), "state": "sent"})
        for at, m in enumerate(practice.messages * 3)
    ]
    first = receptionist.get("/messages?state=sent").text
    assert len(lines(first)) == 50
    older = re.search(r'href="([^"]+)">Starsze', first)[1].replace("&amp;", "&")
    assert "state=sent" in older
    second = receptionist.get(older).text
    assert not set(lines(first)) & set(lines(second))
    assert 'href="/messages?state=sent">Najnowsze' in second


def test_one_message_shows_its_whole_way(receptionist, services, practice):
    nine = NOW.replace(hour=9, minute=0)
    message = services.becomes(
        practice, practice.messages[0], state="delivered", text="Jutro o 9:00 wizyta.\nZapraszamy!", sent_at=nine,
        delivered_at=nine + timedelta(minutes=1),
    )  # fmt: skip
    page = receptionist.get(f"/messages/{message.id}").text
    assert "Jutro o 9:00 wizyta.\nZapraszamy!" in page
    steps = " ".join(re.sub(r"<[^>]+>", " ", re.search(r'<ol class="steps">(.*?)</ol>', page, re.DOTALL)[1]).split())
    assert steps == "Zaplanowana na wczoraj o 10:00 Przekazana operatorowi dziś o 09:00 Dostarczona dziś o 09:01"
    assert f'href="/visits/{message.visit_id}"' in page
    assert f'href="/patients/{message.patient_id}"' in page


def test_one_message_in_the_panel_is_only_a_part(receptionist, practice):
    part = receptionist.get(f"/messages/{practice.messages[0].id}", part=True).text
    assert "<html" not in part
    assert 'class="sheet-head"' in part


def test_a_message_of_nobody_here_is_not_found(receptionist):
    assert receptionist.get("/messages/019ab1c2-0000-7000-8000-0000000000b1").status_code == 404


def test_what_failed_is_sent_again_from_the_list(receptionist, practice, batch):
    failed = one(practice, "failed")
    url = f"/messages/{failed.id}/resend"
    form = sent_form(receptionist.get("/messages").text, action=url)
    answer = receptionist.post(url, form, part=True)
    assert answer.status_code == 200
    assert "zaplanowana" in line(answer.text, failed)
    assert "Wiadomość zostanie wysłana ponownie." in answer.text
    assert url not in answer.text, "it is not offered any more"


def test_without_javascript_one_comes_back_to_the_same_list(receptionist, practice, batch):
    failed = one(practice, "failed")
    url = f"/messages/{failed.id}/resend"
    form = sent_form(receptionist.get("/messages?state=failed").text, action=url)
    answer = receptionist.post(url, form)
    assert (answer.status_code, answer.location) == (303, "/messages?state=failed")
    assert one(practice, "planned").state == "planned"


def test_pressing_twice_sends_once(receptionist, practice, services, batch):
    failed = one(practice, "failed")
    url = f"/messages/{failed.id}/resend"
    form = sent_form(receptionist.get("/messages").text, action=url)
    receptionist.post(url, form, part=True)
    again = receptionist.post(url, form, part=True)
    assert again.status_code == 200
    assert "zaplanowana" in line(again.text, failed)


def test_after_another_failure_it_can_be_sent_again(receptionist, practice, services, batch):
    failed = one(practice, "failed")
    url = f"/messages/{failed.id}/resend"
    receptionist.post(url, sent_form(receptionist.get("/messages").text, action=url), part=True)
    services.becomes(practice, failed, state="failed", can_resend=True, send_at=NOW + timedelta(minutes=5))
    receptionist.post(url, sent_form(receptionist.get("/messages").text, action=url), part=True)
    assert next(m for m in practice.messages if m.id == failed.id).state == "planned"


def test_what_cannot_be_sent_again_says_so(receptionist, practice, services, batch):
    failed = one(practice, "failed")
    url = f"/messages/{failed.id}/resend"
    form = sent_form(receptionist.get("/messages").text, action=url)
    services.refuse_next["resend_message"] = refused("message_not_resendable")
    answer = receptionist.post(url, form, part=True)
    assert answer.status_code == 409
    assert "nie dotarła" in line(answer.text, failed)
    assert "Tej wiadomości nie można wysłać ponownie" in answer.text


def test_a_card_shows_the_messages_of_its_patient(receptionist, practice, batch):
    anna = next(p for p in practice.patients.values() if p.first_name == "Anna")
    page = receptionist.get(f"/patients/{anna.id}").text
    hers = [str(m.id) for m in practice.messages if m.patient_id == anna.id]
    assert lines(page) == hers


def test_a_visit_shows_the_text_and_offers_to_send_again(receptionist, services, practice):
    message = services.becomes(practice, practice.messages[0], state="failed", reason="expired", can_resend=True)
    page = receptionist.get(f"/visits/{message.visit_id}").text
    assert "Nie udało się wysłać SMS-a. Powód: telefon był zbyt długo wyłączony lub poza zasięgiem." in page
    assert f'action="/messages/{message.id}/resend"' in page
    assert message.text in page


def test_a_message_whose_patient_was_erased_has_no_name(receptionist, services, practice):
    blank = {"patient_name": None, "to": None, "text": None, "state": "cancelled", "reason": "patient_erased"}
    message = services.becomes(practice, practice.messages[0], **blank)
    assert "(bez nazwiska)" in line(receptionist.get("/messages").text, message)
    page = receptionist.get(f"/messages/{message.id}").text
    assert "Wycofana: dane pacjenta usunięto" in page


def test_what_was_written_by_hand_and_came_too_late_says_so(receptionist, services, practice):
    late = {"state": "skipped", "reason": "too_late", "kind": "written"}
    message = services.becomes(practice, practice.messages[0], **late)
    assert "nie udało się jej wysłać w ciągu doby" in line(receptionist.get("/messages").text, message)


def test_an_offered_time_is_a_kind_of_its_own_and_can_run_out(receptionist, services, practice):
    late = {"state": "skipped", "reason": "too_late", "kind": "offer", "visit_id": None}
    message = services.becomes(practice, practice.messages[0], **late)
    page = receptionist.get("/messages?kind=offer").text
    assert lines(page) == [str(message.id)]
    assert "propozycja terminu" in line(page, message)
    assert "propozycja straciła ważność" in line(page, message)


def test_strangers_see_no_messages(stranger, practice):
    assert stranger.get("/messages").location.startswith("/login")


def test_the_list_does_not_work_without_notifications(receptionist, services):
    services.down = {"notifications"}
    assert receptionist.get("/messages").status_code == 503
