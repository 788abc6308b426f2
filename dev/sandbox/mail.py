"""The mail server: takes everything for everybody, and keeps one item for each recipient."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from dev.sandbox.faults import Faults
from dev.sandbox.messages import Message, Messages

LARGEST_MAIL = 10 * 1024 * 1024
REPLIES = {2: "OK", 4: "Requested action aborted: told to fail for now", 5: "Transaction failed: told to refuse"}


class Mailboxes:
    """What aiosmtpd calls with each mail.

    A mailbox that holds the Message-ID already keeps no second copy but counts it, as Cyrus (duplicate suppression)
    and Exchange do.
    """

    def __init__(self, messages: Messages, faults: Faults, now: Callable[[], datetime]) -> None:
        self._messages = messages
        self._faults = faults
        self._now = now

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        status = self._faults.refusal("email")
        if status is None:
            content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
            received_at = self._now().isoformat(timespec="milliseconds")
            for recipient in envelope.rcpt_tos:
                mail = read_mail(content, recipient, envelope.mail_from or "", received_at)
                self._messages.take([mail], refuse_known=True)
        await asyncio.sleep(self._faults.delay("email"))
        if status is None and self._faults.drops("email"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            raise ConnectionResetError
        return f"{status or 250} {REPLIES.get((status or 250) // 100, 'told to answer so')}"


class MailServer:
    """Runs in a thread of its own; ``port`` is the one it took."""

    def __init__(self, mailboxes: Mailboxes, host: str, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        try:
            self._server = self._loop.run_until_complete(
                self._loop.create_server(lambda: self._session(mailboxes), host, port)
            )
        except OSError:
            self._loop.close()
            raise
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _session(self, mailboxes: Mailboxes) -> SMTP:
        return SMTP(
            mailboxes,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname="sandbox",
            ident="Dentoro sandbox",
            loop=self._loop,
            authenticator=_let_in,
            auth_require_tls=False,
        )


def _let_in(*_: Any) -> AuthResult:
    return AuthResult(success=True)


def read_mail(content: bytes, recipient: str, envelope_from: str, received_at: str) -> Message:
    mail = message_from_bytes(content, policy=modern)
    assert isinstance(mail, EmailMessage)
    headers = {name: str(value) for name, value in mail.items()}
    return Message(
        channel="email",
        to=recipient,
        sender=str(mail["From"] or envelope_from),
        subject=str(mail["Subject"]) if mail["Subject"] is not None else None,
        text=_part(mail, "plain") or "",
        html=_part(mail, "html"),
        headers=headers,
        idempotency_key=str(mail["Message-ID"]).strip() if mail["Message-ID"] else None,
        received_at=received_at,
    )


def _part(mail: EmailMessage, kind: str) -> str | None:
    part = mail.get_body(preferencelist=(kind,))
    if part is None:
        return None
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
