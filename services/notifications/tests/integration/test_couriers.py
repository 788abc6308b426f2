"""SMSAPI and a mail server, played by the sandbox: what each of their answers means for the ledger."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from chassis.clock import clock
from notifications.adapters.smsapi import SmsApi
from notifications.adapters.smtp import Smtp
from notifications.domain.message import Letter, Reason
from notifications.domain.sending import Accepted, NotNow, Rejected

from dev.launching import Launcher
from dev.ports import free_port
from services.notifications.tests.sandbox import Sandbox

SMS = Letter(to="+48501700100", subject=None, text="Jutro (wt. 24.11) o 12:00 wizyta: Gabinet [Ö] €")
MAIL = Letter(
    to="zofia@example.com",
    subject="Wizyta wtorek, 24 listopada: Gabinet Uśmiech",
    text="Dzień dobry",
    html="<p>Dzień dobry</p>",
    sender="Gabinet Uśmiech, Żółta 1",
)


@pytest.fixture(scope="module")
def the_sandbox(start_for_module: Launcher) -> Sandbox:
    return Sandbox(start_for_module)


@pytest.fixture
def sandbox(the_sandbox: Sandbox) -> Iterator[Sandbox]:
    the_sandbox.clear()
    return the_sandbox


@pytest.fixture
def sms(sandbox: Sandbox) -> Iterator[SmsApi]:
    courier = SmsApi(sandbox.url, "any", "Dentoro", answer_seconds=1)
    yield courier
    courier.close()


@pytest.fixture
def mail(sandbox: Sandbox) -> Iterator[Smtp]:
    courier = Smtp(sandbox.env["SMTP_URL"], "Dentoro <noreply@dentoro.example>", clock(), seconds=2)
    yield courier
    courier.close()


def test_an_sms_arrives_with_its_key_and_letters_intact(sms, sandbox):
    key = uuid4()
    answer = sms.deliver(SMS, key)
    assert isinstance(answer, Accepted)
    assert answer.provider_id
    [item] = sandbox.messages("sms")
    assert (item["to"], item["from"], item["text"]) == (SMS.to, "Dentoro", SMS.text)
    assert item["idempotency_key"] == str(key)


def test_the_same_key_again_is_recognised_as_accepted_before(sms, sandbox):
    key = uuid4()
    sms.deliver(SMS, key)
    assert sms.deliver(SMS, key) == Accepted(already=True)
    assert len(sandbox.messages("sms")) == 1


def test_an_answer_lost_after_accepting_is_an_open_question_that_the_key_settles(sms, sandbox):
    key = uuid4()
    sandbox.misbehave(sms={"drop_after_accept": 1})
    assert sms.deliver(SMS, key) == NotNow(maybe_accepted=True, provider_down=True)
    assert sms.deliver(SMS, key) == Accepted(already=True)


def test_an_answer_that_takes_too_long_is_an_open_question(sms, sandbox):
    sandbox.misbehave(sms={"delay_ms": 1500})
    assert sms.deliver(SMS, uuid4()) == NotNow(maybe_accepted=True, provider_down=True)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, NotNow(maybe_accepted=True, provider_down=True)),
        (503, NotNow(maybe_accepted=True, provider_down=True)),
        (429, NotNow(maybe_accepted=False, provider_down=True)),
        (101, NotNow(maybe_accepted=False, provider_down=True)),  # credentials
        (103, NotNow(maybe_accepted=False, provider_down=True)),  # credit
        (201, NotNow(maybe_accepted=False, provider_down=True)),
        (14, NotNow(maybe_accepted=False, provider_down=True)),  # the sender's name is a setting
        (11, Rejected(Reason.REJECTED_BY_PROVIDER)),
        (57, Rejected(Reason.REJECTED_ADDRESS)),
    ],
)
def test_refusals_of_smsapi(sms, sandbox, status, answer):
    sandbox.misbehave(sms={"fail_next": 1, "status": status})
    assert sms.deliver(SMS, uuid4()) == answer


def test_a_number_that_takes_no_sms_is_final(sms):
    assert sms.deliver(replace(SMS, to="+48221234567"), uuid4()) == Rejected(Reason.INVALID_PHONE)


def test_nobody_at_smsapis_address_is_temporary():
    courier = SmsApi(f"http://127.0.0.1:{free_port()}", "any", "Dentoro")
    assert courier.deliver(SMS, uuid4()) == NotNow(maybe_accepted=False, provider_down=True)
    courier.close()


def test_a_mail_arrives_with_both_parts_and_a_message_id_of_its_own(mail, sandbox):
    key = uuid4()
    assert mail.deliver(MAIL, key) == Accepted()
    [item] = sandbox.messages("email")
    assert (item["to"], item["subject"]) == (MAIL.to, MAIL.subject)
    assert item["text"].strip() == MAIL.text
    assert item["html"].strip() == MAIL.html
    assert item["headers"]["Message-ID"] == f"<{key}@dentoro.example>"
    assert item["headers"]["From"] == '"Gabinet Uśmiech, Żółta 1" <noreply@dentoro.example>'


@pytest.mark.parametrize("name", ["Gabinet Stomatologiczny Uśmiech", "Gabinet Pod Dębem", "Żółta Łódź " * 9, "A" * 99])
def test_a_subject_arrives_as_it_was_written(mail, sandbox, name):
    subject = f"Wizyta wtorek, 24 listopada, 12:00: {name.strip()}"
    assert mail.deliver(replace(MAIL, subject=subject), uuid4()) == Accepted()
    assert [item["subject"] for item in sandbox.messages("email")] == [subject]


def test_mails_share_a_connection_and_survive_a_broken_one(mail, sandbox):
    first, second = uuid4(), uuid4()
    assert mail.deliver(MAIL, first) == Accepted()
    sandbox.misbehave(email={"drop_after_accept": 1})
    assert mail.deliver(MAIL, second) == NotNow(maybe_accepted=True, provider_down=True)
    assert mail.deliver(MAIL, second) == Accepted()
    assert len(sandbox.messages("email")) == 2


@pytest.mark.parametrize(
    ("status", "answer"),
    [(451, NotNow(maybe_accepted=False, provider_down=True)), (554, Rejected(Reason.REJECTED_BY_PROVIDER))],
)
def test_refusals_of_a_mail_server(mail, sandbox, status, answer):
    sandbox.misbehave(email={"fail_next": 1, "status": status})
    assert mail.deliver(MAIL, uuid4()) == answer
    assert mail.deliver(MAIL, uuid4()) == Accepted()


@pytest.mark.parametrize("to", ["no address", "a@b@c", "", "x@example.com\r\nBcc: y@example.com"])
def test_an_address_that_is_none_is_final(mail, to):
    assert mail.deliver(replace(MAIL, to=to), uuid4()) == Rejected(Reason.REJECTED_ADDRESS)


def test_nobody_at_the_mail_servers_address_is_temporary():
    courier = Smtp(f"smtp://127.0.0.1:{free_port()}", "noreply@dentoro.example", clock())
    assert courier.deliver(MAIL, uuid4()) == NotNow(maybe_accepted=False, provider_down=True)


def test_a_mail_server_that_says_nothing_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        courier = Smtp(f"smtp://127.0.0.1:{silent.getsockname()[1]}", "noreply@dentoro.example", clock(), seconds=0.3)
        assert courier.deliver(MAIL, uuid4()) == NotNow(maybe_accepted=False, provider_down=True)


@pytest.mark.parametrize(("code", "answer"), [(550, Rejected(Reason.REJECTED_ADDRESS)), (450, NotNow(False))])
def test_a_refused_recipient(code, answer):
    with socket.create_server(("127.0.0.1", 0)) as server:
        talker = threading.Thread(target=_talk, args=(server, code))
        talker.start()
        courier = Smtp(f"smtp://127.0.0.1:{server.getsockname()[1]}", "noreply@dentoro.example", clock(), seconds=2)
        assert courier.deliver(MAIL, uuid4()) == answer
        courier.close()
        talker.join(5)


def _talk(server: socket.socket, code: int) -> None:
    """A mail server that takes everything but the recipient."""
    line, _ = server.accept()
    with line, line.makefile("rwb", buffering=0) as talk:
        talk.write(b"220 here\r\n")
        for command in talk:
            refused = command.upper().startswith(b"RCPT")
            talk.write(f"{code} no\r\n".encode() if refused else b"250 ok\r\n")
