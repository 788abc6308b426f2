"""Visits: book, find, move, mark, cancel."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from uuid import UUID

from apiflask import APIBlueprint
from contracts.changes import Changes
from contracts.scheduling import rpc as scheduling
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body, Day, Minutes, Moment

blueprint = APIBlueprint("visits", __name__, tag="Visits")


class NewVisit(scheduling.BookVisit, Body):
    """``starts_at`` with offset, on the 15-minute grid; ``minutes`` in steps of 15, left out: as the service takes."""

    starts_at: Moment
    minutes: Minutes | None = None


class NewSeries(scheduling.BookSeries, Body):
    """The same time on the wall every ``every_weeks`` weeks, ``count`` times."""

    starts_at: Moment
    minutes: Minutes | None = None
    every_weeks: Annotated[int, Field(ge=1, le=52)]
    count: Annotated[int, Field(ge=2, le=52)]


class VisitChange(Body):
    """Moves, lengthens or marks a visit; fields left out keep their value."""

    calendar_id: UUID | None = None
    starts_at: Moment | None = None
    minutes: Minutes | None = None
    status: scheduling.VisitStatus | None = None
    note: str | None = None
    service_id: UUID | None = None
    overbook: bool = False


class Restoration(Body):
    """``overbook``: even if the time is taken by now."""

    may_be_left_out: ClassVar[bool] = True

    overbook: bool = False


class Cancellation(Body):
    """Why, if anybody wants to know."""

    may_be_left_out: ClassVar[bool] = True

    reason: str | None = None


class OutsideSearch(scheduling.Page, Body):
    cursor: Annotated[str, Field(max_length=1000)] | None = None


class VisitSearch(scheduling.ListVisits, Body):
    """Visits that begin from ``from`` to before ``to`` (dates in the practice's zone)."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    cursor: Annotated[str, Field(max_length=1000)] | None = None


@blueprint.get("/visits")
@blueprint.input(VisitSearch, location="query")
@blueprint.output(scheduling.Visits)
def list_visits(query_data: VisitSearch) -> Any:
    """Visits by their start, cancelled ones too."""
    return rpc.call(scheduling.list_visits, query_data)


@blueprint.get("/visits-outside")
@blueprint.input(OutsideSearch, location="query")
@blueprint.output(scheduling.Visits)
def list_visits_outside(query_data: OutsideSearch) -> Any:
    """Visits still to come that are outside working time by now, or on a closed calendar: to be moved."""
    return rpc.call(scheduling.list_visits_outside, query_data)


@blueprint.post("/visits")
@blueprint.input(NewVisit)
@blueprint.output(scheduling.Visit, 201)
def book_visit(json_data: NewVisit) -> Any:
    """Book a visit. A time that is taken is refused with ``slot_taken``."""
    visit = rpc.call(scheduling.book_visit, json_data, idempotency_key=idempotency_key())
    return visit, 201, versions.created(visit, "visits.read_visit", "visit_id")


@blueprint.get("/visits/<uuid:visit_id>")
@blueprint.output(scheduling.Visit)
def read_visit(visit_id: UUID) -> Any:
    """One visit."""
    visit = rpc.call(scheduling.read_visit, scheduling.VisitId(visit_id=visit_id))
    return visit, 200, versions.tag(visit)


@blueprint.patch("/visits/<uuid:visit_id>")
@blueprint.input(VisitChange)
@blueprint.output(scheduling.Visit)
def change_visit(visit_id: UUID, json_data: VisitChange) -> Any:
    """Move, lengthen or mark a visit."""
    change = scheduling.ChangeVisit(visit_id=visit_id, **versions.sent(json_data), **versions.expected())
    visit = rpc.call(scheduling.change_visit, change)
    return visit, 200, versions.tag(visit)


@blueprint.post("/visits/<uuid:visit_id>/cancel")
@blueprint.input(Cancellation)
@blueprint.output(scheduling.Visit)
def cancel_visit(visit_id: UUID, json_data: Cancellation) -> Any:
    """Cancel a visit; its time is free again. The body may be left out."""
    cancellation = scheduling.CancelVisit(visit_id=visit_id, **versions.sent(json_data), **versions.expected())
    visit = rpc.call(scheduling.cancel_visit, cancellation, idempotency_key=idempotency_key())
    return visit, 200, versions.tag(visit)


@blueprint.post("/visits/<uuid:visit_id>/restore")
@blueprint.input(Restoration)
@blueprint.output(scheduling.Visit)
def restore_visit(visit_id: UUID, json_data: Restoration) -> Any:
    """Plan a cancelled visit again, if its time is still free. The body may be left out."""
    restoration = scheduling.RestoreVisit(visit_id=visit_id, **versions.sent(json_data), **versions.expected())
    visit = rpc.call(scheduling.restore_visit, restoration, idempotency_key=idempotency_key())
    return visit, 200, versions.tag(visit)


@blueprint.get("/visits/<uuid:visit_id>/history")
@blueprint.output(Changes)
def read_visit_history(visit_id: UUID) -> Any:
    """Who changed the visit, and what; oldest first."""
    return rpc.call(scheduling.read_visit_history, scheduling.VisitId(visit_id=visit_id))


@blueprint.post("/visit-series")
@blueprint.input(NewSeries)
@blueprint.output(scheduling.SeriesBooked, 201)
def book_series(json_data: NewSeries) -> Any:
    """Book a visit every few weeks: all of them, or with ``skip_refused`` those that can be."""
    return rpc.call(scheduling.book_series, json_data, idempotency_key=idempotency_key()), 201
