# ruff: noqa: RUF001 - Polish typography
"""LISTA OCZEKUJĄCYCH, as the reception keeps it."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Unavailable

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.conftest import NOW
from services.gateway.tests.web.sent_form import sent_form

PAGE, NEW = "/calendar/waiting-list", "/calendar/waiting-list/new"
THURSDAY = NOW.replace(day=26, hour=13, minute=0)


@pytest.fixture
def service(practice):
    return give_service(practice, "Przegląd", 30)


@pytest.fixture
def waits(services, practice, service):
    """Puts the patient in that place of the practice's list on the waiting list."""

    def put(at, **wishes):
        asked = {"patient_id": list(practice.patients)[at], "service_id": service.id, **wishes}
        context = type("Context", (), {"practice_id": practice.practice.id})()
        return services.add_to_waiting_list(scheduling.AddToWaitingList(**asked), context)

    return put


def listed(page):
    """Place and name, line by line."""
    places = re.findall(r'<td class="queue-place">(?:(\d+)\.)?', page)
    return list(zip(places, re.findall(r'<a class="fw-semibold"[^>]*>(.*?)</a>', page), strict=True))


def test_an_empty_list_says_what_it_is_for(receptionist):
    page = receptionist.get(PAGE).text
    assert "Nikt nie czeka" in page
    assert f'href="{NEW}"' in page
    for way in ("/calendar", "/calendar/list", PAGE):
        assert f'href="{PAGE}"' in receptionist.get(way).text, way


def test_the_queue_in_its_order_with_who_is_deciding_on_top(receptionist, services, waits):
    waits(1)
    second, _third = waits(2), waits(3)
    services.give_offer(second, THURSDAY)
    page = unescape(receptionist.get(PAGE).text)
    assert listed(page) == [("", "Zofia Wójcik"), ("1", "Piotr Nowak"), ("2", "Jan Wiśniewski")]
    assert "czw., 26 listopada o 13:00" in page
    assert "czeka na odpowiedź do " in page


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({}, "o każdej porze, do 21 lutego 2027"),
        (
            {"weekdays": [1, 3], "from_hour": time(14), "to_hour": time(18), "until_date": date(2026, 12, 31)},
            "pon., śr. 14:00–18:00, do 31 grudnia",
        ),
        ({"weekdays": [1, 2, 3, 4], "until_date": date(2026, 12, 1)}, "pon.–czw., do 1 grudnia"),
        ({"from_hour": time(16), "until_date": date(2026, 12, 1)}, "od 16:00, do 1 grudnia"),
        ({"to_hour": time(12), "until_date": date(2026, 12, 1)}, "do 12:00, do 1 grudnia"),
        (
            {"from_date": date(2026, 12, 1), "until_date": date(2026, 12, 20)},
            "o każdej porze, od 1 grudnia do 20 grudnia",
        ),
    ],
)
def test_wishes_are_said_in_words(receptionist, waits, wishes, said):
    waits(0, **wishes)
    assert f'<div class="queue-wishes">{said}</div>' in unescape(receptionist.get(PAGE).text)


def test_a_wish_for_some_calendars_names_them(receptionist, practice, waits):
    waits(0, calendar_ids=[practice.calendars[2].id, practice.calendars[0].id], until_date=date(2026, 12, 1))
    assert "o każdej porze, STANOWISKO 1, STANOWISKO 3, do 1 grudnia" in receptionist.get(PAGE).text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"reachable": False}, "nie ma jak zaproponować terminu"),
        ({"next_visit_at": THURSDAY}, "ma wizytę czw., 26 listopada o 13:00, chce wcześniej"),
        ({"source": "online"}, "na liście od: dziś, online"),
    ],
)
def test_what_else_is_known_of_them_is_said(receptionist, services, practice, waits, told, said):  # noqa: PLR0917
    entry = waits(0)
    services.waiting[entry.id] = (practice, entry.model_copy(update=told))
    assert said in unescape(receptionist.get(PAGE).text)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("no_contact", "brak telefonu lub e-maila ze zgodą"),
        ("deciding", "miał inną propozycję"),
        ("has_visit", "ma już wizytę"),
    ],
)
def test_why_somebody_was_passed_over_is_said(receptionist, services, practice, waits, reason, said):  # noqa: PLR0917
    entry = waits(0)
    over = scheduling.PassedOver(
        calendar_id=practice.calendars[0].id, starts_at=THURSDAY, reason=reason, at=services.now()
    )
    services.waiting[entry.id] = (practice, entry.model_copy(update={"passed_over": over}))
    assert f"pominięty: czw., 26 listopada o 13:00 ({said})" in unescape(receptionist.get(PAGE).text)


@pytest.mark.parametrize(
    ("state", "said"), [("refused", "odmowa"), ("expired", "bez odpowiedzi"), ("withdrawn", "wycofana")]
)
def test_what_became_of_the_last_offer_is_said_and_of_all_of_them(receptionist, services, waits, state, said):
    entry = waits(0)
    services.end_offer(services.give_offer(entry, THURSDAY - timedelta(days=1)), "refused")
    services.end_offer(services.give_offer(entry, THURSDAY), state)
    page = unescape(receptionist.get(PAGE).text)
    assert f"<span>{said}</span>" in page
    history = re.search(rf'href="({PAGE}/[^"]+/offers)"', page)[1]
    for part in (True, False):
        told = unescape(receptionist.get(history, part=part).text)
        assert told.index("czw., 26 listopada o 13:00") < told.index("śr., 25 listopada o 13:00"), "newest first"
        assert said in told


# adding


@pytest.fixture
def form(receptionist, practice, service):
    """The form, filled in for Anna Kowalska."""
    patient = next(iter(practice.patients))
    page = receptionist.get(f"{NEW}?patient_id={patient}&service_id={service.id}").text
    return sent_form(page, action=PAGE)


def test_a_patient_is_added_with_their_wishes(receptionist, services, practice, form):
    wishes = {
        "day_1": "on",
        "day_3": "on",
        "from_hour": "14:00",
        "to_hour": "18:00",
        "until_date": "2026-12-31",
        f"calendar_{practice.calendars[1].id}": "on",
        "note": "Dzwonić po 12",
    }
    answer = receptionist.post(PAGE, {**form, **wishes})
    assert (answer.status_code, answer.location) == (303, PAGE)
    ((_, entry),) = services.waiting.values()
    assert (entry.weekdays, entry.from_hour, entry.to_hour) == ([1, 3], time(14), time(18))
    assert (entry.calendar_ids, entry.note) == ([practice.calendars[1].id], "Dzwonić po 12")
    assert (entry.minutes, entry.until_date) == (30, date(2026, 12, 31))
    assert "Na liście oczekujących: Anna Kowalska." in receptionist.get(PAGE).text


def test_sending_it_twice_adds_once(receptionist, services, form):
    assert [receptionist.post(PAGE, form).status_code for _ in range(2)] == [303, 303]
    assert len(services.waiting) == 1


def test_who_waits_already_is_said_so(receptionist, waits, form):
    waits(0)
    answer = receptionist.post(PAGE, form)
    assert answer.status_code == 409
    assert "Ten pacjent czeka już na tę usługę" in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"patient_id": ""},
        {"service_id": "", "minutes": ""},
        {"minutes": "x"},
        {"from_hour": "14:00", "to_hour": "13:00"},
        {"from_hour": "kiedyś"},
        {"from_date": "2026-12-20", "until_date": "2026-12-01"},
        {"until_date": "2026-11-01"},
        {"until_date": "jutro"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(receptionist, services, form, wrong):
    answer = receptionist.post(PAGE, {**form, "day_2": "on", "note": "Po pracy", **wrong})
    assert answer.status_code == 422
    assert sent_form(answer.text, action=PAGE)["day_2"] == "on"
    assert "Po pracy</textarea>" in answer.text
    assert "error-summary" in answer.text
    assert services.waiting == {}


def test_a_patient_is_found_without_javascript(receptionist):
    page = receptionist.post(PAGE, {"action": "find", "q": "wojcik", "note": "Po pracy"}).text
    assert "Zofia Wójcik" in page
    assert "Po pracy" in page


def test_an_answer_that_did_not_come_may_be_asked_for_again(receptionist, services, form):
    services.refuse_next["add_to_waiting_list"] = Unavailable("unknown")
    answer = receptionist.post(PAGE, form)
    assert answer.status_code == 503
    assert sent_form(answer.text, action=PAGE)["key"] == form["key"], "sent again it is the same"


# taking off


def test_somebody_is_taken_off_and_may_be_put_on_again(receptionist, services, waits):
    entry = waits(0, weekdays=[2], from_hour=time(9), note="Po pracy")
    page = receptionist.get(PAGE).text
    off = f"{PAGE}/{entry.id}/withdraw"
    assert receptionist.post(off, sent_form(page, action=off)).location == PAGE
    assert services.waiting[entry.id][1].state == "withdrawn"
    assert "Nikt nie czeka" in receptionist.get(PAGE).text
    gone = receptionist.get(f"{PAGE}?state=withdrawn").text
    again = unescape(re.search(rf'href="({NEW}[^"]+)"[^>]*>Dopisz ponownie', gone)[1])
    page = receptionist.get(again).text
    values = sent_form(page, action=PAGE)
    assert (values["day_2"], values["from_hour"]) == ("on", "09:00")
    assert "Po pracy</textarea>" in page
    assert receptionist.post(PAGE, values).status_code == 303


def test_who_took_an_offered_time_is_listed_with_the_visit(receptionist, services, waits):
    entry = waits(0)
    token = services.give_offer(entry, THURSDAY)
    services.accept_linked_offer(scheduling.LinkToken(token=token), None)
    page = receptionist.get(f"{PAGE}?state=booked").text
    assert "Anna Kowalska" in page
    assert re.search(r'href="/visits/[^"]+" data-dialog="panel">Pokaż wizytę', page)
    assert "Nikt nie czeka" in receptionist.get(PAGE).text


# ways there


def test_from_a_card_and_from_a_booking_where_nothing_fits(receptionist, practice, service):
    patient = next(iter(practice.patients))
    assert f"{NEW}?patient_id={patient}" in receptionist.get(f"/patients/{patient}").text
    booking = {"patient_id": str(patient), "service_id": str(service.id), "action": "waiting", "key": "k"}
    answer = receptionist.post("/visits", booking)
    assert (answer.status_code, answer.location) == (303, f"{NEW}?patient_id={patient}&service_id={service.id}")
    assert receptionist.post("/visits", booking, part=True).headers["HX-Redirect"] == answer.location


def test_a_card_says_what_its_patient_waits_for(receptionist, services, practice, waits):
    entry = waits(0, weekdays=[1, 3], until_date=date(2026, 12, 31))
    card = f"/patients/{entry.patient.id}"
    assert "Na liście oczekujących: Przegląd, 30 min, pon., śr., do 31 grudnia" in receptionist.get(card).text
    token = services.give_offer(entry, THURSDAY)
    assert "czeka na odpowiedź do" in receptionist.get(card).text
    services.accept_linked_offer(scheduling.LinkToken(token=token), None)
    assert "Na liście oczekujących:" not in receptionist.get(card).text
    services.refuse_next["list_waiting"] = Unavailable("unknown")
    assert receptionist.get(card).status_code == 200, "the card is there without it, too"


def test_somebody_new_gets_a_card_on_the_way(receptionist, practice):
    typed = {"first_name": "Nowa", "last_name": "Osoba", "minutes": "45", "action": "waiting", "key": "k"}
    answer = receptionist.post("/visits", typed)
    made = next(p for p in practice.patients.values() if p.last_name == "Osoba")
    assert answer.location == f"{NEW}?patient_id={made.id}&minutes=45"
    assert receptionist.post("/visits", {**typed, "last_name": ""}).status_code == 422
