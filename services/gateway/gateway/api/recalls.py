"""Recall: patients whose last visit for a service is as long ago as the service's interval."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body

blueprint = APIBlueprint("recalls", __name__, tag="Waiting list")


class RecallSearch(scheduling.Page, Body):
    cursor: Annotated[str, Field(max_length=1000)] | None = None


class Mark(Body):
    """``invited``: a message was sent; ``dismissed``: not to be proposed again for the last visit."""

    patient_id: UUID
    service_id: UUID
    mark: Literal["invited", "dismissed"]


@blueprint.get("/recalls")
@blueprint.input(RecallSearch, location="query")
@blueprint.output(scheduling.Recalls)
def list_recalls(query_data: RecallSearch) -> Any:
    """Who is due for what since when, without a visit ahead for it."""
    return rpc.call(scheduling.list_recalls, query_data)


@blueprint.post("/recalls/mark")
@blueprint.input(Mark)
@blueprint.output({}, 204)
def mark_recall(json_data: Mark) -> Any:
    """Say what was done about one of them."""
    asked = scheduling.RecallMark(**json_data.model_dump())
    rpc.call(scheduling.mark_recall, asked, idempotency_key=idempotency_key())
    return ""
