"""From a patient's phone to the next one's: booked, reminded, moved by the link, and the freed time finds who waits."""

import html
import re

import pytest
import requests

from tests.e2e.test_codes_and_links import Stranger, code_sent_to
from tests.e2e.test_open_screens import SOON, Screen
from tests.support.practice import CALL_SECONDS, Practice, Sandbox, eventually

WEDNESDAY = {"from": "2026-11-25", "to": "2026-11-26"}


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

    # Two wait: one cannot come on a Tuesday, the other at any time.
    queue = []
    for number, wishes in enumerate([{"weekdays": [5]}, {}]):
        patient = practice.add_patient(f"+4850522330{number}", f"czeka.{number}@example.com", first_name="Jan")
        entry = practice.post("waiting-list", patient_id=patient["id"], service_id=service["id"], **wishes)
        assert entry.status_code == requests.codes.created, entry.text
        queue.append((patient, entry.json()["id"]))
    listed = practice.get("waiting-list").json()["items"]
    assert [(entry["id"], entry["position"]) for entry in listed] == [(queue[0][1], 1), (queue[1][1], 2)]

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
    patient, entry_id = queue[1]
    offer = f"{practice.url}/o/{link_sent_to(sandbox, patient['phone'], 'o')}"
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
        (patient["id"], free["starts_at"], "waiting_list")
    ]
    (done,) = practice.get("waiting-list", state="booked").json()["items"]
    assert (done["id"], done["visit_id"]) == (entry_id, booked[0]["id"])
    assert [entry["id"] for entry in practice.get("waiting-list").json()["items"]] == [queue[0][1]]
    assert not sandbox.to(queue[0][0]["phone"]), "nothing was offered to who cannot come then"

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
