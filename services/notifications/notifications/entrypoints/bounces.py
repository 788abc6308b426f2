"""Takes mails that come back, over SMTP: the domain of BOUNCES_TO has its MX record here, or a mail server relays."""

from __future__ import annotations

import asyncio
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from chassis.logs import log
from chassis.process import Process
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from notifications import bootstrap
from notifications.adapters.bounces import ReturnAddress, report_in
from notifications.application.take_reports import TakeReports, Told

BOUNCES = Counter("bounces", "Mails to return addresses, by what they reported", ["report"])

LARGEST = 1_000_000
"""A report quotes the mail that it is about."""
TAKEN = "250 taken"
NOT_HERE = "550 5.1.1 nobody here"
LATER = "451 4.3.0 try again later"


class ReturnedMail:
    """What aiosmtpd calls. A report is answered once it is written down, so that a server keeps it until then."""

    def __init__(self, address: ReturnAddress, take_reports: TakeReports) -> None:
        self._address = address
        self._take_reports = take_reports

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._address.key_in(address) is None:
            return NOT_HERE
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        keys = [key for address in envelope.rcpt_tos if (key := self._address.key_in(address)) is not None]
        return await asyncio.get_running_loop().run_in_executor(None, self.take, keys, content)

    def take(self, keys: list[UUID], content: bytes) -> str:
        report = report_in(content)
        BOUNCES.labels(report or "none").inc()
        if report is None:
            return TAKEN
        try:
            changed = self._take_reports([Told(key, None, report, None) for key in keys])
        except SQLAlchemyError as error:
            log.warning("a returned mail cannot be taken now", error=error)
            return LATER
        log.info("returned mail taken", report=report.value, changed=changed)
        return TAKEN


def run(process: Process) -> None:
    """Listen until asked to stop."""
    taking = bootstrap.build_bounces(process.environment, process.clock)
    listener = Controller(
        ReturnedMail(taking.address, taking.take_reports),
        hostname=taking.host,
        port=taking.port,
        data_size_limit=LARGEST,
        ident="Dentoro",
    )
    listener.start()
    process.health.add_check("database", taking.database.ping)
    try:
        process.stop.wait()
    finally:
        listener.stop()
        taking.database.dispose()
