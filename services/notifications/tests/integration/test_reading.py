"""The ledger as a practice sees it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from notifications.adapters.register import PostgresRegister
from notifications.adapters.wording import Templates
from notifications.application.look_up import LookUp
from notifications.application.ports import Wanted
from notifications.domain.channel import Channel
from notifications.domain.message import State
from notifications.domain.refusals import NotFound

from services.notifications.tests.factories import (
    PRACTICE,
    a_practice,
)
from services.notifications.tests.integration.ledger import book, claimed_by, entries

pytestmark = pytest.mark.database


def test_an_unsent_message_shows_what_would_go_out_now(db, plan, clock):
    [visit] = book(plan)
    look_up = LookUp(PostgresRegister(db), Templates(), clock)
    plan.take_practice(uuid4(), a_practice(version=2, name="Gabinet Nowy"))
    page = look_up.find(PRACTICE, Wanted(visit_id=visit.id))
    sms = next(entry for entry in page.entries if entry.case.line.channel is Channel.SMS)
    assert sms.case.letter.text.startswith("Jutro (wt. 24.11) o 12:00 wizyta: Gabinet Nowy")


def test_pages_follow_each_other_newest_first_without_gap_or_repetition(db, plan, clock):
    book(plan, count=5)
    look_up = LookUp(PostgresRegister(db), Templates(), clock)
    seen, after = [], None
    while True:
        page = look_up.find(PRACTICE, Wanted(limit=3, after=after))
        seen += [entry.case.line.id for entry in page.entries]
        if not page.more:
            break
        after = seen[-1]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 10


def test_filters_by_visit_patient_and_state(db, plan, due):
    first, _ = book(plan, count=2)
    [claimed] = claimed_by(due, limit=1)
    assert len(entries(db, visit_id=first.id)) == 2
    assert len(entries(db, patient_id=first.patient_id)) == 4
    assert entries(db, patient_id=uuid4()) == []
    assert [entry.case.line.id for entry in entries(db, states=frozenset({State.QUEUED}))] == [claimed.id]


def test_another_practices_message_is_not_found(db, plan, clock):
    book(plan)
    look_up = LookUp(PostgresRegister(db), Templates(), clock)
    mine = entries(db)[0].case.line.id
    assert look_up.get(PRACTICE, mine).case.line.id == mine
    with pytest.raises(NotFound):
        look_up.get(uuid4(), mine)
