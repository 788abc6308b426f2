"""What happens after an SMS went out: the phone has it, and the patient answers."""

import uuid

import pytest
import requests

from tests.support.practice import CALL_SECONDS, Practice, Sandbox, eventually

TUESDAY = "2026-11-24T12:00:00+01:00"


@pytest.fixture(scope="module")
def practice(stack):
    return Practice(stack.url)


@pytest.fixture
def sandbox(stack):
    sandbox = Sandbox(stack.sandbox_url)
    yield sandbox
    sandbox.faults()


def reminded(practice, at):
    """A visit whose SMS went out, and the patient."""
    number = uuid.uuid4().int % 1_000_000
    patient = practice.add_patient(f"+48501{number:06d}", f"pacjent.{number}@example.com")
    answer = practice.book(patient, practice.calendar(), at)
    assert answer.status_code == requests.codes.created, answer.text
    return answer.json(), patient


def sms_of(practice, visit, *states):
    def look():
        items = practice.get("messages", visit_id=visit["id"]).json()["items"]
        return next((item for item in items if item["channel"] == "sms" and item["state"] in states), None)

    return eventually(look, what=f"the SMS in state {states}")


def answer_by_phone(sandbox, patient, text):
    reply = {"from": patient["phone"], "text": text}
    assert requests.post(f"{sandbox.url}/replies", json=reply, timeout=CALL_SECONDS).status_code == 202


@pytest.mark.parametrize(
    ("reports", "state", "reason"), [("delivered", "delivered", None), ("expired", "failed", "expired")]
)
def test_what_the_operator_reports_is_what_the_practice_sees(practice, sandbox, reports, state, reason):
    sandbox.faults(sms={"reports": reports, "report_delay_ms": 0})
    visit, _ = reminded(practice, TUESDAY if reports == "delivered" else "2026-11-24T12:15:00+01:00")
    sms = sms_of(practice, visit, state)
    assert sms["reason"] == reason
    assert sms["sent_at"] is not None
    assert (sms["delivered_at"] is not None) == (state == "delivered")


def test_tak_confirms_the_visit_and_nie_is_shown_to_the_practice(practice, sandbox):
    coming, one = reminded(practice, "2026-11-24T13:00:00+01:00")
    staying_away, other = reminded(practice, "2026-11-24T13:15:00+01:00")
    for visit in (coming, staying_away):
        sms_of(practice, visit, "sent")
    answer_by_phone(sandbox, one, "Tak.")
    answer_by_phone(sandbox, other, "nie")

    def now(visit):
        return practice.get(f"visits/{visit['id']}").json()

    eventually(lambda: now(coming)["status"] == "confirmed", what="the visit is confirmed")
    eventually(lambda: now(staying_away).get("patient_answer") == "no", what="the practice sees the answer")
    assert now(staying_away)["status"] == "planned"
