"""Visits are booked while each kind of process is killed once: every 201 has one SMS and one mail.

`make chaos` does far worse, for longer.
"""

import collections
import concurrent.futures
import threading
import uuid
from datetime import datetime, timedelta

import pytest

from tests.support.practice import Practice, Sandbox, eventually

VISITS = 200
FIRST = datetime.fromisoformat("2026-11-24T08:00:00+01:00")
PER_DAY = 32  # quarters from 8:00 to 16:00


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_visit_booked_while_processes_are_killed_has_one_sms_and_one_mail(harmed_stack):
    stack = harmed_stack
    sandbox = Sandbox(stack.sandbox_url)
    others = {message["to"] for message in sandbox.messages()}
    practice = Practice(stack.url)
    others.add(practice.email)
    calendars = [practice.calendar()]
    while len(calendars) * PER_DAY < VISITS:
        calendars.append(practice.post("calendars", name=f"STANOWISKO {len(calendars) + 1}").json())
    booked: list[dict] = []
    done = threading.Event()

    def book(number):
        """Books visit ``number``, repeating a call whose outcome is unknown with the same key."""
        phone = f"+4850{number:07d}"
        starts_at = FIRST + timedelta(minutes=15 * (number % PER_DAY))
        patient = certain(
            lambda key: practice.post(
                "patients", key=key, first_name="Jan", last_name="Test", phone=phone, email=f"p{number}@example.com"
            )
        )
        visit = certain(
            lambda key: practice.post(
                "visits",
                key=key,
                calendar_id=calendars[number // PER_DAY]["id"],
                patient_id=patient["id"],
                starts_at=starts_at.isoformat(),
                minutes=15,
            )
        )
        booked.append(visit)

    def kill_each_kind_once():
        for step, process in enumerate(stack.service_processes, start=1):
            target = VISITS * step // (len(stack.service_processes) + 1)
            eventually(lambda target=target: len(booked) >= target or done.is_set(), within=120)
            stack.kill(process)

    killer = threading.Thread(target=kill_each_kind_once)
    killer.start()
    with concurrent.futures.ThreadPoolExecutor(8) as clients:
        list(clients.map(book, range(VISITS)))
    done.set()
    killer.join(timeout=60)
    assert not killer.is_alive()
    assert stack.killed == set(stack.service_processes)

    def received():
        """All but the letter that asks the owner to confirm the address, and what those of other tests were sent."""
        messages = [message for message in sandbox.messages() if message["to"] not in others]
        return collections.Counter((message["channel"], message["to"].lstrip("+")) for message in messages)

    eventually(lambda: received().total() >= 2 * VISITS, within=120, what="all messages in the sandbox")
    expected = [("sms", f"4850{number:07d}") for number in range(VISITS)]
    expected += [("email", f"p{number}@example.com") for number in range(VISITS)]
    assert received() == collections.Counter(expected)
    assert len({visit["id"] for visit in booked}) == VISITS


def certain(call):
    """The 201 answer of a call; a refusal for want of the service is repeated with the same key, as a client would."""
    key = str(uuid.uuid4())

    def attempt():
        try:
            answer = call(key)
        except OSError:  # the gateway itself was killed in between
            return None
        if answer.status_code in {502, 503}:
            return None
        assert answer.status_code == 201, answer.text
        return answer.json()

    return eventually(attempt, within=60, what="an answer")
