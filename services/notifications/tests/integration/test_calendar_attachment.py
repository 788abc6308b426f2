"""The visit for the patient's calendar, as the mailbox gets it."""

from __future__ import annotations

from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from chassis.clock import clock
from icalendar import Calendar
from notifications.adapters.smtp import Smtp
from notifications.adapters.wording import Templates
from notifications.domain.channel import Channel
from notifications.domain.sending import Accepted

from dev.ports import free_port
from services.notifications.tests.factories import STARTS, a_case, a_line, local


class Mailbox:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox():
    mailbox, port = Mailbox(), free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    mailbox.url = f"smtp://127.0.0.1:{port}"
    yield mailbox
    server.stop()


def test_a_reminder_carries_text_page_and_one_calendar_file(mailbox):
    letter = Templates().letter(a_case(line=a_line(channel=Channel.EMAIL)), local("2026-11-23 10:00"))
    courier = Smtp(mailbox.url, "noreply@dentoro.example", clock())
    assert courier.deliver(letter, uuid4()) == Accepted()
    courier.close()
    [mail] = mailbox.mails
    assert mail.get_body(("plain",)).get_content().splitlines() == letter.text.splitlines()
    assert "Przypomnienie o wizycie" in mail.get_body(("html",)).get_content()
    [file] = mail.iter_attachments()
    assert (file.get_content_type(), file.get_param("method"), file.get_filename()) == (
        "text/calendar",
        "PUBLISH",
        "wizyta.ics",
    )
    [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert (event.start, str(event["SUMMARY"])) == (STARTS, "Wizyta: Gabinet Uśmiech")
