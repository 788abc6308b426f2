"""Messages written by hand, a practice's own words, and cards that end, through every process."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args
from uuid import uuid4

import pytest
from chassis.ids import new_id
from chassis.refusals import Refused
from contracts.base import Nothing, Page
from contracts.changes import ListChanges
from contracts.notifications import rpc
from contracts.permissions import Role, may
from contracts.scheduling.events import PatientErasedV1, PatientMergedV1

from dev.processes import wait_for
from services.notifications.tests.service.system import OUTWARD, TOMORROW, Story, System

pytestmark = [pytest.mark.broker, pytest.mark.database]

SMS = {"kind": "reminder", "channel": "sms", "language": "pl"}
REQUESTS = [
    (rpc.list_messages, rpc.ListMessages()),
    (rpc.read_message, rpc.MessageId(message_id=uuid4())),
    (rpc.resend_message, rpc.MessageId(message_id=uuid4())),
    (rpc.write_messages, rpc.WriteMessages(channel="sms", patient_ids=[uuid4()], text="Dzień dobry")),
    (rpc.list_batches, Page()),
    (rpc.read_batch, rpc.BatchId(batch_id=uuid4())),
    (rpc.stop_batch, rpc.BatchId(batch_id=uuid4())),
    (rpc.list_changes, ListChanges()),
    (rpc.read_templates, Nothing()),
    (rpc.change_template, rpc.ChangeTemplate(text=None, **SMS)),
    (rpc.change_message_settings, rpc.ChangeMessageSettings(language="pl")),
    (rpc.preview_template, rpc.PreviewTemplate(text="Czekamy", **SMS)),
]


@pytest.fixture
def story(system: System):
    """A practice and its patient, once they are known."""
    story = Story()
    system.announce(story.practice(), story.patient(), story.visit(new_id(), TOMORROW + timedelta(days=5)))
    system.wait_for_states(story.practice_id, "planned", "planned")
    return story


def write(system, story, **more):
    draft = {
        "channel": "sms",
        "patient_ids": [story.patient_id],
        "text": "Dzień dobry, {{ patient_first_name }}!",
    } | more
    return system.ask(rpc.write_messages, rpc.WriteMessages(**draft), practice_id=story.practice_id)


def refusal(system, method, request, **who):
    with pytest.raises(Refused) as refused:
        system.ask(method, request, **who)
    return refused.value.code


def test_what_was_written_reaches_phone_and_mailbox_once(system: System, story):
    system.run(*OUTWARD)
    written = write(system, story)
    assert (written.recipients, written.parts) == (1, 1)
    write(system, story, channel="email", subject="Przegląd", text="Zapraszamy na przegląd.")

    def progress():
        batch = system.ask(rpc.read_batch, rpc.BatchId(batch_id=written.batch_id), practice_id=story.practice_id)
        return batch.sent + batch.delivered == 1 and len(system.sandbox.messages()) == 2

    wait_for(progress, "both to arrive", seconds=20)
    mail, sms = sorted(system.sandbox.messages(), key=lambda item: item["channel"])
    assert sms["text"] == "Dzien dobry, Zofia!\nGabinet Usmiech, tel. 22 123 45 67"
    assert (mail["subject"], "Zapraszamy na przegląd." in mail["html"]) == ("Przegląd", True)


def test_a_reminder_goes_out_in_the_practices_own_words(system: System):
    system.run(*OUTWARD)
    story = Story(phone=None)
    system.announce(story.practice(), story.patient())
    ours = wait_for_templates(system, story)
    own = rpc.ChangeTemplate(**SMS | {"channel": "email"}, subject="O {{ visit_hour }}", text="Zapraszamy!")
    templates = system.ask(rpc.change_template, own, practice_id=story.practice_id, role="owner")
    assert (templates.version, ours.version) == (1, 0)
    system.announce(story.visit(new_id()))
    system.wait_for_states(story.practice_id, "sent", "skipped")
    [mail] = system.sandbox.messages()
    assert mail["subject"] == "O 12:00"
    words, link = mail["text"].split("Potwierdzam, zmieniam termin lub odwołuję:")
    assert words.strip() == "Zapraszamy!\n\nGabinet Uśmiech, tel. 22 123 45 67"
    assert link.strip().startswith("https://dentoro.example/v/")


def wait_for_templates(system, story):
    found = []

    def known():
        try:
            found.append(system.ask(rpc.read_templates, Nothing(), practice_id=story.practice_id))
        except Refused as refused:
            return refused.code != "practice_not_ready"
        return True

    wait_for(known, "the practice", seconds=20)
    return found[0]


def test_an_erased_and_a_joined_card_reach_the_plan(system: System, story):
    kept = Story(phone="+48600600600")
    kept.practice_id = story.practice_id
    merged = PatientMergedV1(patient_id=story.patient_id, merged_into=kept.patient_id)
    system.announce(kept.patient(), story._wrapped(merged, 2, story.trace_id))
    of_kept = {"patient_id": kept.patient_id, "channel": "sms"}
    wait_for(
        lambda: [one.to for one in system.list(story.practice_id, **of_kept)] == [kept.phone], "the plan", seconds=20
    )
    system.announce(story._wrapped(PatientErasedV1(patient_id=kept.patient_id), 9, story.trace_id))
    messages = system.wait_for_states(story.practice_id, "cancelled", "cancelled")
    assert {(one.reason, one.to, one.patient_name) for one in messages} == {("patient_erased", None, None)}


def test_each_role_may_do_what_the_table_says_and_nobody_anything(system: System, story):
    for method, request in REQUESTS:
        for role in get_args(Role):
            who = {"practice_id": story.practice_id, "role": role}
            if not may(role, method.act):
                assert refusal(system, method, request, **who) == "forbidden"
            elif any(name in type(request).model_fields for name in ("message_id", "batch_id", "patient_ids")) and (
                method is not rpc.list_messages
            ):
                assert refusal(system, method, request, **who) == "not_found"
            else:
                system.ask(method, request, **who)
        for who in ({"practice_id": None}, {"practice_id": story.practice_id, "role": None}):
            assert refusal(system, method, request, **who) == "unauthenticated"
