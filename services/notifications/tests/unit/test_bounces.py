"""Mails that come back say which mail it was, and that it did not arrive."""

from __future__ import annotations

import asyncio
import smtplib
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from notifications.adapters.bounces import ReturnAddress, report_in
from notifications.adapters.smtp import Smtp
from notifications.application.take_reports import TakeReports
from notifications.domain.message import Letter, Reason, State
from notifications.domain.reports import Report
from notifications.domain.sending import Accepted
from notifications.entrypoints.bounces import LATER, NOT_HERE, TAKEN, ReturnedMail
from sqlalchemy.exc import OperationalError

from dev.ports import free_port
from services.notifications.tests.factories import HandClock, a_line
from services.notifications.tests.fake_provider_side import Receipts

ADDRESS = ReturnAddress("odbicia@bounces.dentoro.example")
SENT = a_line(state=State.SENT, due_at=None, attempts=1)

BOUNCE = """\
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Arrival-Date: Mon, 23 Nov 2026 10:00:01 +0100 (CET)

Final-Recipient: rfc822; zofia@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <zofia@example.com>: Recipient address rejected

--B
Content-Type: text/rfc822-headers

Subject: Wizyta wtorek, 24 listopada

--B--
"""


def bounce(action="failed", status="5.1.1"):
    return BOUNCE.format(to=ADDRESS.of(SENT.id), action=action, status=status).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("status", "report"),
    [
        ("5.1.1", Report.BAD_ADDRESS),
        ("5.1.10", Report.BAD_ADDRESS),
        ("4.4.7", Report.EXPIRED),
        ("5.2.2", Report.UNDELIVERED),
        ("5.7.1", Report.UNDELIVERED),
        ("", Report.UNDELIVERED),
    ],
)
def test_a_report_of_failure_says_why(status, report):
    assert report_in(bounce(status=status)) is report


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded", ""])
def test_a_report_of_anything_else_is_not_final(action):
    assert report_in(bounce(action=action)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"Subject: Poza biurem\r\nAuto-Submitted: auto-replied\r\n\r\nWracam w poniedzialek. Action: failed\r\n",
        b'Content-Type: multipart/report; boundary="B"\r\n\r\nnothing of it\r\n',
        b'Content-Type: multipart/report; boundary="B"\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n--B--\r\n',
    ],
)
def test_what_is_no_report_reports_nothing(content):
    assert report_in(content) is None


def test_each_mail_has_a_return_address_of_its_own_that_leads_back_to_it():
    address = ADDRESS.of(SENT.id)
    assert address.startswith("odbicia+")
    assert len(address.partition("@")[0]) <= 64
    assert ADDRESS.key_in(address) == ADDRESS.key_in(f" {address.upper()}") == SENT.id


@pytest.mark.parametrize(
    "address",
    ["", "odbicia@bounces.dentoro.example", "odbicia+x@bounces.dentoro.example", f"odbicia+{'0' * 32}@elsewhere.example",
     f"root+{'0' * 32}@bounces.dentoro.example"],
)  # fmt: skip
def test_other_addresses_are_none_of_ours(address):
    assert ADDRESS.key_in(address) is None


class Door:
    """The listener over a ledger with one sent mail."""

    def __init__(self):
        self.receipts = Receipts({SENT.id: (SENT, None)})
        self.mail = ReturnedMail(ADDRESS, TakeReports(self.receipts.open, HandClock()))


def test_a_returned_mail_makes_its_message_fail():
    door = Door()
    assert door.mail.take([SENT.id], bounce()) == TAKEN
    line = door.receipts.line(SENT.id)
    assert (line.state, line.reason) == (State.FAILED, Reason.REJECTED_ADDRESS)


def test_a_note_of_absence_is_taken_and_changes_nothing():
    door = Door()
    assert door.mail.take([SENT.id], bounce(action="delayed")) == TAKEN
    assert door.receipts.line(SENT.id) == SENT


def test_while_the_database_is_away_the_mail_server_keeps_it():
    door = Door()

    def away():
        raise OperationalError("", {}, Exception())

    door.mail = ReturnedMail(ADDRESS, TakeReports(away, HandClock()))
    assert door.mail.take([SENT.id], bounce()) == LATER


async def _asked(address):
    envelope = Envelope()
    return await Door().mail.handle_RCPT(None, None, envelope, address, []), envelope.rcpt_tos


@pytest.mark.parametrize(
    ("address", "answer"), [(ADDRESS.of(UUID(int=7)), TAKEN), ("someone@bounces.dentoro.example", NOT_HERE)]
)
def test_it_takes_mail_for_return_addresses_alone(address, answer):
    with ThreadPoolExecutor(1) as apart:  # this thread may be at work for a browser
        said, recipients = apart.submit(lambda: asyncio.run(_asked(address))).result()
    assert said == answer
    assert recipients == ([address] if answer == TAKEN else [])


def test_over_smtp_a_report_is_answered_and_a_stranger_refused():
    door = Door()
    listener = Controller(door.mail, hostname="127.0.0.1", port=free_port())
    listener.start()
    try:
        with smtplib.SMTP("127.0.0.1", listener.port, timeout=5) as server:
            server.sendmail("", [ADDRESS.of(SENT.id)], bounce())
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                server.sendmail("", ["someone@bounces.dentoro.example"], bounce())
    finally:
        listener.stop()
    assert door.receipts.line(SENT.id).reason is Reason.REJECTED_ADDRESS


@pytest.mark.parametrize("returns_to", [None, "odbicia@bounces.dentoro.example"])
def test_a_mail_leaves_with_its_own_return_address_where_there_is_one(returns_to):
    senders = []

    class Taking:
        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
            senders.append(envelope.mail_from)
            return "250 ok"

    listener = Controller(Taking(), hostname="127.0.0.1", port=free_port())
    listener.start()
    url = f"smtp://127.0.0.1:{listener.port}"
    courier = Smtp(url, "noreply@dentoro.example", HandClock(), seconds=5, returns_to=returns_to)
    try:
        assert courier.deliver(Letter(to="zofia@example.com", subject="Wizyta", text="Jutro"), SENT.id) == Accepted()
    finally:
        courier.close()
        listener.stop()
    assert senders == [ADDRESS.of(SENT.id) if returns_to else "noreply@dentoro.example"]
