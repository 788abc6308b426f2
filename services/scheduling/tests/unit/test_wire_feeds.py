"""Feeds and recalls look like the golden examples, and requests are understood as they are meant."""

from __future__ import annotations

import json
from datetime import date, datetime
from uuid import UUID

import pytest
from contracts import golden
from contracts.scheduling import rpc as messages
from scheduling.adapters import wire_feeds
from scheduling.application.feeds import ReadFeed, ShownFeed
from scheduling.application.ports_feeds import FeedVisit, Recall
from scheduling.application.shown import Page, ServiceInBrief
from scheduling.domain.feed import Feed
from scheduling.domain.practice import Practice
from scheduling.domain.span import Span
from scheduling.domain.working_time import default_week

from services.scheduling.tests.builders import PRACTICE, WARSAW
from services.scheduling.tests.unit.test_wire_patients import the_card


def as_json(message):
    return json.loads(message.model_dump_json(by_alias=True))


def the_feed(example, read_on=None):
    return Feed(
        id=UUID(example["id"]),
        name=example["name"],
        calendar_ids=tuple(UUID(each) for each in example["calendar_ids"]),
        shows=example["shows"],
        token_hash=b"",
        created_at=datetime.fromisoformat(example["created_at"]),
        last_read_on=read_on,
    )


def test_a_feed_is_answered_like_the_examples():
    made = golden.response("scheduling.add_feed")
    assert as_json(wire_feeds.feed(ShownFeed(the_feed(made), WARSAW, made["token"]))) == made
    listed = golden.response("scheduling.list_feeds")
    known = ShownFeed(the_feed(listed["items"][0], date(2026, 11, 24)), WARSAW)
    assert as_json(wire_feeds.feeds([known])) == listed


def test_visits_of_a_feed_are_answered_like_the_example():
    example = golden.response("scheduling.read_feed")
    (shown,) = example["items"]
    visit = FeedVisit(
        id=UUID(shown["id"]),
        version=shown["version"],
        during=Span(datetime.fromisoformat(shown["starts_at"]), datetime.fromisoformat(shown["ends_at"])),
        status=shown["status"],
        first_name="Zażółć",
        last_name="Gęślą",
        erased=False,
        service_name=shown["service_name"],
        calendar_name=shown["calendar_name"],
    )
    practice = Practice(PRACTICE, example["practice_name"], WARSAW, default_week())
    feed = the_feed(golden.response("scheduling.add_feed"))
    assert as_json(wire_feeds.feed_visits(ReadFeed(feed, practice, example["stamp"], [visit]))) == example
    unchanged = wire_feeds.feed_visits(ReadFeed(feed, practice, example["stamp"], None))
    assert as_json(unchanged) == example | {"items": [], "unchanged": True}


def test_who_should_come_again_is_answered_like_the_example():
    example = golden.response("scheduling.list_recalls")
    (shown,) = example["items"]
    known = Recall(
        patient=the_card(shown["patient"]),
        service=ServiceInBrief(**shown["service"] | {"id": UUID(shown["service"]["id"])}),
        last_visit_at=datetime.fromisoformat(shown["last_visit_at"]),
        due_on=date.fromisoformat(shown["due_on"]),
        invited_at=datetime.fromisoformat(shown["invited_at"]),
    )
    assert as_json(wire_feeds.recalls(Page([known], None), WARSAW)) == example


@pytest.mark.parametrize("unknown", [False, True])
def test_what_a_feed_shall_be_is_understood_also_from_a_newer_sender(unknown):
    example = golden.request("scheduling.add_feed")
    request = golden.with_unknown_fields(example) if unknown else example
    fields = wire_feeds.feed_fields(messages.AddFeed.model_validate(request))
    assert fields == example | {"calendar_ids": [UUID(each) for each in example["calendar_ids"]]}
