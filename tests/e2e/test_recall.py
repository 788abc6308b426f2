"""Who was here for something that is repeated is invited to come again, from the practice's pages to the patient's phone."""

import re

import pytest
import requests

from tests.support.practice import CALL_SECONDS, Practice, Sandbox, eventually

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def practice(stack):
    practice = Practice(stack.url, name="Gabinet Kontrolny")
    practice.calendar()
    assert practice.put("practice/notifications", online_booking=True).ok
    return practice


@pytest.fixture
def reception(practice):
    """A browser of the practice without JavaScript."""
    session = requests.Session()
    session.cookies.set("dentoro_session", practice.token)
    return session


def test_who_should_come_again_is_invited_by_sms_and_marked(stack, practice, reception):
    """The stack's clock stands still, so nobody's half a year is over; their last visit was this morning."""
    service = practice.post("services", name="Przegląd", minutes=30, bookable_online=True, interval_months=6).json()
    patient = practice.add_patient("+48505223399", "kontrola@example.com")
    place = {"calendar_id": practice.calendar()["id"], "patient_id": patient["id"], "service_id": service["id"]}
    visit = practice.post("visits", starts_at="2026-11-23T08:00:00+01:00", **place)
    assert visit.status_code == requests.codes.created, visit.text
    page = reception.get(f"{practice.url}/patients/recalls", timeout=CALL_SECONDS).text
    assert "Na nikogo nie przyszła pora" in page
    assert practice.get("recalls").json() == {"items": [], "next_cursor": None}

    ticked = {**fields(page), "due": f"{patient['id']}:{service['id']}"}
    written = reception.post(f"{practice.url}/patients/recalls/write", data=ticked, timeout=CALL_SECONDS).text
    text = re.search(r'<textarea[^>]+name="text"[^>]*>([^<]+)</textarea>', written)[1]
    message = {**fields(written), "who": "recalls", "channel": "sms", "text": text, "action": "check"}
    check = reception.post(f"{practice.url}/messages", data=message, timeout=CALL_SECONDS).text
    sending = {**fields(check), "action": "send"}
    sent = reception.post(f"{practice.url}/messages", data=sending, timeout=CALL_SECONDS)
    assert "/messages/batches/" in sent.url

    address = f"{practice.url}/b/{practice.slug}"
    sms = eventually(
        lambda: [each for each in Sandbox(stack.sandbox_url).to(patient["phone"]) if address in each["text"]],
        what="the invitation has come",
    )
    assert len(sms) == 1
    changes = practice.get("changes", about="patient", about_id=patient["id"]).json()["items"]
    marks = [field["after"] for change in changes for field in change["fields"] if field["field"] == "recall"]
    assert marks == ["invited"]


def fields(page):
    """What is hidden in the forms of a page."""
    return dict(HIDDEN.findall(page))
