"""Online booking on the real stack. Its clock stands at Monday 23 November 2026, 11:00 in Warsaw."""

import json
import re

import pika
import pytest
import requests
from chassis import topology
from contracts.scheduling.events import BookingCodeRequestedV1
from playwright.sync_api import expect

from tests.e2e.test_open_screens import SOON, Screen
from tests.support.practice import Caller, Practice, eventually

TUESDAY = {"from": "2026-11-24", "to": "2026-11-25"}
TOMORROW = re.compile("^wt., 24 listopada, wolne")
WEDNESDAY = re.compile("^śr., 25 listopada, wolne")


class BookedOnline(Practice):
    """Takes bookings online for one service."""

    def __init__(self, url: str, *, name: str) -> None:
        super().__init__(url, name=name)
        self.calendar()
        self.service_id = self.post("services", name="Przegląd", minutes=30, bookable_online=True).json()["id"]
        assert self.put("practice/notifications", online_booking=True).ok
        self.public = f"public/{self.slug}"
        eventually(lambda: Caller(url).get(f"{self.public}/booking").ok, what="scheduling knows of the switch")


@pytest.fixture(scope="module")
def practice(stack):
    return BookedOnline(stack.url, name="Gabinet Online")


@pytest.fixture
def stranger(stack):
    return Caller(stack.url)


def hold(stranger, practice, at):
    free = stranger.get(f"{practice.public}/free-times", service_id=practice.service_id, **TUESDAY).json()["items"]
    answer = stranger.post(f"{practice.public}/holds", service_id=practice.service_id, starts_at=free[at]["starts_at"])
    assert answer.status_code == requests.codes.created, answer.text
    return answer.json()


def test_a_held_time_is_seen_by_the_reception_and_offered_to_nobody_else(practice, stranger):
    held = hold(stranger, practice, 0)
    seen = practice.get("holds", **TUESDAY).json()["items"]
    assert held["id"] in {each["id"] for each in seen}
    free = stranger.get(f"{practice.public}/free-times", service_id=practice.service_id, **TUESDAY).json()["items"]
    assert held["starts_at"] not in {each["starts_at"] for each in free}
    again = stranger.post(f"{practice.public}/holds", service_id=practice.service_id, starts_at=held["starts_at"])
    assert (again.status_code, again.json()["code"]) == (409, "slot_taken")
    path = f"{practice.public}/holds/{held['id']}"
    assert stranger.call("DELETE", path, json={"token": "guessed"}).status_code == 404
    assert stranger.call("DELETE", path, json={"token": held["token"]}).status_code == 204
    free = stranger.get(f"{practice.public}/free-times", service_id=practice.service_id, **TUESDAY).json()["items"]
    assert held["starts_at"] in {each["starts_at"] for each in free}


def test_what_belongs_to_one_practice_is_not_found_at_another(stack, practice, stranger):
    other = BookedOnline(stack.url, name="Gabinet Sąsiedni")
    held = hold(stranger, practice, 2)
    key = {"token": held["token"]}
    there = f"{other.public}/holds"
    asked = {"channel": "sms", "first_name": "Jan", "last_name": "Żuk", "phone": "501700100"}
    starts_at = "2026-11-24T15:00:00+01:00"
    for verb, path, body in (
        ("DELETE", f"{there}/{held['id']}", key),
        ("POST", f"{there}/{held['id']}/code", key | asked),
        ("POST", f"{there}/{held['id']}/confirm", key | {"code": "123456"}),
        ("POST", there, {"service_id": practice.service_id, "starts_at": starts_at}),
        ("POST", there, {"service_id": other.service_id, "calendar_id": held["calendar_id"], "starts_at": starts_at}),
    ):
        answer = stranger.call(verb, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
    query = {"service_id": other.service_id, "calendar_id": held["calendar_id"], **TUESDAY}
    assert stranger.get(f"{other.public}/free-times", **query).status_code == 404


@pytest.fixture
def announced(stack):
    """The newest code that scheduling has announced for whoever sends it."""
    connection = pika.BlockingConnection(pika.URLParameters(stack.env["AMQP_URL"]))
    channel = connection.channel()
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(queue, topology.event_exchange("scheduling"), BookingCodeRequestedV1.type)

    def code():
        connection.process_data_events(0.1)
        _, _, body = channel.basic_get(queue, auto_ack=True)
        return json.loads(body)["data"]["code"] if body else None

    yield lambda: eventually(code, what="a code")
    connection.close()


@pytest.fixture
def reception(practice):
    screen = Screen(practice)
    yield screen
    screen.close()


@pytest.mark.browser
def test_from_the_phone_to_the_visit_and_on_to_another_time(browser, stack, practice, announced, reception):
    """Booked, confirmed, moved and cancelled by the patient; each is on the reception's open screen at once."""

    def heard(number):
        eventually(lambda: len(reception.changes) >= number, within=SOON, what=f"{number} changes are heard")

    page = browser.new_context(viewport={"width": 360, "height": 740}, locale="pl-PL").new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{stack.url}/b/{practice.slug}")
    page.get_by_role("link", name="Przegląd").click()
    page.get_by_role("link", name=TOMORROW).click()
    page.get_by_role("button", name="14:00", exact=True).click()
    heard(1)
    page.get_by_label("Imię").fill("Łucja")
    page.get_by_label("Nazwisko").fill("Żak")
    page.get_by_label("Telefon", exact=True).fill("501 222 333")
    page.get_by_role("button", name="WYŚLIJ MI KOD").click()
    page.get_by_label("Kod").fill(announced())
    page.get_by_role("button", name="UMAWIAM WIZYTĘ").click()
    expect(page.get_by_role("heading", name="Wizyta umówiona")).to_be_visible()
    heard(2)
    visit = visits_of(practice, "Żak")[0]
    assert (visit["starts_at"], visit["status"]) == ("2026-11-24T14:00:00+01:00", "planned")
    page.get_by_role("link", name="Strona wizyty").click()
    assert visits_of(practice, "Żak") == [visit], "opening the link changes nothing"
    page.get_by_role("button", name="POTWIERDZAM").click()
    expect(page.locator("[data-news]")).to_contain_text("Gabinet wie, że przyjdziesz")
    heard(3)
    assert visits_of(practice, "Żak")[0]["status"] == "confirmed"
    page.get_by_role("link", name="ZMIEŃ TERMIN").click()
    page.get_by_role("link", name=WEDNESDAY).click()
    page.get_by_role("link", name="09:00", exact=True).click()
    page.get_by_role("button", name="PRZENOSZĘ").click()
    expect(page.locator("[data-news]")).to_contain_text("Wizyta ma nowy termin")
    heard(4)
    assert visits_of(practice, "Żak")[0]["starts_at"] == "2026-11-25T09:00:00+01:00"
    page.get_by_role("link", name="ODWOŁUJĘ").click()
    page.get_by_label("Wiadomość dla gabinetu").fill("Choroba")
    page.get_by_role("button", name="ODWOŁUJĘ").click()
    expect(page.get_by_role("heading", name="Wizyta odwołana")).to_be_visible()
    heard(5)
    cancelled = visits_of(practice, "Żak")[0]
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", "Choroba")


def visits_of(practice: Practice, last_name: str) -> list[dict]:
    items = practice.get("visits", **{"from": "2026-11-24", "to": "2026-11-28"}).json()["items"]
    return [each for each in items if each["patient"]["last_name"] == last_name]
