"""What one screen changes, every other open screen of the practice shows: told by the server, not asked for."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
import requests
from playwright.sync_api import expect

from tests.support.practice import PASSWORD, Caller, Practice, eventually

SOON = 5.0
"""Seconds; a screen that only asked now and then would take up to a minute."""


class Screen:
    """An open stream of a practice, read by a thread."""

    def __init__(self, practice: Practice) -> None:
        self.changes: list[dict] = []
        self.ended_well = False
        self.connection = http.client.HTTPConnection(practice.url.removeprefix("http://"), timeout=60)
        self.connection.connect()
        self.socket = self.connection.sock
        self.connection.request("GET", "/calendar/changes", headers={"Cookie": f"dentoro_session={practice.token}"})
        self.answer = self.connection.getresponse()
        assert self.answer.headers["Content-Type"].startswith("text/event-stream")
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        eventually(lambda: self.changes, within=SOON, what="the first look")
        assert self.changes.pop() == {"visits": [], "everything": True}

    @property
    def visits(self) -> list[list[str]]:
        """Those that changed, told one time after the other. (A new practice's calendar may still be told of as well.)"""
        return [change["visits"] for change in self.changes if change["visits"]]

    def _read(self) -> None:
        with suppress(OSError, http.client.HTTPException):  # cut off
            while line := self.answer.readline():
                if line.startswith(b"data: "):
                    self.changes.append(json.loads(line.removeprefix(b"data: ")))
            self.ended_well = True

    def close(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)
        for each in (self.answer, self.connection, self.socket):
            each.close()


@pytest.fixture
def practice(stack) -> Practice:
    return Practice(stack.url)


@pytest.fixture
def screens(practice) -> Iterator[list[Screen]]:
    """Enough for every process of the gateway to have one."""
    opened = [Screen(practice) for _ in range(8)]
    yield opened
    for screen in opened:
        screen.close()


def test_every_open_screen_hears_of_a_visit_and_no_other_practice_does(stack, practice, screens):
    with closing(Screen(Practice(stack.url))) as stranger:
        calendar, patient = practice.calendar(), practice.add_patient("+48501700700", "pacjent.ekran@example.com")
        visit = practice.book(patient, calendar, "2026-11-24T12:00:00+01:00").json()
        for screen in screens:
            eventually(lambda screen=screen: screen.visits, within=SOON, what="the booking is heard")
            assert screen.visits[0] == [visit["id"]]
        moved = practice.patch(f"visits/{visit['id']}", starts_at="2026-11-24T13:00:00+01:00")
        assert moved.ok, moved.text
        for screen in screens:
            eventually(lambda screen=screen: len(screen.visits) > 1, within=SOON, what="the move is heard")
            screen.changes.clear()
        renamed = practice.patch(f"patients/{patient['id']}", last_name="Nowa")
        assert renamed.ok, renamed.text
        hours = practice.put(
            "practice/working-time", days=[{"weekday": 1, "open": True, "from": "07:00", "to": "19:00"}]
        )
        assert hours.ok, hours.text
        for screen in screens:
            eventually(lambda screen=screen: screen.changes, within=SOON, what="the patient's new name, and the hours")
            assert {"visits": [], "everything": True} in screen.changes
        assert stranger.visits == []


def test_who_signed_out_hears_nothing_more(stack):
    practice = Practice(stack.url)
    calendar, patient = practice.calendar(), practice.add_patient("+48501700702", "pacjent.cisza@example.com")
    screen = Screen(practice)
    staying = Caller(stack.url, practice.post("sessions", email=practice.email, password=PASSWORD).json()["token"])
    assert practice.delete("session").ok
    booked = staying.post(
        "visits",
        calendar_id=calendar["id"],
        patient_id=patient["id"],
        starts_at="2026-11-24T12:00:00+01:00",
        minutes=15,
    )
    assert booked.status_code == 201, booked.text
    screen.thread.join(SOON)
    assert (screen.ended_well, screen.changes) == (True, [])
    screen.close()


def test_a_stranger_hears_nothing(stack):
    answer = requests.get(f"{stack.url}/calendar/changes", timeout=10, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/login")


@pytest.mark.browser
def test_two_receptions_side_by_side(browser, stack, practice):
    patient = practice.add_patient("+48501700701", "pacjent.obok@example.com")
    calendar = practice.calendar()
    left, right = (_reception(browser, stack.url, practice.email) for _ in range(2))
    booked = practice.book(patient, calendar, "2026-11-23T14:00:00+01:00")
    assert booked.status_code == 201, booked.text
    for page in (left, right):
        expect(page.locator(".ec-event [data-visit]")).to_have_count(1, timeout=SOON * 1000)
    cancelled = practice.post(f"visits/{booked.json()['id']}/cancel")
    assert cancelled.ok, cancelled.text
    for page in (left, right):
        expect(page.locator(".ec-event [data-visit]")).to_have_count(0, timeout=SOON * 1000)
    renamed = practice.patch(f"calendars/{calendar['id']}", name="GABINET ZIELONY", color="green")
    assert renamed.ok, renamed.text
    for page in (left, right):
        expect(page.locator(".ec-col-head .chair-dot.color-green")).to_have_count(1, timeout=SOON * 1000)
        expect(page.locator("#calendar-chairs")).to_have_text("GABINET ZIELONY")


def test_a_gateway_that_is_asked_to_stop_ends_its_streams_well(stack, practice):
    screen = Screen(practice)
    try:
        assert stack.stop("gateway") == 0
    finally:
        stack.start("gateway")
    screen.thread.join(5)
    assert screen.ended_well, "cut off: the stream held the process up until it was killed"
    screen.close()


def _reception(browser, url, email):
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="pl-PL").new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{url}/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_label("Hasło").press("Enter")
    page.wait_for_selector("#calendar[data-ready]")
    return page
