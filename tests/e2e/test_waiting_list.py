"""From a patient's phone to the next one's: booked, reminded, moved by the link, and the freed time finds who waits."""

import html
import re

import pytest
import requests

from tests.e2e import test_codes_and_links
from tests.e2e.test_codes_and_links import code_sent_to
from tests.e2e.test_open_screens import SOON, Screen
from tests.support.practice import CALL_SECONDS, Practice, Sandbox, eventually

WEDNESDAY = {"from": "2026-11-25", "to": "2026-11-26"}


class Stranger(test_codes_and_links.Stranger):
    def join(self, sandbox):
        """Onto the waiting list, at any time, with the code that comes by SMS."""
        said = {"channel": "sms", "first_name": "Zofia", "last_name": "Lis", "phone": self.phone}
        asked = self.post(f"{self.at}/waiting-list", service_id=self.service["id"], **said)
        assert asked.ok, asked.text
        path = f"{self.at}/waiting-list/{asked.json()['joining_id']}/confirm"
        assert self.post(path, code=code_sent_to(sandbox, self.phone)).ok


@pytest.fixture
def sandbox(stack):
    return Sandbox(stack.sandbox_url)


@pytest.fixture
def practice(stack):
    practice = Practice(stack.url, name="Gabinet z Listą")
    practice.calendar()
    assert practice.put("practice/notifications", online_booking=True).ok
    return practice


@pytest.fixture
def reception(practice):
    screen = Screen(practice)
    yield screen
    screen.close()


def link_sent_to(sandbox, phone, page):
    """The token of the link in the newest SMS that has one to ``page``."""

    def look():
        found = [re.search(rf"/{page}/([^\s?#]+)", sms["text"]) for sms in sandbox.to(phone)]
        return next((link[1] for link in reversed(found) if link), None)

    return eventually(look, what=f"an SMS with a link to /{page}")


def test_a_moved_visit_gives_its_time_to_the_next_who_waits(practice, sandbox, reception):
    service = practice.post("services", name="Przegląd", minutes=30, bookable_online=True).json()
    booker = Stranger(practice, service)
    free = eventually(booker.free_times, what="free times online")[-1]

    # Two wait: the reception put one there, who can come on Fridays only; the other joins by a code, for any time.
    patient = practice.add_patient("+48505223300", "czeka@example.com", first_name="Jan")
    asked = {"patient_id": patient["id"], "service_id": service["id"], "weekdays": [5]}
    first = practice.post("waiting-list", **asked)
    assert first.status_code == requests.codes.created, first.text
    second = Stranger(practice, service)
    second.join(sandbox)
    listed = practice.get("waiting-list").json()["items"]
    assert [(entry["patient"]["phone"], entry["position"]) for entry in listed] == [
        (patient["phone"], 1),
        (second.phone, 2),
    ]
    entry_id = listed[1]["id"]

    # A stranger books on the phone, is reminded by SMS, and moves the visit by the link in it.
    hold = booker.hold(free["starts_at"])
    booker.ask_for_code(hold, "sms")
    assert booker.confirm(hold, code_sent_to(sandbox, booker.phone)).status_code == requests.codes.created
    token = link_sent_to(sandbox, booker.phone, "v")
    others = booker.post("visit-links/free-times", token=token, **WEDNESDAY).json()["items"]
    before = len(reception.changes)
    moved = booker.post("visit-links/move", token=token, starts_at=others[0]["starts_at"])
    assert moved.ok, moved.text
    eventually(lambda: len(reception.changes) > before, within=SOON, what="the reception sees the move")

    # The freed time goes to the second, who opens the link and takes it by the button of the page.
    offer = f"{practice.url}/o/{link_sent_to(sandbox, second.phone, 'o')}"
    (waiting,) = practice.get("waiting-list", state="offered").json()["items"]
    assert (waiting["id"], waiting["last_offer"]["starts_at"]) == (entry_id, free["starts_at"])
    phone = requests.Session()
    page = phone.get(offer, timeout=CALL_SECONDS).text
    assert "Zwolnił się termin dla Ciebie" in page
    assert practice.get("waiting-list", state="offered").json()["items"] == [waiting], "opening it changes nothing"
    fields = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "key")}
    before = len(reception.changes)
    taken = phone.post(f"{offer}/accept", data=fields, timeout=CALL_SECONDS)
    assert "Wizyta umówiona" in taken.text
    eventually(lambda: len(reception.changes) > before, within=SOON, what="the reception sees the visit")

    booked = practice.get("visits", **{"from": "2026-11-24", "to": "2026-11-25"}).json()["items"]
    assert [(v["patient_id"], v["starts_at"], v["source"]) for v in booked] == [
        (listed[1]["patient"]["id"], free["starts_at"], "waiting_list")
    ]
    (done,) = practice.get("waiting-list", state="booked").json()["items"]
    assert (done["id"], done["visit_id"]) == (entry_id, booked[0]["id"])
    assert [entry["id"] for entry in practice.get("waiting-list").json()["items"]] == [listed[0]["id"]]
    assert not sandbox.to(patient["phone"]), "nothing was offered to who cannot come then"

    # The reception's own page says the same.
    session = {"dentoro_session": practice.token}
    shown = requests.get(
        f"{practice.url}/calendar/waiting-list?state=booked", cookies=session, timeout=CALL_SECONDS
    ).text
    assert f'href="/visits/{booked[0]["id"]}"' in shown

    # The page leads on to the visit and its file.
    visit = re.search(r'href="(/v/[^"]+)"', taken.text)[1]
    shown = phone.get(practice.url + html.unescape(visit), timeout=CALL_SECONDS).text
    assert "Twoja wizyta" in shown
    calendar_file = phone.get(f"{practice.url}{visit}/visit.ics", timeout=CALL_SECONDS)
    assert f"UID:{booked[0]['id']}" in calendar_file.text
