"""Mails that come back: an envelope address of its own for each mail, and what a delivery report (RFC 3464) says."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from uuid import UUID

from notifications.domain.reports import Report

MARK = "+"


class ReturnAddress:
    """Where mail servers send back what they could not deliver: ``bounces+<key>@domain``, made of ``bounces@domain``.

    The key in it says which mail came back, whatever else the report says or leaves out. Nobody but us, the servers on
    the way and the recipient knows it.
    """

    def __init__(self, base: str) -> None:
        self._local, _, self._domain = base.rpartition("@")

    def of(self, key: UUID) -> str:
        return f"{self._local}{MARK}{key.hex}@{self._domain}"

    def key_in(self, address: str) -> UUID | None:
        """``None`` for an address that is none of ours."""
        local, _, domain = address.strip().lower().rpartition("@")
        base, _, key = local.rpartition(MARK)
        if (base, domain) != (self._local.lower(), self._domain.lower()):
            return None
        try:
            return UUID(key)
        except ValueError:
            return None


def report_in(content: bytes) -> Report | None:
    """What a mail to a return address reports; ``None`` for everything but a final delivery report.

    "I am on holiday" and "not yet delivered" come to the same address and change nothing.
    """
    mail = message_from_bytes(content)
    if mail.get_content_type() != "multipart/report":
        return None
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message) and (report := _of_recipient(block)) is not None:
                    return report
    return None


def _of_recipient(block: Message) -> Report | None:
    if str(block.get("Action", "")).strip().lower() != "failed":
        return None
    status = str(block.get("Status", "")).strip()
    if status.startswith("5.1."):  # RFC 3463: the address
        return Report.BAD_ADDRESS
    if status == "4.4.7":  # it was tried for as long as the server tries
        return Report.EXPIRED
    return Report.UNDELIVERED
