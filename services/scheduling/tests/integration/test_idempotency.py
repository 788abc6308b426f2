from __future__ import annotations

import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from chassis.idempotency import IdempotencyKeyReused
from contracts.scheduling import rpc as methods
from scheduling.domain.refusals import SlotTaken

from services.scheduling.tests.builders import at


@pytest.fixture
def service(practice):
    """The methods without Nameko's container around them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
        from scheduling.entrypoints.rpc import SchedulingService
    answering = SchedulingService()
    answering.office = practice.office
    return answering


def a_booking(practice, when="2026-11-24 10:00"):
    return methods.BookVisit(
        calendar_id=practice.calendar.id, patient_id=practice.add_patient().id, starts_at=at(when), minutes=30
    )


def test_the_same_key_gets_the_first_answer_and_no_second_visit(practice, service):
    request, context = a_booking(practice), practice.context("key")
    first = service.book_visit(context, request)
    assert service.book_visit(context, request) == first
    assert len(practice.announced()) == 1


def test_thirty_repeats_at_once_get_one_visit(practice, service):
    request, context = a_booking(practice), practice.context(str(uuid4()))
    together = threading.Barrier(30)

    def one(_):
        together.wait(timeout=30)
        return service.book_visit(context, request)

    with ThreadPoolExecutor(30) as clients:
        answers = list(clients.map(one, range(30)))
    assert len({answer.id for answer in answers}) == 1
    assert len(practice.announced()) == 1


def test_the_same_key_with_another_request_is_refused(practice, service):
    service.book_visit(practice.context("key"), a_booking(practice))
    with pytest.raises(IdempotencyKeyReused):
        service.book_visit(practice.context("key"), a_booking(practice, "2026-11-24 11:00"))


def test_a_refusal_is_not_kept(practice, service):
    blocking = practice.book().visit
    request, context = a_booking(practice), practice.context("key")
    with pytest.raises(SlotTaken):
        service.book_visit(context, request)
    service.cancel_visit(practice.context(), methods.CancelVisit(visit_id=blocking.id))
    assert service.book_visit(context, request).status == "planned"


def test_every_method_that_changes_something_honours_the_key(practice, service):
    patient = service.add_patient(practice.context("a"), methods.AddPatient(first_name="Jan", last_name="Żuk"))
    visit = service.book_visit(practice.context("b"), a_booking(practice))
    requests = {
        "add_patient": methods.AddPatient(first_name="Jan", last_name="Nowak"),
        "change_patient": methods.ChangePatient(patient_id=patient.id, last_name="Nowak"),
        "add_calendar": methods.AddCalendar(name="Drugi"),
        "change_working_time": methods.ChangeWorkingTime(
            days=[methods.WorkingDay(weekday=1, open=False, from_="08:00", to="16:00")]
        ),
        "change_visit": methods.ChangeVisit(visit_id=visit.id, minutes=45, expected_version=1),
        "cancel_visit": methods.CancelVisit(visit_id=visit.id, expected_version=2),
    }
    for name, request in requests.items():
        serve, context = getattr(service, name), practice.context(f"key-{name}")
        first = serve(context, request)
        told = len(practice.announced())
        assert serve(context, request) == first, name
        assert len(practice.announced()) == told, name
    assert len(service.list_calendars(practice.context(), methods.Nothing()).items) == 2
