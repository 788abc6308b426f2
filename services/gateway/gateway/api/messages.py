"""Messages to patients and what became of them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.notifications import rpc as notifications
from pydantic import Field

from gateway import rpc
from gateway.api.bodies import Body

blueprint = APIBlueprint("messages", __name__, tag="Messages")


class MessageSearch(notifications.ListMessages, Body):
    """By visit, patient or state."""

    cursor: Annotated[str, Field(max_length=1000)] | None = None


@blueprint.get("/messages")
@blueprint.input(MessageSearch, location="query")
@blueprint.output(notifications.Messages)
def list_messages(query_data: MessageSearch) -> Any:
    """Messages, planned and past."""
    return rpc.call(notifications.list_messages, query_data)


@blueprint.get("/messages/<uuid:message_id>")
@blueprint.output(notifications.Message)
def read_message(message_id: UUID) -> Any:
    """One message."""
    return rpc.call(notifications.read_message, notifications.MessageId(message_id=message_id))
