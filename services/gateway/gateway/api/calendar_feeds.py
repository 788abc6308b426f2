"""Calendar feeds: visits of some calendars at a secret address, for calendar programs (iCal)."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from apiflask import APIBlueprint
from contracts.base import Message, Nothing
from contracts.scheduling import rpc as scheduling
from pydantic import AwareDatetime, Field

from gateway import addresses, rpc
from gateway.api.access import idempotency_key
from gateway.api.bodies import Body

blueprint = APIBlueprint("calendar_feeds", __name__, tag="Calendars")

Shows = Annotated[Literal["initials", "names"], Field(description="What it tells of patients")]


class NewCalendarFeed(Body):
    """A name, and the calendars that are in it."""

    name: str
    calendar_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]
    shows: Shows = "initials"


class CalendarFeed(Message):
    """A feed as the practice sees it."""

    id: UUID
    name: str
    calendar_ids: list[UUID]
    shows: Shows
    created_at: AwareDatetime
    last_read_at: AwareDatetime | None = Field(description="To the day")


class AddedCalendarFeed(CalendarFeed):
    """With its address, which nobody can find out again: null when the same key was used a second time."""

    url: str | None = Field(repr=False, description="For calendar programs; whoever has it sees the visits")


class CalendarFeeds(Message):
    items: list[CalendarFeed]


@blueprint.get("/calendar-feeds")
@blueprint.output(CalendarFeeds)
def list_feeds() -> Any:
    """The practice's feeds, the oldest first; never their addresses."""
    known = rpc.call(scheduling.list_feeds, Nothing()).items
    return CalendarFeeds(items=[CalendarFeed(**_shown(feed)) for feed in known])


@blueprint.post("/calendar-feeds")
@blueprint.input(NewCalendarFeed)
@blueprint.output(AddedCalendarFeed, 201)
def add_feed(json_data: NewCalendarFeed) -> Any:
    """Add a feed. Its address is in this answer alone. `too_many_feeds`: remove one first."""
    asked = scheduling.AddFeed(**json_data.model_dump())
    feed = rpc.call(scheduling.add_feed, asked, idempotency_key=idempotency_key())
    return AddedCalendarFeed(**_shown(feed), url=addresses.feed(feed.token) if feed.token else None), 201


@blueprint.delete("/calendar-feeds/<uuid:feed_id>")
@blueprint.output({}, 204)
def remove_feed(feed_id: UUID) -> Any:
    """Remove a feed: its address shows nothing from now on."""
    rpc.call(scheduling.remove_feed, scheduling.FeedId(feed_id=feed_id))
    return ""


def _shown(feed: scheduling.Feed) -> dict[str, Any]:
    return feed.model_dump(exclude={"token"})
