"""Who should come again, found by the database, held to a model of a few lines."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scheduling.domain.refusals import ValidationFailed
from sqlalchemy import text

from services.scheduling.tests.builders import WARSAW, at
from services.scheduling.tests.practice import Practice

STATUSES = ("planned", "confirmed", "finished", "cancelled", "no_show")
PUT = """
INSERT INTO visits (practice_id, id, calendar_id, patient_id, service_id, starts_at, ends_at, status, overbooked, version)
VALUES (:practice, gen_random_uuid(), :calendar, :patient, :service, :from, :to, :status, true, 1)
"""


def service(practice, months=6, name="Przegląd"):
    return UUID(practice.ask("add_service", name=name, minutes=30, interval_months=months)["id"])


def was_here(practice, patient, service, *visits):
    """Visits of any time, each a time in Warsaw and a status, which nobody could book today."""
    put(practice, [(patient, service, _instant(when), status) for when, status in visits])


def put(practice, visits):
    known = {"practice": practice.id, "calendar": practice.calendar.id}
    rows = [
        known
        | {"patient": patient, "service": service, "from": when, "to": when + timedelta(minutes=30), "status": status}
        for patient, service, when, status in visits
    ]
    if rows:
        practice.do(lambda desk: desk.session.execute(text(PUT), rows))


def _instant(when):
    return (at(when) if isinstance(when, str) else when).astimezone(UTC)


def due(practice, **page):
    return practice.ask("list_recalls", **page)["items"]


def told(practice):
    return [(UUID(each["patient"]["id"]), UUID(each["service"]["id"]), each["due_on"]) for each in due(practice)]


def test_who_was_here_an_interval_ago_is_proposed_with_all_it_takes_to_write_to_them(practice):
    patient, check_up = practice.add_patient(phone="+48501700100"), service(practice)
    was_here(practice, patient.id, check_up, ("2026-01-12 09:00", "finished"), ("2026-05-23 12:00", "planned"))
    (found,) = due(practice)
    assert found | {"patient": found["patient"]["phone"]} == {
        "patient": "+48501700100",
        "service": {"id": str(check_up), "name": "Przegląd", "color": "blue"},
        "last_visit_at": "2026-05-23T12:00:00+02:00",
        "due_on": "2026-11-23",
        "invited_at": None,
    }


@pytest.mark.parametrize(
    "visits",
    [
        [("2026-05-24 08:00", "finished")],
        [("2026-05-12 10:00", "finished"), ("2026-12-01 10:00", "planned")],
        [("2026-05-12 10:00", "finished"), ("2026-11-20 10:00", "planned")],
        [("2026-05-12 10:00", "cancelled"), ("2026-05-13 10:00", "no_show")],
        [],
    ],
)
def test_who_came_since_is_expected_or_never_came_is_not(practice, visits):
    was_here(practice, practice.add_patient().id, service(practice), ("2027-01-01 10:00", "cancelled"), *visits)
    assert due(practice) == []


def test_a_day_in_the_practice_is_the_practices_day(practice):
    """At half past midnight in Warsaw it is the day before in UTC."""
    late, early, check_up = practice.add_patient().id, practice.add_patient().id, service(practice)
    was_here(practice, late, check_up, ("2026-05-24 00:30", "finished"))
    was_here(practice, early, check_up, ("2026-05-23 23:30", "finished"))
    assert told(practice) == [(early, check_up, "2026-11-23")]


def test_services_off_offer_or_without_an_interval_and_cards_that_are_no_more_propose_nobody(practice):
    gone, kept, check_up = practice.add_patient().id, practice.add_patient().id, service(practice)
    for patient in (gone, kept):
        was_here(practice, patient, check_up, ("2026-05-12 10:00", "finished"))
    practice.ask("erase_patient", patient_id=gone)
    assert [each[0] for each in told(practice)] == [kept]
    practice.ask("change_service", service_id=check_up, active=False)
    assert told(practice) == []
    practice.ask("change_service", service_id=check_up, active=True, interval_months=0)
    assert told(practice) == []


def test_a_mark_lasts_until_there_is_a_newer_visit(practice):
    patient, check_up = practice.add_patient().id, service(practice, 1)
    was_here(practice, patient, check_up, ("2026-05-12 10:00", "finished"))
    about = {"patient_id": patient, "service_id": check_up}
    practice.ask("mark_recall", **about, mark="invited")
    assert [each["invited_at"] for each in due(practice)] == ["2026-11-23T10:05:00+01:00"]
    practice.ask("mark_recall", **about, mark="dismissed")
    assert due(practice) == []
    was_here(practice, patient, check_up, ("2026-06-12 10:00", "finished"))
    assert [each["invited_at"] for each in due(practice)] == [None]


def test_marks_and_visits_of_two_cards_are_one_persons_once_they_are_merged(practice):
    kept, other, check_up = practice.add_patient().id, practice.add_patient().id, service(practice)
    was_here(practice, kept, check_up, ("2026-04-12 10:00", "finished"))
    was_here(practice, other, check_up, ("2026-05-12 10:00", "finished"))
    for patient in (kept, other):
        practice.ask("mark_recall", patient_id=patient, service_id=check_up, mark="invited")
    practice.ask("mark_recall", patient_id=other, service_id=check_up, mark="dismissed")
    practice.ask("merge_patients", patient_id=kept, merged_id=other)
    assert due(practice) == []
    was_here(practice, kept, check_up, ("2026-05-13 10:00", "finished"))
    assert [each[0] for each in told(practice)] == [kept]


def test_a_cursor_that_is_none_is_refused(practice):
    for cursor in ("x", "WyJ4IiwgInkiLCAieiJd"):
        with pytest.raises(ValidationFailed):
            due(practice, cursor=cursor)


def after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@pytest.fixture(scope="module")
def crowd(pool):
    """Three patients of one practice, and services after 1 and after 6 months."""
    practice = Practice.registered(pool)
    return practice, [practice.add_patient().id for _ in range(3)], {1: service(practice, 1), 6: service(practice, 6)}


YEAR = tuple(datetime.fromisoformat(day) for day in ("2026-01-01", "2026-12-31"))
VISIT = st.tuples(
    st.integers(0, 2),
    st.sampled_from([1, 6]),
    st.datetimes(*YEAR, timezones=st.just(WARSAW)),
    st.sampled_from(STATUSES),
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=st.lists(VISIT, max_size=12), hour=st.integers(0, 24 * 300))
def test_whoever_the_model_proposes_is_proposed_page_by_page_in_its_order(crowd, visits, hour):
    practice, patients, services = crowd
    practice.now = datetime(2026, 3, 1, tzinfo=WARSAW) + timedelta(hours=hour)
    today = practice.now.astimezone(WARSAW).date()
    last = {}
    for patient, months, when, status in visits:
        if status not in {"cancelled", "no_show"}:
            key = (patients[patient], months)
            last[key] = max(last.get(key, when), when)
    wanted = sorted((after(when.date(), months), patient, services[months]) for (patient, months), when in last.items())
    practice.do(
        lambda desk: desk.session.execute(text("UPDATE visits SET status = 'cancelled' WHERE status <> 'cancelled'"))
    )
    put(practice, [(patients[who], services[months], _instant(when), status) for who, months, when, status in visits])
    found, cursor = [], None
    while page := practice.ask("list_recalls", limit=2, cursor=cursor):
        found += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert [
        (date.fromisoformat(each["due_on"]), UUID(each["patient"]["id"]), UUID(each["service"]["id"])) for each in found
    ] == [each for each in wanted if each[0] <= today]
    assert all(one != two for one, two in pairwise(found))
