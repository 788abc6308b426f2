"""Calendar feeds (iCal) at a secret, revocable address; and who is due for a check-up."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Nothing, Page
from contracts.scheduling.rpc.patients import Patient
from contracts.scheduling.rpc.visits import VisitService, VisitStatus


class Feed(Message):
    id: UUID
    name: str
    calendar_ids: list[UUID]
    """Chairs in it: one, or those at which a dentist works."""
    shows: Literal["initials", "names"]
    """What it tells of patients."""
    created_at: AwareDatetime
    last_read_at: AwareDatetime | None
    """To the day."""
    token: str | None = Field(default=None, repr=False)
    """Only in the answer that made it, and not when that is asked for again: only its hash is kept."""


class Feeds(Message):
    items: list[Feed]


class AddFeed(Message):
    """Refused with ``too_many_feeds`` (data: most)."""

    name: str
    calendar_ids: list[UUID] = Field(min_length=1)
    shows: Literal["initials", "names"] = "initials"


class FeedId(Message):
    feed_id: UUID


class FeedToken(Message):
    token: str = Field(repr=False)
    known: str | None = None
    """The stamp of an answer that the reader still has."""


class FeedVisit(Message):
    id: UUID
    version: int
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    status: VisitStatus
    patient: str = Field(repr=False)
    """Initials or the name."""
    service_name: str | None
    calendar_name: str


class FeedVisits(Message):
    """A month back and a year ahead, cancelled ones too; at most 10,000, the earliest."""

    name: str
    practice_name: str
    time_zone: str
    items: list[FeedVisit]
    stamp: str = ""
    """Another one as soon as anything in the answer is different, at the latest the next day."""
    unchanged: bool = False
    """What has the stamp ``known`` is as good as this; ``items`` is empty then."""


class Recall(Message):
    """A patient whose last visit for a service with an interval is that long ago, with none ahead for it.

    A visit counts once it has begun, unless it was cancelled or missed: not everybody marks each as finished.
    """

    patient: Patient
    service: VisitService
    last_visit_at: AwareDatetime
    due_on: date
    invited_at: AwareDatetime | None
    """When a message with a link to book was last sent about it."""


class Recalls(Message):
    items: list[Recall]
    next_cursor: str | None


class RecallMark(Message):
    """``invited``: a message was sent; ``dismissed``: not to be proposed again for this visit.

    About the patient's last visit for the service; ``not_found`` where there was none.
    """

    patient_id: UUID
    service_id: UUID
    mark: Literal["invited", "dismissed"]


list_feeds = Method("scheduling", "list_feeds", Nothing, Feeds, act="see_settings")
add_feed = Method("scheduling", "add_feed", AddFeed, Feed, act="change_settings")
remove_feed = Method("scheduling", "remove_feed", FeedId, Nothing, act="change_settings")
read_feed = Method("scheduling", "read_feed", FeedToken, FeedVisits)
list_recalls = Method("scheduling", "list_recalls", Page, Recalls, act="write_messages")
mark_recall = Method("scheduling", "mark_recall", RecallMark, Nothing, act="write_messages")
