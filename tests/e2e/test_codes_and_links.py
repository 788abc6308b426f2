"""Online booking over the real services: a stranger books with a code, and confirms by the link in the reminder."""

import re
import uuid
from urllib.parse import unquote

import pytest
import requests

from tests.support.practice import Caller, Practice, Sandbox, eventually

TOMORROW, DAY_AFTER = "2026-11-24", "2026-11-25"
"""Past the hour of reminders for tomorrow's visits: they are due at once."""
CODE = re.compile(r"\b(\d{6})\b")


@pytest.fixture(scope="module")
def practice(stack):
    practice = Practice(stack.url)
    practice.calendar()
    assert practice.put("practice/notifications", online_booking=True).ok
    return practice


@pytest.fixture(scope="module")
def service(practice):
    answer = practice.post("services", name="Przegląd", minutes=30, bookable_online=True)
    assert answer.status_code == requests.codes.created, answer.text
    return answer.json()


@pytest.fixture
def sandbox(stack):
    return Sandbox(stack.sandbox_url)


class Stranger(Caller):
    """Somebody without an account who books at one practice."""

    def __init__(self, practice, service):
        super().__init__(practice.url)
        self.at, self.service = f"public/{practice.slug}", service
        number = uuid.uuid4().int % 1_000_000
        self.phone, self.email = f"+48504{number:06d}", f"nowa.{number}@example.com"

    def free_times(self):
        asked = {"service_id": self.service["id"], "from": TOMORROW, "to": DAY_AFTER}
        answer = self.get(f"{self.at}/free-times", **asked)
        return answer.json()["items"] if answer.ok else []

    def hold(self, starts_at):
        answer = self.post(f"{self.at}/holds", service_id=self.service["id"], starts_at=starts_at)
        assert answer.status_code == requests.codes.created, answer.text
        return answer.json()

    def ask_for_code(self, hold, channel):
        answer = self.post(
            f"{self.at}/holds/{hold['id']}/code",
            token=hold["token"],
            channel=channel,
            first_name="Nina",
            last_name="Nowa",
            phone=self.phone,
            email=self.email,
        )
        assert answer.ok, answer.text

    def confirm(self, hold, code):
        return self.post(f"{self.at}/holds/{hold['id']}/confirm", token=hold["token"], code=code)


def code_sent_to(sandbox, address):
    def look():
        found = [CODE.search(message["text"]) for message in sandbox.to(address)]
        return found[-1][1] if found and found[-1] else None

    return eventually(look, what="the code has come")


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_stranger_books_with_a_code_and_confirms_by_the_link_in_the_reminder(practice, service, sandbox, channel):
    stranger = Stranger(practice, service)
    free = eventually(stranger.free_times, what="free times online")
    hold = stranger.hold(free[-1]["starts_at"])
    stranger.ask_for_code(hold, channel)
    address = stranger.phone if channel == "sms" else stranger.email
    code = code_sent_to(sandbox, address)
    booked = stranger.confirm(hold, code)
    assert booked.status_code == requests.codes.created, booked.text
    assert booked.json()["starts_at"] == free[-1]["starts_at"]

    def seen():
        listed = practice.get("visits", **{"from": TOMORROW, "to": DAY_AFTER}).json()["items"]
        return next((visit for visit in listed if visit["starts_at"] == free[-1]["starts_at"]), None)

    visit = eventually(seen, what="the practice sees the visit")
    assert (visit["status"], visit["source"]) == ("planned", "online")
    link = eventually(
        lambda: next(
            (found for sms in sandbox.to(address) if (found := re.search(r"(http\S+)/v/(\S+)", sms["text"]))), None
        ),
        what="the reminder has come",
    )
    assert link[1] == practice.url
    token = unquote(link[2])
    shown = stranger.post("visit-links/check", token=token)
    assert (shown.ok, shown.json()["status"]) == (True, "planned"), "looking changes nothing"
    assert stranger.post("visit-links/confirm", token=token).json()["status"] == "confirmed"
    assert practice.get(f"visits/{visit['id']}").json()["status"] == "confirmed"
    listed = practice.get("messages", patient_id=visit["patient_id"]).json()["items"]
    assert code not in str(listed), "no list of messages shows a code"
