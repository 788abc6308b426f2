"""What a visit is for: it says how long, and what a calendar shows."""

from uuid import uuid4

import pytest
from scheduling.application.add_service import add_service
from scheduling.application.change_service import change_service
from scheduling.application.read_visit import read_visit
from scheduling.domain.refusals import NotFound, ValidationFailed

from services.scheduling.tests.at_the_desk import book, move, opened
from services.scheduling.tests.builders import at


@pytest.fixture
def desk():
    return opened()


@pytest.fixture
def checkup(desk):
    service = add_service(desk, fields={"name": "Przegląd", "minutes": 45, "color": "teal"})
    desk.facts.clear()
    return service


def withdraw(desk, service):
    change_service(desk, service_id=service.id, fields={"active": False}, expected_version=None)


def test_a_visit_takes_as_long_as_its_service_unless_somebody_says_otherwise(desk, checkup):
    assert book(desk, minutes=None, service_id=checkup.id).minutes == 45
    assert book(desk, "2026-11-24 12:00", minutes=15, service_id=checkup.id).minutes == 15


def test_without_a_service_the_length_must_be_said(desk):
    with pytest.raises(ValidationFailed) as refused:
        book(desk, minutes=None)
    assert refused.value.errors == [("minutes", "required", {})]


def test_a_visit_is_shown_with_its_service(desk, checkup):
    visit = book(desk, service_id=checkup.id)
    shown = read_visit(desk, visit_id=visit.id).service
    assert (shown.id, shown.name, shown.color) == (checkup.id, "Przegląd", "teal")


def test_an_unknown_service_is_not_found_and_one_that_is_off_offer_is_refused(desk, checkup):
    with pytest.raises(NotFound) as unknown:
        book(desk, service_id=uuid4())
    assert unknown.value.data == {"what": "service"}
    withdraw(desk, checkup)
    visit = book(desk)
    for attempt in (
        lambda: book(desk, "2026-11-24 12:00", service_id=checkup.id),
        lambda: move(desk, visit, service_id=checkup.id),
    ):
        with pytest.raises(ValidationFailed) as refused:
            attempt()
        assert refused.value.errors == [("service_id", "invalid", {})]


def test_another_service_leaves_the_length_as_it_is_unless_that_changes_too(desk, checkup):
    visit = book(desk, minutes=30)
    changed = move(desk, visit, service_id=checkup.id)
    assert (changed.visit.minutes, changed.visit.version, changed.service.name) == (30, 2, "Przegląd")
    assert len(desk.facts) == 1
    assert desk.changes.noted[-1][2] == [("service_id", None, None)]
    assert move(desk, visit, service_id=None, minutes=60).service is None
    assert desk.visits.read(visit.id).visit.minutes == 60


def test_a_visit_keeps_a_service_that_is_no_longer_on_offer(desk, checkup):
    visit = book(desk, service_id=checkup.id)
    withdraw(desk, checkup)
    moved = move(desk, visit, starts_at=at("2026-11-24 12:00"), service_id=checkup.id)
    assert (moved.visit.version, moved.service.name) == (2, "Przegląd")
