"""From the events of the neighbours to the patient's phone and mailbox, through every process."""

from __future__ import annotations

import json
import random
import re
import signal
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import uuid4

import pytest
import requests
from chassis.ids import new_id
from chassis.refusals import Refused
from contracts.base import Nothing
from contracts.notifications import rpc
from contracts.permissions import Role
from contracts.scheduling.events import TimeOfferEndedV1
from notifications.adapters.depths import QUEUES
from notifications.adapters.work_queue import QUEUE_OF

from dev.processes import wait_for
from services.notifications.tests.factories import local
from services.notifications.tests.service.system import OUTWARD, TOMORROW, Story, System

pytestmark = [pytest.mark.broker, pytest.mark.database]


def test_a_booked_visit_brings_one_sms_and_one_mail(system: System):
    system.run(*OUTWARD)
    story, visit_id = Story(), new_id()
    system.announce(story.practice(), story.patient(), story.visit(visit_id))
    messages = system.wait_for_states(story.practice_id, "sent", "sent")
    received = {item["channel"]: item for item in system.sandbox.messages()}
    assert set(received) == {"sms", "email"}
    assert len(system.sandbox.messages()) == 2
    assert received["sms"]["to"] == "+48501700100"
    assert re.fullmatch(
        r"Jutro \(wt\. 24\.11\) o 12:00 wizyta: Gabinet Usmiech\."
        r" Potwierdz: https://dentoro\.example/v/[\w-]+ tel\. 22 123 45 67",
        received["sms"]["text"],
    )
    assert received["email"]["to"] == "zofia@example.com"
    assert "wtorek, 24 listopada" in received["email"]["subject"]
    for message in messages:
        assert message.visit_id == visit_id
        assert message.sent_at is not None
        assert str(message.id) in received[message.channel]["idempotency_key"]


def test_an_offered_time_brings_one_sms_whose_link_is_the_patients_alone_and_none_once_it_has_ended(system: System):
    system.run(*OUTWARD)
    story, ended, until = Story(), new_id(), system.clock() + timedelta(minutes=30)
    system.announce(story._wrapped(TimeOfferEndedV1(offer_id=ended), 2, story.trace_id))
    system.announce(story.offer(ended, until), story.offer(new_id(), until), story.patient(), story.practice())
    [message] = system.wait_for_states(story.practice_id, "sent")
    [sms] = system.sandbox.messages()
    assert (sms["channel"], sms["to"]) == ("sms", story.phone)
    [link] = re.findall(r"https://dentoro\.example/o/([\w-]+)$", sms["text"])
    assert (message.kind, message.patient_id, message.visit_id) == ("offer", story.patient_id, None)
    assert message.text == sms["text"].replace(link, "…")
    assert all(link not in system.running(kind).log() for kind in ("planner", "rpc", *OUTWARD))


def test_operators_see_how_late_it_was_and_how_much_waits(system: System):
    system.run(*OUTWARD)
    story = Story(email=None)
    system.announce(story.practice(email=False), story.patient(), story.visit(new_id()))
    system.wait_for_states(story.practice_id, "sent", "skipped")
    sender = metrics(system, "sender-sms")
    assert float(re.search(r'^message_lag_seconds_count\{lane="sms"\} (\S+)', sender, re.MULTILINE)[1]) >= 1
    assert 'provider_breaker_open{provider="smsapi"} 0.0' in sender
    empty = {f'queue_messages{{queue="{queue}"}} 0.0' for queue in QUEUES}
    wait_for(lambda: empty <= {*metrics(system, "dispatcher").splitlines()}, "all is measured", seconds=40)
    dispatcher = metrics(system, "dispatcher")
    assert re.search(r"^dispatcher_rounds_total [1-9]", dispatcher, re.MULTILINE)
    assert 'ledger_messages{lane="sms",place="late"} 0.0' in dispatcher
    assert story.phone.lstrip("+") not in sender + dispatcher


def test_each_role_is_told_whether_reminders_go_out_and_a_stranger_is_not(system: System):
    system.run(*OUTWARD)
    story = Story(email=None)
    system.announce(story.practice(email=False), story.patient(), story.visit(new_id()))
    system.wait_for_states(story.practice_id, "sent", "skipped")
    for role in get_args(Role):
        state = system.ask(rpc.read_sending_state, Nothing(), practice_id=story.practice_id, role=role)
        assert [(each.channel, each.on, each.late, each.why) for each in state.channels] == [
            ("sms", True, 0, None),
            ("email", False, 0, None),
        ]
    with pytest.raises(Refused):
        system.ask(rpc.read_sending_state, Nothing(), practice_id=story.practice_id, role=None)


def metrics(system: System, kind: str) -> str:
    return requests.get(f"{system.running(kind).health_url}/metrics", timeout=5).text


def test_a_visit_further_away_waits_and_shows_what_will_go_out(system: System):
    system.run(*OUTWARD)
    story, visit_id = Story(), new_id()
    later = TOMORROW + timedelta(days=7)
    system.announce(story.visit(visit_id, later), story.patient(), story.practice())
    messages = system.wait_for_states(story.practice_id, "planned", "planned")
    for message in messages:
        assert message.send_at == local("2026-11-30 10:00")
        assert "12:00" in message.text
        assert message == system.read(story.practice_id, message.id)
    assert system.sandbox.messages() == []


def test_a_message_goes_out_when_its_time_comes_and_not_before(system: System):
    story = Story(email=None)
    system.announce(story.practice(), story.patient(), story.visit(new_id(), TOMORROW + timedelta(days=60)))
    [planned, _] = sorted(
        system.wait_for_states(story.practice_id, "planned", "skipped"), key=lambda message: message.state
    )
    system.run()
    system.start("sender-sms", **clock_at(planned.send_at))
    dispatcher = system.start("dispatcher", **clock_at(planned.send_at - timedelta(seconds=6)))
    messages = system.wait_for_states(story.practice_id, "sent", "skipped")
    [queued] = [line for line in log_lines(dispatcher) if line.get("message_id") == str(planned.id)]
    lag = datetime.fromisoformat(queued["ts"]) - when(dispatcher, planned.send_at)
    assert timedelta(0) <= lag < timedelta(seconds=10)
    assert {message.text for message in messages if message.state == "sent"} == {planned.text}


def clock_at(moment):
    """The setting that makes a process that starts now think that it is ``moment``."""
    return {"CLOCK_OFFSET_SECONDS": str((moment - datetime.now(UTC)).total_seconds())}


def when(running, moment):
    """When, by the machine's clock (which logs show), the process's own clock shows ``moment``."""
    return moment - timedelta(seconds=float(running.env["CLOCK_OFFSET_SECONDS"]))


def log_lines(running):
    return [json.loads(text) for text in running.log().splitlines() if text.startswith("{")]


def test_events_in_any_order_and_repeated_bring_one_message_each(system: System):
    system.run(*OUTWARD)
    stories = [Story() for _ in range(8)]
    envelopes = []
    for story in stories:
        visit_id = new_id()
        moved = TOMORROW + timedelta(hours=2)
        envelopes += [
            story.practice(),
            story.patient(),
            story.visit(visit_id, TOMORROW + timedelta(days=9)),
            story.visit(visit_id, moved, version=2),
        ]
    arrivals = envelopes * 3
    random.Random(7).shuffle(arrivals)
    system.announce(*arrivals)
    for story in stories:
        messages = [one for one in _settled(system, story, live=("sent", "sent")) if one.state == "sent"]
        assert {one.channel for one in messages} == {"sms", "email"}
    assert len(system.sandbox.messages()) == 2 * len(stories)
    assert all("14:00" in item["text"] for item in system.sandbox.messages("sms"))


def _settled(system, story, live):
    """All messages of a story once those that are not cancelled are in these states."""

    def arrived() -> bool:
        states = [one.state for one in system.list(story.practice_id) if one.state != "cancelled"]
        return sorted(states) == sorted(live)

    wait_for(arrived, f"messages in {live}", seconds=30)
    return system.list(story.practice_id)


def test_a_sender_killed_after_the_provider_accepted_sends_no_second_message(system: System):
    """SMSAPI takes the message and its answer is late; the sender is gone before it comes."""
    system.run(*OUTWARD)
    system.sandbox.misbehave(sms={"delay_ms": 1500}, email={"delay_ms": 1500})
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    wait_for(lambda: len(system.sandbox.messages()) == 2, "both accepted", seconds=20)
    system.kill("sender-sms")
    system.kill("sender-email")
    assert {one.state for one in system.list(story.practice_id)} == {"queued"}
    system.sandbox.misbehave()
    system.run(*OUTWARD)
    system.wait_for_states(story.practice_id, "sent", "sent")
    assert len(system.sandbox.messages()) == 2
    assert {item["deliveries"] for item in system.sandbox.messages()} == {2}, "it was handed over again, and recognised"


def test_answers_lost_after_accepting_end_as_one_message_each(system: System):
    system.sandbox.misbehave(sms={"drop_after_accept": 2}, email={"drop_after_accept": 1})
    system.run(*OUTWARD)
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    system.wait_for_states(story.practice_id, "sent", "sent")
    assert sorted(item["channel"] for item in system.sandbox.messages()) == ["email", "sms"]


def test_a_provider_that_fails_for_a_while_delays_and_loses_nothing(system: System):
    system.sandbox.misbehave(sms={"fail_next": 3, "status": 500}, email={"fail_next": 3})
    system.run(*OUTWARD)
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    system.wait_for_states(story.practice_id, "sent", "sent")
    assert len(system.sandbox.messages()) == 2


def test_a_bad_number_fails_at_once_and_says_why(system: System):
    system.run(*OUTWARD)
    story = Story(phone="+48221234567")
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    messages = system.wait_for_states(story.practice_id, "failed", "sent")
    assert [one.reason for one in messages if one.state == "failed"] == ["invalid_phone"]


def test_cancelled_after_queueing_nothing_is_sent(system: System):
    system.run("dispatcher")
    story, visit_id = Story(), new_id()
    system.announce(story.practice(), story.patient(), story.visit(visit_id))
    system.wait_for_states(story.practice_id, "queued", "queued")
    system.announce(story.visit(visit_id, version=2, status="cancelled"))
    messages = system.wait_for_states(story.practice_id, "cancelled", "cancelled")
    assert {one.reason for one in messages} == {"visit_cancelled"}
    system.run(*OUTWARD)
    other = Story(phone="+48600700800", email="inna@example.com")
    system.announce(other.practice(), other.patient(), other.visit(new_id()))
    system.wait_for_states(other.practice_id, "sent", "sent")  # behind the cancelled ones in the same queues
    assert {item["to"] for item in system.sandbox.messages()} == {other.phone, other.email}


def test_a_visit_within_the_margin_is_skipped_and_says_why(system: System):
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id(), system.clock() + timedelta(hours=1)))
    messages = system.wait_for_states(story.practice_id, "skipped", "skipped")
    assert {one.reason for one in messages} == {"too_late"}


def test_dispatchers_and_senders_that_die_lose_and_repeat_nothing(system: System):
    stories = [Story() for _ in range(15)]
    system.run(*OUTWARD)
    for number, story in enumerate(stories):
        system.announce(story.practice(), story.patient(), story.visit(new_id()))
        if number % 5 == 4:
            system.kill(OUTWARD[number // 5])
            system.run(*OUTWARD)
    for story in stories:
        system.wait_for_states(story.practice_id, "sent", "sent", seconds=40)
    assert len(system.sandbox.messages("sms")) == len(system.sandbox.messages("email")) == len(stories)


def test_a_planner_that_dies_loses_no_event(system: System):
    system.run(*OUTWARD)
    stories = [Story() for _ in range(20)]
    for story in stories:
        system.announce(story.practice(), story.patient(), story.visit(new_id()))
    system.kill("planner")
    system.start("planner")
    for story in stories:
        system.wait_for_states(story.practice_id, "sent", "sent", seconds=40)
    assert len(system.sandbox.messages()) == 2 * len(stories)


def test_a_sender_asked_to_stop_finishes_what_it_began(system: System):
    system.run("dispatcher", "sender-sms")
    sender = system.running("sender-sms")
    system.sandbox.misbehave(sms={"delay_ms": 1000})
    story = Story(email=None)
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    wait_for(lambda: len(system.sandbox.messages()) == 1, "accepted", seconds=20)
    sender.signal(signal.SIGTERM)
    assert sender.wait() == 0
    assert sorted(one.state for one in system.list(story.practice_id)) == ["sent", "skipped"]


def test_queues_hold_ids_alone_and_the_trace_follows_to_the_senders_log(system: System):
    system.run("dispatcher")
    story = Story(email=None)
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    [message] = [one for one in system.wait_for_states(story.practice_id, "queued", "skipped") if one.channel == "sms"]
    [(headers, body)] = system.waiting_in(QUEUE_OF["sms"])
    assert body == {"message_id": str(message.id)}
    assert {name for name in headers if not name.startswith("x-")} == {"trace_id"}
    assert headers["trace_id"] == story.trace_id
    sender = system.start("sender-sms")
    system.wait_for_states(story.practice_id, "sent", "skipped")

    def line(running, event):
        return next(
            one for one in log_lines(running) if one["event"] == event and one.get("message_id") == str(message.id)
        )

    wait_for(lambda: str(message.id) in sender.log(), "the sender's log line", seconds=5)
    assert line(system.running("dispatcher"), "message queued")["trace_id"] == story.trace_id
    assert line(sender, "message handled")["trace_id"] == story.trace_id
    assert line(sender, "message handled")["outcome"] == "sent"
    for private in ("501700100", "501 700 100", "Zofia", "Gęślak", "Uśmiech", "Jutro"):
        for kind in ("planner", "rpc", "dispatcher", "sender-sms"):
            assert private not in system.running(kind).log()


@pytest.mark.parametrize("role", get_args(Role))
def test_everybody_of_the_practice_sees_its_messages(system: System, role):
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id(), TOMORROW + timedelta(days=5)))
    [message, _] = system.wait_for_states(story.practice_id, "planned", "planned")
    of_mine = {"practice_id": story.practice_id, "role": role}
    assert len(system.ask(rpc.list_messages, rpc.ListMessages(), **of_mine).items) == 2
    assert system.ask(rpc.read_message, rpc.MessageId(message_id=message.id), **of_mine) == message


@pytest.mark.parametrize("who", [{"practice_id": None}, {"practice_id": uuid4(), "role": None}])
def test_nobody_sees_messages_without_being_signed_in(system: System, who):
    for method, request in (
        (rpc.list_messages, rpc.ListMessages()),
        (rpc.read_message, rpc.MessageId(message_id=uuid4())),
    ):
        with pytest.raises(Refused) as refused:
            system.ask(method, request, **who)
        assert refused.value.code == "unauthenticated"


def test_another_practices_messages_are_not_found(system: System):
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id(), TOMORROW + timedelta(days=5)))
    [message, _] = system.wait_for_states(story.practice_id, "planned", "planned")
    stranger = uuid4()
    assert system.list(stranger) == []
    assert system.list(stranger, visit_id=message.visit_id) == []
    assert system.list(stranger, patient_id=message.patient_id) == []
    assert len(system.list(story.practice_id, patient_id=message.patient_id)) == 2
    with pytest.raises(Refused) as refused:
        system.read(stranger, message.id)
    assert (refused.value.code, refused.value.fault.data) == ("not_found", {"what": "message"})


def test_a_cursor_that_is_none_is_refused_by_its_field(system: System):
    with pytest.raises(Refused) as refused:
        system.list(uuid4(), cursor="nonsense")
    assert [(one.field, one.code) for one in refused.value.fault.errors] == [("cursor", "invalid")]
