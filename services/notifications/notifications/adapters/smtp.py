"""E-mail by SMTP. One connection is kept open and made anew when it breaks.

The Message-ID is made from the message's id, so that a second handing over of the same one can be recognised. Plain
SMTP cannot be asked whether it has a message: a sender that dies after the server's ``250`` and before the record
hands it over again. Mailboxes that suppress duplicates show one, others two that are equal.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit
from uuid import UUID

from chassis.clock import Clock
from chassis.logs import log

from notifications.adapters.bounces import ReturnAddress
from notifications.adapters.calendar_file import FILE_NAME, METHOD
from notifications.domain.message import Letter, Reason
from notifications.domain.sending import Accepted, Answer, NotNow, Rejected

SECONDS = 10.0
LONGEST_LINE = 998
"""Characters of a header line (RFC 5322, 2.1.1)."""
FINAL = 500
"""Replies from here on say that trying again is of no use."""


class Smtp:
    """The courier of e-mail. ``url`` is ``smtp://[user:password@]host:port``, or ``smtps://`` for TLS from the start.

    With ``smtp://`` STARTTLS is used where the server offers it, and always before a password is sent. What cannot be
    delivered comes back to an address made of ``returns_to``, else to that of ``mail_from``.
    """

    remembers = timedelta(days=14)
    """Nobody is asked; a line never stays undecided for longer than to its visit."""

    def __init__(
        self, url: str, mail_from: str, clock: Clock, *, seconds: float = SECONDS, returns_to: str | None = None
    ) -> None:
        self._parts = urlsplit(url)
        self._from = Address(addr_spec=parseaddr(mail_from)[1])
        self._returns_to = None if returns_to is None else ReturnAddress(returns_to)
        self._clock = clock
        self._seconds = seconds
        self._server: smtplib.SMTP | None = None

    def deliver(self, letter: Letter, key: UUID) -> Answer:
        to = _address(letter.to)
        if to is None:
            return Rejected(Reason.REJECTED_ADDRESS)
        mail = self._mail(letter, to, key)
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("no connection to the mail server", error=error)
            self.close()
            return NotNow(maybe_accepted=False, provider_down=True)
        returns_to = self._from.addr_spec if self._returns_to is None else self._returns_to.of(key)
        return self._hand_over(server, mail, returns_to, letter.to)

    def _hand_over(self, server: smtplib.SMTP, mail: EmailMessage, returns_to: str, to: str) -> Answer:
        try:
            server.send_message(mail, from_addr=returns_to, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()))
            return Rejected(Reason.REJECTED_ADDRESS) if code >= FINAL else NotNow(maybe_accepted=False)
        except smtplib.SMTPDataError as error:
            final = error.smtp_code >= FINAL
            return Rejected(Reason.REJECTED_BY_PROVIDER) if final else NotNow(False, provider_down=True)
        except smtplib.SMTPNotSupportedError:
            return Rejected(Reason.REJECTED_ADDRESS)
        except smtplib.SMTPResponseException as error:  # the sender's address or the greeting: ours to put right
            log.warning("the mail server refused", status=error.smtp_code)
            return NotNow(maybe_accepted=False, provider_down=True)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("the mail server went away", error=error)
            self.close()
            return NotNow(maybe_accepted=True, provider_down=True)
        return Accepted()

    def _mail(self, letter: Letter, to: Address, key: UUID) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = Address(display_name=letter.sender or "", addr_spec=self._from.addr_spec)
        mail["To"] = to
        mail["Subject"] = letter.subject or ""
        mail["Date"] = format_datetime(self._clock())
        mail["Message-ID"] = f"<{key}@{self._from.domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        if letter.html is not None:
            mail.add_alternative(letter.html, subtype="html")
        if letter.calendar is not None:
            mail.add_attachment(letter.calendar, subtype="calendar", filename=FILE_NAME, params={"method": METHOD})
        # Folded at 78, a subject with a Polish letter in its second line arrives with two spaces instead of one.
        mail.policy = mail.policy.clone(max_line_length=LONGEST_LINE)
        return mail

    def _connected(self) -> smtplib.SMTP:
        """A server that answers just now."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._server.noop()[0] == 250:  # noqa: PLR2004 - SMTP's OK
                    return self._server
            self.close()
        host, port = self._parts.hostname or "localhost", self._parts.port or 0
        if self._parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self._seconds, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, port, timeout=self._seconds)
        self._server = server
        self._greet(server)
        return server

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._parts.scheme != "smtps" and (server.has_extn("starttls") or self._parts.username):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if self._parts.username:
            server.login(unquote(self._parts.username), unquote(self._parts.password or ""))

    def close(self) -> None:
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.close()
            self._server = None


def _address(to: str) -> Address | None:
    try:
        return Address(addr_spec=to)
    except (ValueError, IndexError, MessageError):  # all of them come out of the parser
        return None
