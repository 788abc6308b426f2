"""Messages that a practice writes by hand: looked at first, then sent to one patient or thousands."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message as Wire
from contracts.base import Method, Page
from contracts.notifications.rpc.messages import Channel


class WriteMessages(Wire):
    """To each of these patients once; practice name and phone are added where the text lacks them.

    Refused with ``channel_off`` whoever it is for, with ``not_found`` where there is none of the patients, and with
    ``no_recipients`` where nobody can get it (unless it is only checked).

    ``text`` may hold the placeholders of ``read_templates`` whose kinds name ``written``.
    """

    channel: Channel
    patient_ids: list[UUID] = Field(min_length=1, max_length=10_000)
    subject: str | None = Field(default=None, repr=False)
    """For e-mail; left out: the practice's name."""
    text: str = Field(repr=False)
    chosen_by: str | None = None
    """The filter that found ``patient_ids``: the same key and filter are the same request, whoever fits by now."""
    only_check: bool = False
    """Say who would get what, and send nothing."""


class Left(Wire):
    """How many get nothing, and why: ``no_consent``, ``no_phone``, ``no_email``, ``unknown_patient``, ``same_message``.

    ``same_message``: another patient with the same phone or address gets the very same words.
    """

    reason: str
    count: int


class Sample(Wire):
    """What one of them gets, word for word."""

    patient_id: UUID
    patient_name: str = Field(repr=False)
    to: str = Field(repr=False)
    subject: str | None = Field(repr=False)
    text: str = Field(repr=False)
    parts: int | None


class Written(Wire):
    """``batch_id`` is None when it was only checked."""

    batch_id: UUID | None
    recipients: int
    parts: int | None
    """SMS paid for in all; None for e-mail."""
    left: list[Left]
    samples: list[Sample]
    """The first five."""
    send_at: AwareDatetime | None
    """When the first goes out: now, or after the quiet hours."""


class Batch(Wire):
    id: UUID
    channel: Channel
    subject: str | None = Field(repr=False)
    text: str = Field(repr=False)
    """As it was written, with placeholders."""
    written_at: AwareDatetime
    actor_id: UUID | None
    recipients: int
    planned: int
    queued: int
    sent: int
    delivered: int
    failed: int
    cancelled: int
    skipped: int


class Batches(Wire):
    items: list[Batch]
    next_cursor: str | None


class BatchId(Wire):
    batch_id: UUID


write_messages = Method("notifications", "write_messages", WriteMessages, Written, act="write_messages")
list_batches = Method("notifications", "list_batches", Page, Batches, act="see_messages")
read_batch = Method("notifications", "read_batch", BatchId, Batch, act="see_messages")
stop_batch = Method("notifications", "stop_batch", BatchId, Batch, act="write_messages")
"""What has not gone out yet is cancelled (reason ``stopped``)."""
