"""KONTROLE: who is due for a service again, and the invitation that goes out by WIADOMOŚCI."""

import re
from html import unescape

import pytest
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Unavailable

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.conftest import NOW
from services.gateway.tests.web.sent_form import sent_form

PAGE = "/patients/recalls"
LONG_AGO = NOW.replace(month=5, day=12)


@pytest.fixture
def service(practice):
    return give_service(practice, "Przegląd", 30, interval_months=6)


@pytest.fixture
def due(services, practice, service):
    """The patients in those places of the practice's list are due; the values of their ticks."""

    def give(*places):
        ids = [list(practice.patients)[at] for at in places]
        for one in ids:
            services.give_recall(practice, one, service, LONG_AGO)
        return [f"{one}:{service.id}" for one in ids]

    return give


@pytest.fixture
def message(receptionist):
    """The page of a new message to those ticked."""
    return lambda ticked: receptionist.post(f"{PAGE}/write", {"due": ticked}).text


def sent(visitor, page, **typed):
    """Both steps of a message."""
    form = sent_form(page, "message-form") | {"action": "check", "text": "Zapraszamy"} | typed
    check = visitor.post("/messages", form).text
    return visitor.post("/messages", sent_form(check, action="/messages") | {"action": "send"})


def invited(services):
    return [recall.patient.last_name for _, recall in services.due.values() if recall.invited_at]


def test_without_a_service_that_is_repeated_it_says_where_to_set_one(receptionist, practice):
    give_service(practice, "Przegląd", 30)
    page = receptionist.get(PAGE).text
    assert "Żadna usługa nie jest jeszcze cykliczna" in page
    assert 'href="/settings/services"' in page
    assert f'href="{PAGE}"' in receptionist.get("/patients").text


def test_with_one_but_nobody_due_it_says_so(receptionist, service):
    assert "Na nikogo nie przyszła pora" in receptionist.get(PAGE).text


def test_who_is_due_for_what_since_when(receptionist, practice, due):
    due(0, 4)
    page = unescape(receptionist.get(PAGE).text)
    for shown in ("Anna Kowalska", "501 700 100", "Przegląd", "co 6 miesięcy", "12.05.2026", "od 23.11.2026"):
        assert shown in page
    assert "brak telefonu lub e-maila ze zgodą" in page, "Ewa Lewandowska has no phone"


def test_those_ticked_get_a_message_and_are_marked_once_it_is_sent(receptionist, services, practice, due, message):
    ticked = due(0, 1, 2)
    practice.online_booking = True
    page = unescape(message(ticked[:2]))
    assert "przyszła pora na kolejną wizytę. Termin wybierzesz tu: http://127.0.0.1:8000/b/" in page
    assert "Pasuje 2 pacjentów." in page
    assert invited(services) == [], "nothing has been sent yet"
    assert sent(receptionist, page).status_code == 303
    written = [m.patient_name for m in practice.messages if m.kind == "written"]
    assert written == ["Anna Kowalska", "Piotr Nowak"]
    assert invited(services) == ["Kowalska", "Nowak"]
    assert "zaproszenie: dziś" in receptionist.get(PAGE).text


def test_without_online_booking_they_are_asked_to_call(message, due):
    assert "Zadzwoń: {{ practice_phone }}" in message(due(0))


def test_the_words_go_by_the_language_of_the_practices_messages(services, practice, message, due):
    services.book(practice).language = "en"
    assert "it is time for your next visit. Call us" in message(due(0))


def test_while_nobody_can_say_which_it_is_polish(services, message, due):
    services.down.add("notifications")
    assert "przyszła pora na kolejną wizytę" in message(due(0))


def test_who_cannot_get_it_is_not_marked(receptionist, services, due, message):
    assert sent(receptionist, message(due(0, 4))).status_code == 303
    assert invited(services) == ["Kowalska"]


def test_written_to_others_after_all_marks_nobody(receptionist, services, due, message):
    assert sent(receptionist, message(due(0)), who="all").status_code == 303
    assert invited(services) == []


def test_the_message_is_out_even_if_nobody_could_be_marked(receptionist, services, practice, due, message):
    page = message(due(0))
    services.refuse_next["mark_recall"] = Unavailable("unknown")
    answer = sent(receptionist, page)
    assert answer.status_code == 303
    assert [m.patient_name for m in practice.messages if m.kind == "written"] == ["Anna Kowalska"]
    assert "Nie wszystkich udało się oznaczyć" in receptionist.get(answer.location).text


def test_somebody_is_left_out(receptionist, services, practice, due):
    kept, gone = due(0, 1)
    page = receptionist.get(PAGE).text
    assert f'name="dismiss" value="{gone}"' in page
    answer = receptionist.post(f"{PAGE}/dismiss", {"dismiss": gone})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert re.findall(r'name="due" value="([^"]+)"', receptionist.get(PAGE).text) == [kept]


@pytest.mark.parametrize("ticked", [[], ["nobody"], ["a:b"]])
def test_without_a_tick_it_asks_for_one(receptionist, services, due, ticked):
    due(0)
    assert receptionist.post(f"{PAGE}/write", {"due": ticked}).location == PAGE
    assert "Zaznacz pacjentów" in receptionist.get(PAGE).text


def test_a_patient_due_for_two_things_gets_one_message_and_both_marks(receptionist, services, practice, due, message):
    other = give_service(practice, "Higienizacja", 60, interval_months=12)
    patient = next(iter(practice.patients))
    services.give_recall(practice, patient, other, LONG_AGO)
    page = message([*due(0), f"{patient}:{other.id}"])
    assert "Pasuje 1 pacjent." in page
    sent(receptionist, page)
    assert invited(services) == ["Kowalska", "Kowalska"]
    assert len([m for m in practice.messages if m.kind == "written"]) == 1


def test_more_than_a_page_leads_on(receptionist, services, practice, service):
    patient = next(iter(practice.patients))
    for number in range(101):
        one = service.model_copy(update={"id": scheduling.UUID(int=number)})
        services.give_recall(practice, patient, one, LONG_AGO)
    page = receptionist.get(PAGE).text
    following = unescape(re.search(rf'href="({PAGE}\?cursor=[^"]+)"', page)[1])
    assert len(re.findall('name="due"', receptionist.get(following).text)) == 1
