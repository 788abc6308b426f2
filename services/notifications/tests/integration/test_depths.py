"""How much waits in the ledger of all practices, as operators see it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from notifications.adapters.depths import Depth, depths, measure
from notifications.domain.channel import Lane
from notifications.domain.punctuality import LATE_AFTER
from prometheus_client import REGISTRY

from services.notifications.tests.integration.front_desk import FrontDesk, draft, introduce
from services.notifications.tests.integration.ledger import DUE, book, claimed_by, send

pytestmark = pytest.mark.database

NOWHERE = "amqp://127.0.0.1:9/"


def test_what_is_due_under_way_and_late_is_counted_by_lane(db, plan, due, clock):
    book(plan, count=2)
    book(plan, practice=UUID(int=0xB))
    clock.now = DUE - timedelta(seconds=1)
    assert set(depths(db, clock.now).values()) == {Depth()}
    clock.now = DUE + LATE_AFTER + timedelta(seconds=1)
    first, _second = claimed_by(due, clock.now, limit=2)
    send(db, clock)(first.id)
    found = depths(db, clock.now)
    assert found[Lane.SMS] == Depth(due=1, under_way=1, late=2, oldest=DUE)
    assert found[Lane.EMAIL] == Depth(due=3, under_way=0, late=3, oldest=DUE)
    assert found[Lane.LETTERS] == Depth()


def test_what_is_written_by_hand_has_lanes_of_its_own(db, plan, clock):
    patients = introduce(plan, 2)
    FrontDesk(db, clock).write(draft(patients))
    found = depths(db, clock.now)
    assert (found[Lane.WRITTEN_SMS].due, found[Lane.SMS].due) == (2, 0)


def test_without_the_broker_the_ledger_is_measured_all_the_same(db, plan, clock):
    book(plan, count=2)
    [error] = measure(db, NOWHERE, DUE + timedelta(seconds=90))
    assert error is not None
    value = REGISTRY.get_sample_value
    assert value("ledger_messages", {"lane": "sms", "place": "due"}) == 2
    assert value("oldest_due_seconds", {"lane": "sms"}) == 90
