"""The planner's statements, against a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from notifications.adapters.books import open_books
from notifications.domain.channel import Channel
from notifications.domain.message import Reason, State
from notifications.domain.visit import VisitStatus

from services.notifications.tests.factories import (
    NOW,
    PRACTICE,
    STARTS,
    a_patient,
    a_practice,
    a_visit,
)
from services.notifications.tests.integration.ledger import DUE, book, entries, states

pytestmark = pytest.mark.database


def test_a_booked_visit_is_planned_and_read_back_as_it_was(db, plan):
    [visit] = book(plan)
    lines = [entry.case.line for entry in entries(db)]
    assert {line.channel for line in lines} == set(Channel)
    for line in lines:
        assert (line.state, line.send_at, line.due_at) == (State.PLANNED, DUE, DUE)
        assert (line.visit_id, line.visit_starts_at, line.trace_id) == (visit.id, STARTS, visit.trace_id)
    assert entries(db)[0].case.visit == visit
    assert entries(db)[0].case.practice == a_practice()


def test_moved_cancelled_and_moved_back_there_is_one_line_per_start(db, plan):
    [visit] = book(plan)
    moved = replace(visit, version=2, starts_at=STARTS + timedelta(days=1))
    for change in (
        moved,
        replace(moved, version=3, status=VisitStatus.CANCELLED),
        replace(visit, version=4),
    ):
        plan.take_visit(uuid4(), change)
    by_start = {
        (line.channel, line.visit_starts_at): (line.state, line.reason)
        for line in (entry.case.line for entry in entries(db))
    }
    assert len(by_start) == len(entries(db)) == 4
    assert by_start[Channel.SMS, STARTS] == (State.PLANNED, None)
    assert by_start[Channel.SMS, moved.starts_at] == (State.CANCELLED, Reason.VISIT_CANCELLED)


def test_an_older_version_and_a_known_event_change_nothing(db, plan):
    [visit] = book(plan)
    event = uuid4()
    plan.take_visit(event, replace(visit, version=3, status=VisitStatus.CANCELLED))
    assert plan.take_visit(event, replace(visit, version=4)) == 0
    assert plan.take_visit(uuid4(), replace(visit, version=2)) == 0
    assert states(db) == ["cancelled", "cancelled"]


def test_a_visit_and_its_patient_that_arrive_at_the_same_moment_do_not_miss_each_other(db, plan):
    plan.take_practice(uuid4(), a_practice())
    for _ in range(10):
        patient, both = uuid4(), Barrier(2)
        visit = a_visit(id=uuid4(), patient_id=patient)

        def at_once(take, fact, both=both):
            both.wait()
            return take(uuid4(), fact)

        with ThreadPoolExecutor(2) as pool:
            written = list(pool.map(at_once, (plan.take_patient, plan.take_visit), (a_patient(id=patient), visit)))
        assert sorted(written) == [0, 2]


def test_the_database_refuses_a_second_line_for_the_same_visit_channel_and_start(db, plan):
    book(plan)
    line = entries(db)[0].case.line
    with pytest.raises(Exception, match="one_reminder"), open_books(db)(PRACTICE) as books:
        books.save([replace(line, id=uuid4())], NOW)
