"""From what accounts asks for to the person's mailbox, through every process."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from chassis.ids import new_id
from chassis.topology import declare_dead_queue
from contracts.base import wrap

from dev.processes import wait_for
from services.notifications.tests.service.letters import Account
from services.notifications.tests.service.system import OUTWARD, Story, System

pytestmark = [pytest.mark.broker, pytest.mark.database]


@pytest.fixture
def account(system: System) -> Account:
    return Account(system.clock())


def received(system, account, count=1):
    """The letters in the person's mailbox, once there are so many."""

    def found():
        return [item for item in system.sandbox.messages("email") if item["to"] == account.to]

    wait_for(lambda: len(found()) >= count, f"{count} letters", seconds=20)
    assert len(found()) == count
    return found()


def state_of(system, envelope):
    """State, reason, and whether anything is left of what the letter says."""
    with psycopg.connect(system.env["DATABASE_URL"]) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        query = "SELECT state, reason, contents IS NOT NULL FROM account_letters WHERE id = %s"
        return connection.execute(query, [envelope.data.letter_id]).fetchone()


def wait_until(system, envelope, *wanted):
    wait_for(lambda: state_of(system, envelope) == wanted, f"the letter to be {wanted}", seconds=20)


def test_whoever_registers_gets_a_link_that_works_though_the_practice_is_not_known_here(system: System, account):
    system.run(*OUTWARD)
    envelope = account.confirmation()
    system.announce(envelope)
    [item] = received(system, account)
    assert item["from"] == "Dentoro <przypomnienia@dentoro.example>"
    assert item["subject"] == "Potwierdź adres e-mail: Gabinet Uśmiech"
    link = f"https://dentoro.example/confirm-email/{account.token}"
    assert link in item["text"].splitlines()
    assert f'href="{link}"' in item["html"]
    assert item["headers"]["Message-ID"] == f"<{envelope.data.letter_id}@dentoro.example>"
    wait_until(system, envelope, "sent", None, False)


def test_a_password_reset_arrives_though_the_practice_has_switched_e_mail_off_and_it_is_quiet(system: System, account):
    system.run(*OUTWARD)
    story = Story()
    story.practice_id = account.practice_id
    system.announce(story.practice(email=False, sms=False, quiet_hours={"from": "00:00", "to": "23:59"}))
    system.announce(account.reset())
    [item] = received(system, account)
    assert f"https://dentoro.example/reset-password/{account.token}" in item["text"].splitlines()
    assert "nowe hasło" in item["text"]


def test_an_invitation_in_english_says_who_invites_whereto_and_as_what(system: System, account):
    system.run(*OUTWARD)
    system.announce(account.invitation(language="en", practice_name="Smile & Co"))
    [item] = received(system, account)
    assert item["subject"] == "Invitation to the practice: Smile & Co"
    assert "Ewa Nowak invites you to join the practice Smile & Co" in item["text"]
    assert "Your role: dentist." in item["text"]
    assert f"https://dentoro.example/invitation/{account.token}" in item["text"].splitlines()
    assert '<html lang="en">' in item["html"]


def test_a_changed_password_is_told(system: System, account):
    system.run(*OUTWARD)
    system.announce(account.changed())
    [item] = received(system, account)
    assert item["subject"] == "Hasło zostało zmienione: Gabinet Uśmiech"
    assert "https://dentoro.example/forgot-password" in item["text"].splitlines()


def test_a_repeated_event_and_a_second_event_about_the_same_letter_add_none(system: System, account):
    system.run(*OUTWARD)
    envelope = account.reset()
    again = wrap(
        envelope.data,
        id=new_id(),
        occurred_at=envelope.occurred_at,
        practice_id=envelope.practice_id,
        version=1,
        trace_id=envelope.trace_id,
    )
    system.announce(*[envelope] * 3, again)
    received(system, account)
    last = Account(system.clock())
    system.announce(envelope, again, last.reset())
    received(system, last)
    assert [item["deliveries"] for item in received(system, account)] == [1]


def test_letters_are_no_messages_of_the_practice(system: System, account):
    system.run(*OUTWARD)
    envelope = account.confirmation()
    story = Story()
    story.practice_id = account.practice_id
    system.announce(envelope, story.practice())
    received(system, account)
    assert system.list(account.practice_id) == []
    with pytest.raises(Exception, match="not_found"):
        system.read(account.practice_id, envelope.data.letter_id)


def test_a_mail_server_that_fails_for_a_while_delays_it(system: System, account):
    system.sandbox.misbehave(email={"fail_next": 3})
    system.run(*OUTWARD)
    envelope = account.reset()
    system.announce(envelope)
    received(system, account)
    wait_until(system, envelope, "sent", None, False)


def test_nothing_is_sent_after_it_has_expired_and_its_link_is_forgotten(system: System, account):
    system.sandbox.misbehave(email={"fail_next": True})
    system.run(*OUTWARD)
    soon = system.clock() + timedelta(seconds=3)
    envelope = account.reset(expires_at=soon)
    late = Account(system.clock())
    expired = late.reset(expires_at=system.clock() - timedelta(seconds=1))
    system.announce(envelope, expired)
    wait_until(system, expired, "skipped", "too_late", False)
    wait_until(system, envelope, "failed", "provider_unavailable", False)
    assert system.clock() > soon - timedelta(seconds=1)
    system.sandbox.misbehave()
    last = Account(system.clock())
    system.announce(last.reset())
    received(system, last)
    assert [item["to"] for item in system.sandbox.messages("email")] == [last.to]


def test_a_mailbox_that_the_server_refuses_is_final(system: System, account):
    system.sandbox.misbehave(email={"fail_next": 1, "status": 554})
    system.run(*OUTWARD)
    envelope = account.reset()
    system.announce(envelope)
    wait_until(system, envelope, "failed", "rejected_by_provider", False)


def test_a_sender_killed_after_the_server_took_it_hands_it_over_under_the_same_message_id(system: System, account):
    system.run(*OUTWARD)
    system.sandbox.misbehave(email={"delay_ms": 1500})
    envelope = account.reset()
    system.announce(envelope)
    received(system, account)
    system.kill("sender-email")
    assert state_of(system, envelope) == ("sending", None, True)
    system.sandbox.misbehave()
    system.run(*OUTWARD)
    wait_until(system, envelope, "sent", None, False)
    [item] = received(system, account)
    assert item["deliveries"] == 2
    assert item["headers"]["Message-ID"] == f"<{envelope.data.letter_id}@dentoro.example>"


def test_a_letter_overtakes_reminders_that_wait_for_the_same_server(system: System, account):
    """Each mail takes the server a while, and fifteen reminders were queued before the letter was asked for."""
    system.run("dispatcher")
    system.sandbox.misbehave(email={"delay_ms": 400})
    story = Story(phone=None)
    system.announce(story.practice(), story.patient(), *[story.visit(new_id()) for _ in range(15)])
    system.wait_for_states(story.practice_id, *["queued"] * 15, *["skipped"] * 15)
    system.run("dispatcher", "sender-email")
    system.announce(account.reset())
    received(system, account)
    assert len(system.sandbox.messages("email")) < 10


def test_neither_queues_nor_logs_hold_the_link_or_the_address(system: System, account):
    system.run("dispatcher")
    envelope = account.reset()
    system.announce(envelope)
    wait_until(system, envelope, "queued", None, True)
    [(headers, body)] = system.waiting_in("notifications.letters")
    assert body == {"message_id": str(envelope.data.letter_id)}
    assert headers["trace_id"] == account.trace_id
    system.run(*OUTWARD)
    received(system, account)
    wait_until(system, envelope, "sent", None, False)
    wait_for(lambda: str(envelope.data.letter_id) in system.running("sender-email").log(), "its log", seconds=5)
    for kind in ("planner", "rpc", *OUTWARD):
        log = system.running(kind).log()
        for private in (account.token, account.to, "Uśmiech"):
            assert private not in log
    assert account.trace_id in system.running("sender-email").log()


def test_a_dead_letter_with_a_link_does_not_stay_for_ever(system: System, account):
    body = account.reset().model_dump_json(by_alias=True).replace('"practice_name"', '"practice"')
    with system.channel() as channel:
        channel.basic_publish("accounts.events", "password_reset_requested.v1", body.encode())
        queue = "notifications.planner.password_reset_requested.v1"

        def dead() -> int:
            # The broker would refuse other arguments than those that the queue was made with.
            declared = declare_dead_queue(channel, queue, dead_letters_last=timedelta(days=1))
            return channel.queue_declare(declared, passive=True).method.message_count

        wait_for(lambda: dead() == 1, "a dead letter", seconds=10)
    assert account.token not in system.running("planner").log()


def test_a_planner_that_dies_loses_no_letter(system: System):
    system.run(*OUTWARD)
    accounts = [Account(system.clock()) for _ in range(20)]
    system.announce(*[account.reset() for account in accounts])
    system.kill("planner")
    system.start("planner")
    for account in accounts:
        received(system, account)


def test_a_letter_that_nobody_asked_for_is_not_found(system: System):
    with pytest.raises(Exception, match="not_found"):
        system.read(uuid4(), uuid4())
