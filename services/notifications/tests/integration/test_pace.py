"""One pace for all senders of a provider, kept in the database."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from chassis.database import ALL_PRACTICES
from notifications.adapters.gate import Pace
from sqlalchemy import text

pytestmark = pytest.mark.database

A_TICK = 0.002
"""Seconds by which the clocks of the database and of this process may tell the same span differently."""


def stopped():
    """A clock that stands still: places are told apart by how long one would have to wait for them."""
    return 0.0


def test_all_processes_together_keep_the_pace(db):
    began = time.monotonic()
    paces = [Pace(db, "smsapi", 100) for _ in range(4)]

    def fifty(pace):
        """When each of them is, at the earliest."""
        return [pace.next_place() + time.monotonic() for _ in range(50)]

    with ThreadPoolExecutor(4) as pool:
        moments = sorted(moment for each in pool.map(fifty, paces) for moment in each)
    for place, moment in enumerate(moments):
        assert moment >= began + place / 100 - A_TICK


def test_nobody_waits_after_a_quiet_time(db):
    assert Pace(db, "smsapi", 100, stopped).next_place() == pytest.approx(0, abs=0.05)


def test_providers_have_paces_of_their_own(db):
    slow = Pace(db, "smsapi", 0.1, stopped)
    slow.next_place()
    assert slow.next_place() > 5
    assert Pace(db, "smtp", 0.1, stopped).next_place() < 5


def test_a_place_that_was_given_back_is_the_next_ones(db):
    pace = Pace(db, "smsapi", 0.1, stopped)
    pace.next_place()
    pace.give_back()
    assert pace.next_place() == 0
    assert pace.next_place() > 5


def test_a_clock_that_was_set_back_does_not_stop_everything(db):
    with db.transaction(ALL_PRACTICES) as session:
        session.execute(text("INSERT INTO sending_pace VALUES ('smsapi', now() + interval '1 day')"))
    assert Pace(db, "smsapi", 10, stopped).next_place() < 60


def test_without_a_limit_nothing_is_asked(db):
    db.dispose()
    assert [Pace(db, "smsapi", 0, stopped).next_place() for _ in range(3)] == [0, 0, 0]
