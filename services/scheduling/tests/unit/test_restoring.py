"""A cancelled visit is planned again, if its time is still free."""

from datetime import timedelta

import pytest
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.restore_visit import restore_visit
from scheduling.domain.facts import VisitStatusChanged
from scheduling.domain.refusals import (
    CalendarClosed,
    NotFound,
    OutsideWorkingTime,
    SlotTaken,
    ValidationFailed,
    VersionConflict,
    VisitNotChangeable,
)

from services.scheduling.tests.at_the_desk import book, change, move, off, opened
from services.scheduling.tests.builders import PRACTICE


@pytest.fixture
def desk():
    return opened()


@pytest.fixture
def cancelled(desk):
    visit = book(desk)
    return cancel_visit(desk, visit_id=visit.id, reason="chory", expected_version=None).visit


def restore(desk, visit, expected_version=None, *, overbook=False):
    return restore_visit(desk, visit_id=visit.id, overbook=overbook, expected_version=expected_version).visit


def test_a_restored_visit_is_planned_at_its_time_without_a_reason(desk, cancelled):
    visit = restore(desk, cancelled, expected_version=2)
    assert (visit.status, visit.cancel_reason, visit.version, visit.during) == ("planned", None, 3, cancelled.during)
    assert desk.facts[2:] == [VisitStatusChanged(visit)]
    assert desk.changes.noted[-1] == (
        "visit",
        visit.id,
        [("status", "cancelled", "planned"), ("cancel_reason", None, None)],
    )
    with pytest.raises(SlotTaken):
        book(desk)


def test_a_time_that_was_given_away_is_taken_unless_overbooking_is_meant(desk, cancelled):
    book(desk)
    with pytest.raises(SlotTaken):
        restore(desk, cancelled)
    assert desk.visits.kept[cancelled.id] == cancelled
    assert restore(desk, cancelled, overbook=True).overbooked


def test_an_overbooked_visit_that_was_cancelled_comes_back_as_an_ordinary_one_when_its_time_is_free(desk):
    under, over = book(desk), book(desk, overbook=True)
    cancel_visit(desk, visit_id=over.id, reason=None, expected_version=None)
    with pytest.raises(SlotTaken):
        restore(desk, over)
    cancel_visit(desk, visit_id=under.id, reason=None, expected_version=None)
    assert not restore(desk, over).overbooked
    with pytest.raises(SlotTaken):
        restore(desk, under)


def test_an_overbooked_visit_in_the_way_refuses(desk, cancelled):
    book(desk)
    over = book(desk, overbook=True)
    assert over.overbooked
    (under,) = [visit for visit in desk.visits.kept.values() if visit.live and not visit.overbooked]
    cancel_visit(desk, visit_id=under.id, reason=None, expected_version=None)
    with pytest.raises(SlotTaken):
        restore(desk, cancelled)


def test_it_is_held_to_hours_and_days_off_like_a_booking(desk, cancelled):
    off(desk)
    with pytest.raises(OutsideWorkingTime):
        restore(desk, cancelled, overbook=True)


def test_it_is_not_restored_on_a_closed_calendar_nor_into_the_past(desk, cancelled):
    change(desk, 1, active=False)
    with pytest.raises(CalendarClosed):
        restore(desk, cancelled)
    desk.now += timedelta(days=3)
    with pytest.raises(ValidationFailed) as refused:
        restore(desk, cancelled)
    assert refused.value.errors == [("starts_at", "in_the_past", {})]


def test_only_a_cancelled_visit_is_restored_and_only_in_the_version_that_was_seen(desk, cancelled):
    with pytest.raises(VersionConflict):
        restore(desk, cancelled, expected_version=1)
    restore(desk, cancelled)
    with pytest.raises(VisitNotChangeable) as refused:
        restore(desk, cancelled)
    assert refused.value.data == {"status": "planned", "wanted": "planned"}
    assert len(desk.facts) == 3


def test_an_unknown_visit_is_not_found(desk):
    with pytest.raises(NotFound):
        restore_visit(desk, visit_id=PRACTICE, overbook=False, expected_version=None)


def test_a_status_alone_does_not_bring_a_cancelled_visit_back(desk, cancelled):
    with pytest.raises(VisitNotChangeable):
        move(desk, cancelled, status="planned")
