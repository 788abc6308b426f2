"""Patients answer reminders: yes confirms the visit, no is shown to the reception."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from scheduling.application.answer_reminder import answer_reminder
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.restore_visit import restore_visit
from scheduling.domain.facts import VisitStatusChanged

from services.scheduling.tests.at_the_desk import book, chair, move, opened
from services.scheduling.tests.builders import NOW, at


@pytest.fixture
def desk():
    return opened()


@pytest.fixture
def visit(desk):
    visit = book(desk)
    desk.facts.clear()
    desk.changes.noted.clear()
    return visit


def answer(desk, visit, said, minute=0, starts_at=None):
    answer_reminder(
        desk,
        visit_id=visit.id,
        visit_starts_at=starts_at or visit.starts_at,
        answer=said,
        answered_at=NOW + timedelta(minutes=minute),
    )
    return desk.visits.kept.get(visit.id)


def test_yes_confirms_a_planned_visit_and_is_announced_and_noted(desk, visit):
    confirmed = answer(desk, visit, "yes")
    assert (confirmed.status, confirmed.patient_answer, confirmed.version) == ("confirmed", "yes", 2)
    assert desk.facts == [VisitStatusChanged(confirmed)]
    assert desk.changes.noted == [
        ("visit", visit.id, [("status", "planned", "confirmed"), ("patient_answer", None, "yes")])
    ]


def test_no_is_shown_and_leaves_the_visit_planned(desk, visit):
    told = answer(desk, visit, "no")
    assert (told.status, told.patient_answer, told.version) == ("planned", "no", 2)
    assert desk.facts == [VisitStatusChanged(told)]


def test_an_answer_about_another_time_means_nothing(desk, visit):
    assert answer(desk, visit, "yes", starts_at=at("2026-11-24 10:15")) == visit
    moved = move(desk, visit, starts_at=at("2026-11-24 12:00")).visit
    assert answer(desk, visit, "yes") == moved
    assert len(desk.facts) == 1


def test_the_same_answer_again_changes_nothing_that_anybody_sees(desk, visit):
    first = answer(desk, visit, "yes")
    again = answer(desk, visit, "yes", minute=5)
    assert (again.version, again.patient_answer) == (first.version, "yes")
    assert len(desk.facts) == len(desk.changes.noted) == 1


@pytest.mark.parametrize("order", list(permutations([("yes", 1), ("no", 2), ("yes", 3), ("no", 4)])))
def test_the_last_answer_counts_in_whatever_order_they_come(desk, visit, order):
    for said, minute in order:
        told = answer(desk, visit, said, minute)
    assert (told.status, told.patient_answer) == ("planned", "no")


def test_no_does_not_take_back_what_the_reception_confirmed(desk, visit):
    move(desk, visit, status="confirmed")
    told = answer(desk, visit, "no")
    assert (told.status, told.patient_answer) == ("confirmed", "no")


def test_who_confirms_a_visit_has_settled_the_no(desk, visit):
    answer(desk, visit, "no")
    settled = move(desk, visit, status="confirmed").visit
    assert (settled.status, settled.patient_answer) == ("confirmed", None)


@pytest.mark.parametrize("status", ["waiting", "in_chair", "finished", "no_show", "cancelled"])
@pytest.mark.parametrize("said", ["yes", "no"])
def test_an_answer_after_the_visit_began_or_was_cancelled_means_nothing(desk, visit, status, said):
    marked = move(desk, visit, status=status).visit
    assert answer(desk, visit, said) == marked
    assert len(desk.facts) == 1


def test_a_visit_that_is_not_there_is_passed_over(desk, visit):
    answer_reminder(desk, visit_id=uuid4(), visit_starts_at=visit.starts_at, answer="yes", answered_at=NOW)
    assert desk.facts == []


def test_another_time_wants_another_answer_and_another_length_or_chair_does_not(desk, visit):
    answer(desk, visit, "yes")
    stayed = move(desk, visit, minutes=45, calendar_id=chair(desk, 2)).visit
    assert stayed.patient_answer == "yes"
    moved = move(desk, visit, starts_at=at("2026-11-24 12:00")).visit
    assert moved.patient_answer is None


def test_a_restored_visit_wants_another_answer(desk, visit):
    answer(desk, visit, "no")
    cancelled = cancel_visit(desk, visit_id=visit.id, reason=None, expected_version=None).visit
    assert cancelled.patient_answer == "no"
    restored = restore_visit(desk, visit_id=visit.id, overbook=False, expected_version=None).visit
    assert restored.patient_answer is None
