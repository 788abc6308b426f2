"""WIADOMOŚCI over the real services: the practice's own words, a message to a day's patients, and what became of them."""

import re
import uuid

import pytest
from gateway.web import message_words
from notifications.domain.batch import LeftOut
from notifications.domain.message import Reason
from notifications.domain.words import PLACEHOLDERS

from tests.support.desk import Desk, words
from tests.support.practice import Practice, Sandbox, eventually

TUESDAY = "2026-11-24T12:00:00+01:00"


@pytest.fixture(scope="module")
def practice(stack):
    return Practice(stack.url)


@pytest.fixture(scope="module")
def desk(practice):
    practice.calendar()
    return Desk(practice)


@pytest.fixture
def sandbox(stack):
    return Sandbox(stack.sandbox_url)


def test_a_reminder_in_the_practices_own_words_is_followed_from_the_visit_to_its_arrival(practice, desk, sandbox):
    path = "/settings/messages/reminder/sms/pl"
    page = eventually(lambda: desk.ready(path), what="the words of reminders")
    saved = desk.send(page, path, text="Czekamy {{ visit_relative_day }} o {{ visit_hour }}, {{ patient_first_name }}!")
    assert "Treść zapisana." in saved.text
    sandbox.faults(sms={"reports": "delivered", "report_delay_ms": 0})
    number = f"+48502{uuid.uuid4().int % 1_000_000:06d}"
    patient = practice.add_patient(number, f"{uuid.uuid4().hex}@example.com")
    visit = practice.book(patient, practice.calendar(), TUESDAY).json()
    panel = f"/visits/{visit['id']}"
    eventually(lambda: "SMS dostarczono" in desk.read(panel), what="the visit's panel says that the SMS arrived")
    assert sandbox.to(number)[0]["text"].startswith("Czekamy Jutro o 12:00, Lucja!")
    listed = desk.read(f"/messages?patient_id={patient['id']}&channel=sms")
    assert "dostarczona" in listed
    message = re.search(r'href="(/messages/[0-9a-f-]{36})"', listed)[1]
    way = words(re.search(r'<ol class="steps">.*?</ol>', desk.read(message), re.DOTALL)[0])
    assert re.fullmatch(r"Zaplanowana na .+ Przekazana operatorowi .+ Dostarczona .+", way)
    sandbox.faults()


def test_a_days_patients_are_written_to_once(practice, desk, sandbox):
    number = f"+48503{uuid.uuid4().int % 1_000_000:06d}"
    patient = practice.add_patient(number, f"{uuid.uuid4().hex}@example.com", first_name="Ewa")
    silent = practice.post("patients", first_name="Igor", last_name="Cichy").json()
    for card, hour in ((patient, "09:00"), (silent, "09:30")):
        booked = practice.book(card, practice.calendar(), f"2026-11-25T{hour}:00+01:00")
        assert booked.ok, booked.text
    typed = {"who": "visits", "visit_from": "2026-11-25", "visit_to": "2026-11-25", "channel": "sms"}
    typed |= {"text": "Dzień dobry {{ patient_first_name }}, proszę wziąć zdjęcia.", "action": "check"}

    def looked_at():
        """Notifications hears of a fresh card a moment later."""
        page = desk.send(desk.read("/messages/new"), "/messages", **typed).text
        return page if "brak numeru telefonu: 1" in words(page) and "WYŚLIJ DO 1 PACJENTA" in page else None

    page = eventually(looked_at, what="who would get what")
    assert "Dzien dobry Ewa, prosze wziac zdjecia." in words(page)
    first = desk.send(page, "/messages", action="send")
    assert desk.send(page, "/messages", action="send").url == first.url, "pressed twice"
    batch = first.url.removeprefix(desk.url)
    eventually(lambda: "Zakończono. Wysłano: 1 z 1." in words(desk.read(batch)), what="the sending is finished")
    written = [sms for sms in sandbox.to(number) if "zdjecia" in sms["text"]]
    assert len(written) == 1
    assert practice.name.replace("ś", "s") in written[0]["text"]


def test_every_reason_there_is_has_its_words():
    assert {reason.value for reason in Reason} <= set(message_words.REASONS)
    assert {reason.value for reason in LeftOut} <= set(message_words.LEFT)


def test_every_placeholder_there_is_has_its_word():
    assert {name for names in PLACEHOLDERS.values() for name in names} == set(message_words.PLACEHOLDERS)
