"""What a practice changes in its settings, through every process: switches, hours, name and phone."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from chassis.ids import new_id

from dev.processes import wait_for
from services.notifications.tests.factories import local
from services.notifications.tests.service.system import OUTWARD, TOMORROW, Story, System

pytestmark = [pytest.mark.broker, pytest.mark.database]


def by_channel(messages):
    return {message.channel: (message.state, message.reason) for message in messages}


@pytest.mark.parametrize(("off", "on"), [("sms", "email"), ("email", "sms")])
def test_switching_a_channel_off_cancels_what_is_planned_of_it(system: System, off, on):
    story = Story()
    system.announce(story.practice(), story.patient())
    for days in (3, 9):
        system.announce(story.visit(new_id(), TOMORROW + timedelta(days=days)))
    system.wait_for_states(story.practice_id, *["planned"] * 4)
    system.announce(story.practice(version=2, **{off: False}))
    messages = system.wait_for_states(story.practice_id, "cancelled", "cancelled", "planned", "planned")
    assert by_channel(messages) == {off: ("cancelled", "channel_off"), on: ("planned", None)}
    assert {message.send_at for message in messages if message.state == "planned"} == {
        local("2026-11-26 10:00"),
        local("2026-12-02 10:00"),
    }


def test_switched_off_after_queueing_nothing_of_the_channel_is_sent(system: System):
    system.run("dispatcher")
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    system.wait_for_states(story.practice_id, "queued", "queued")
    system.announce(story.practice(version=2, sms=False))
    system.wait_for_states(story.practice_id, "cancelled", "queued")
    system.run(*OUTWARD)
    messages = system.wait_for_states(story.practice_id, "cancelled", "sent")
    assert by_channel(messages)["sms"] == ("cancelled", "channel_off")
    other = Story(phone="+48600700800", email=None)
    system.announce(other.practice(), other.patient(), other.visit(new_id()))
    system.wait_for_states(other.practice_id, "sent", "skipped")  # behind the cancelled one in the same queue
    assert [(item["channel"], item["to"]) for item in system.sandbox.messages()] == [
        ("email", story.email),
        ("sms", other.phone),
    ]


def test_switched_on_again_it_goes_out_once_and_what_had_gone_out_does_not_again(system: System):
    system.run("dispatcher", "sender-email")
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    system.wait_for_states(story.practice_id, "queued", "sent")
    for version, on in ((2, False), (3, True), (4, False)):
        system.announce(story.practice(version, sms=on, email=on))
    system.wait_for_states(story.practice_id, "cancelled", "sent")
    system.run(*OUTWARD)
    system.announce(story.practice(version=5))
    system.wait_for_states(story.practice_id, "sent", "sent")
    assert sorted((item["channel"], item["deliveries"]) for item in system.sandbox.messages()) == [
        ("email", 1),
        ("sms", 1),
    ]


@pytest.mark.parametrize("sms", [True, False])
def test_off_on_off_on_in_any_order_and_repeated_ends_as_the_newest_says(system: System, sms):
    stories, envelopes = [Story() for _ in range(6)], []
    for story in stories:
        versions = [story.practice(version, sms=version % 2 == 1) for version in range(1, 6)]
        versions.append(story.practice(version=6, sms=sms, reminder_hour="17:00"))
        visit = story.visit(new_id(), TOMORROW + timedelta(days=2))
        envelopes += [*versions, *versions, story.patient(), visit]
    random.Random(11).shuffle(envelopes)
    system.announce(*envelopes)

    def settled(story) -> bool:
        plan = by_channel(system.list(story.practice_id))
        wanted = [("planned", None)] if sms else [("cancelled", "channel_off"), ("skipped", "channel_off")]
        times = {one.send_at for one in system.list(story.practice_id) if one.state == "planned"}
        return (
            plan.get("email") == ("planned", None)
            and plan.get("sms") in wanted
            and times == {local("2026-11-25 17:00")}
        )

    for story in stories:
        wait_for(lambda story=story: settled(story), "the plan of the newest version", seconds=20)
        assert len(system.list(story.practice_id)) == 2


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"reminder_hour": "17:30"}, "2026-11-26 17:30"),
        ({"quiet_hours": {"from": "09:00", "to": "13:00"}}, "2026-11-26 13:00"),
    ],
)
def test_another_hour_or_other_quiet_hours_move_what_is_planned(system: System, change, sent):
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id(), TOMORROW + timedelta(days=3)))
    system.wait_for_states(story.practice_id, "planned", "planned")
    system.announce(story.practice(version=2, **change))

    def moved() -> bool:
        return {message.send_at for message in system.list(story.practice_id)} == {local(sent)}

    wait_for(moved, "the plan follows", seconds=20)


def test_a_new_name_and_phone_reach_what_was_planned_and_not_yet_sent(system: System):
    system.run()
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id()))
    planned = system.wait_for_states(story.practice_id, "planned", "planned")
    assert all("22 123 45 67" in message.text for message in planned)
    system.announce(story.practice(version=2, name="Gabinet Nowy Początek", phone="+48600700800"))

    def shown() -> bool:
        return all("600 700 800" in message.text for message in system.list(story.practice_id))

    wait_for(shown, "the new number in what is planned", seconds=20)
    system.run(*OUTWARD)
    system.wait_for_states(story.practice_id, "sent", "sent")
    received = {item["channel"]: item for item in system.sandbox.messages()}
    assert "Gabinet Nowy Poczatek" in received["sms"]["text"]
    assert "Gabinet Nowy Początek" in received["email"]["subject"]
    assert received["email"]["headers"]["From"].startswith("Gabinet Nowy Początek")
    for item in received.values():
        assert "600 700 800" in item["text"]
        assert "22 123 45 67" not in item["text"]
        assert "Uśmiech" not in item["text"]
