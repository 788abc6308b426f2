"""What every wire class stands on: messages, methods, events and their envelope."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from contracts.permissions import Act


def _hours_and_minutes(value: time) -> str:
    return value.strftime("%H:%M")


WallTime = Annotated[time, PlainSerializer(_hours_and_minutes, return_type=str)]
"""A time of day on the practice's wall clock, ``"HH:MM"`` on the wire."""


class Message(BaseModel):
    """Immutable; fields that a newer sender added are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


class Page(Message):
    """How many of a list, and from where: ``cursor`` is what the page before gave."""

    limit: int = Field(default=100, ge=1, le=500)
    cursor: str | None = None


class Nothing(Message):
    """The request or response of a method that has none."""


Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)


class Method(Generic[Request, Response]):
    """One RPC method: who answers it, its name, what goes in and what comes out, and what one must be allowed to do.

    Without an ``act`` nobody has to be signed in.
    """

    def __init__(
        self, service: str, name: str, request: type[Request], response: type[Response], *, act: Act | None = None
    ) -> None:
        self.service = service
        self.name = name
        self.request = request
        self.response = response
        self.act = act

    def __repr__(self) -> str:
        return f"{self.service}.{self.name}"


class Event(Message):
    """A fact that a service announces, in the past tense. Subclasses are the ``data`` of an :class:`Envelope`."""

    source: ClassVar[str]
    """The service that announces it; it is published on the exchange ``<source>.events``."""
    type: ClassVar[str]
    """The versioned name, ``visit_booked.v1``: also its routing key."""

    @property
    def aggregate_id(self) -> UUID:
        """Whose version the envelope carries; events of one aggregate are published in order."""
        raise NotImplementedError


Data = TypeVar("Data", bound=Event)


class Envelope(Message, Generic[Data]):
    """What travels: one event and what a consumer must know to take it twice or out of order without harm."""

    id: UUID
    type: str
    occurred_at: AwareDatetime
    practice_id: UUID
    aggregate_id: UUID
    version: int = Field(ge=1)
    """Grows by one with every change of the aggregate: an older one than already seen is ignored."""
    trace_id: str
    data: Data


def wrap(  # noqa: PLR0913 - an envelope has these parts
    data: Data,
    *,
    id: UUID,  # noqa: A002 - its name on the wire
    occurred_at: datetime,
    practice_id: UUID,
    version: int,
    trace_id: str,
) -> Envelope[Data]:
    """Put an event in its envelope."""
    envelope: type[Envelope[Data]] = Envelope.__class_getitem__(type(data))  # type: ignore[assignment]
    return envelope(
        id=id,
        type=data.type,
        occurred_at=occurred_at,
        practice_id=practice_id,
        aggregate_id=data.aggregate_id,
        version=version,
        trace_id=trace_id,
        data=data,
    )
