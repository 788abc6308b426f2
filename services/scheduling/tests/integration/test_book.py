"""What a calendar on the screen shows, in one answer."""

from __future__ import annotations

from contracts import golden

from services.scheduling.tests.every_method import a_visit
from services.scheduling.tests.practice import statements_of

DATES = {"from": "2026-11-24", "to": "2026-11-25"}


def test_the_book_says_what_its_four_lists_say(practice):
    a_visit(practice)
    practice.hold()
    with statements_of(practice) as sent:
        said = practice.ask("read_book", **golden.with_unknown_fields(DATES))
    assert len(sent) == 5  # the transaction's practice; calendars with hours, days off, visits, holds
    assert said["calendars"] == practice.ask("list_calendars")["items"]
    assert said["days"] == practice.ask("list_calendar_days", **DATES)["items"]
    assert said["visits"] == practice.ask("list_visits", limit=500, **DATES)
    assert said["holds"] == practice.ask("list_holds", **DATES)["items"]
    assert said["visits"]["items"]
    assert said["holds"]
    assert set(said) == set(golden.response("scheduling.read_book"))
