"""Messages to patients: what became of them, and writing by hand."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from chassis.refusals import Refused
from contracts.base import Nothing, Page
from contracts.faults import FieldFault
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask import url_for
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key, large_body
from gateway.api.bodies import Body, Day
from gateway.errors import Problem

blueprint = APIBlueprint("messages", __name__, tag="Messages")

AT_MOST = 10_000
"""Patients at once."""
_MOST_BYTES = 1_000_000


class MessageSearch(notifications.ListMessages, Body):
    """By visit, patient, state, channel, kind or batch."""

    cursor: Annotated[str, Field(max_length=1000)] | None = None


class BatchSearch(Page, Body):
    cursor: Annotated[str, Field(max_length=1000)] | None = None


class Audience(scheduling.SelectPatients, Body):
    """Patients who fit every condition; none given: all. Dates in the practice's zone, ``visit_to`` exclusive."""

    visit_from: Day | None = None
    visit_to: Day | None = None


class NewMessages(Body):
    """To ``patient_ids``, or to those whom ``filter`` fits; each of them once."""

    channel: notifications.Channel
    patient_ids: Annotated[list[UUID], Field(min_length=1, max_length=AT_MOST)] | None = None
    filter: Audience | None = None
    subject: str | None = Field(default=None, description="For e-mail; left out: the practice's name")
    text: str = Field(description="May hold placeholders: GET message-templates lists them")
    only_check: bool = Field(default=False, description="Say who would get what, and send nothing")


@blueprint.get("/messages")
@blueprint.input(MessageSearch, location="query")
@blueprint.output(notifications.Messages)
def list_messages(query_data: MessageSearch) -> Any:
    """Messages, planned and past."""
    return rpc.call(notifications.list_messages, query_data)


@blueprint.post("/messages")
@blueprint.input(NewMessages)
@blueprint.output(notifications.Written)
@large_body(_MOST_BYTES)
def write_messages(json_data: NewMessages) -> Any:
    """Write to one patient or up to 10,000. With ``only_check`` it says who would get what.

    The answer's Location is the batch, where its progress can be followed.
    """
    patient_ids, chosen_by = _chosen(json_data)
    if not patient_ids:
        if not json_data.only_check:
            raise Problem("no_recipients")
        return notifications.Written(batch_id=None, recipients=0, parts=None, left=[], samples=[], send_at=None)
    request = notifications.WriteMessages(
        channel=json_data.channel,
        patient_ids=patient_ids,
        chosen_by=chosen_by,
        subject=json_data.subject,
        text=json_data.text,
        only_check=json_data.only_check,
    )
    written = rpc.call(notifications.write_messages, request, idempotency_key=idempotency_key())
    if written.batch_id is None:
        return written
    return written, 200, {"Location": url_for("messages.read_batch", batch_id=written.batch_id, _external=False)}


@blueprint.get("/messages/state")
@blueprint.output(notifications.SendingState)
def read_sending_state() -> Any:
    """Whether reminders go out on time, by channel, and why they do not."""
    return rpc.call(notifications.read_sending_state, Nothing())


@blueprint.get("/messages/<uuid:message_id>")
@blueprint.output(notifications.Message)
def read_message(message_id: UUID) -> Any:
    """One message."""
    return rpc.call(notifications.read_message, notifications.MessageId(message_id=message_id))


@blueprint.post("/messages/<uuid:message_id>/resend")
@blueprint.output(notifications.Message)
def resend_message(message_id: UUID) -> Any:
    """Send it again. Refused with ``message_not_resendable`` unless its ``can_resend`` is true."""
    wanted = notifications.MessageId(message_id=message_id)
    return rpc.call(notifications.resend_message, wanted, idempotency_key=idempotency_key())


@blueprint.get("/message-batches")
@blueprint.input(BatchSearch, location="query")
@blueprint.output(notifications.Batches)
def list_batches(query_data: BatchSearch) -> Any:
    """What was written by hand, newest first, and how far it has come."""
    return rpc.call(notifications.list_batches, query_data)


@blueprint.get("/message-batches/<uuid:batch_id>")
@blueprint.output(notifications.Batch)
def read_batch(batch_id: UUID) -> Any:
    """How many of its messages are in which state."""
    return rpc.call(notifications.read_batch, notifications.BatchId(batch_id=batch_id))


@blueprint.post("/message-batches/<uuid:batch_id>/stop")
@blueprint.output(notifications.Batch)
def stop_batch(batch_id: UUID) -> Any:
    """Cancel what has not gone out yet."""
    wanted = notifications.BatchId(batch_id=batch_id)
    return rpc.call(notifications.stop_batch, wanted, idempotency_key=idempotency_key())


def _chosen(body: NewMessages) -> tuple[list[UUID], str | None]:
    """The patients, and by which filter they were found."""
    if (body.patient_ids is None) is (body.filter is None):
        raise Problem(
            "validation_failed",
            [FieldFault(field="patient_ids", code="required" if body.filter is None else "invalid")],
        )
    if body.filter is None:
        return body.patient_ids or [], None
    wanted = scheduling.SelectPatients(**versions.sent(body.filter))
    try:
        found = rpc.call(scheduling.select_patients, wanted)
    except Refused as refused:
        faults = [fault.model_copy(update={"field": f"filter.{fault.field}"}) for fault in refused.fault.errors]
        raise Refused(refused.fault.model_copy(update={"errors": faults})) from None
    if not found.complete:
        raise Problem("validation_failed", [FieldFault(field="filter", code="out_of_range", data={"max": AT_MOST})])
    return found.items, wanted.model_dump_json(exclude_unset=True)
