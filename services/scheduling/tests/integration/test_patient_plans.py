"""Search, look-alikes and recalls ask an index, however many patients there are: by what the database did, not by time."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import psycopg
import pytest
from scheduling.application.feeds import read_feed
from scheduling.application.find_patients import find_patients
from scheduling.application.list_recalls import list_recalls
from scheduling.domain.likeness import Likeness
from sqlalchemy import text

from services.scheduling.tests.practice import Practice

MANY = 20_000
AT_A_TIME = 4_000
"""A statement on a busy machine must not take longer than it may."""
CROWD = """
INSERT INTO patients (practice_id, id, first_name, last_name, phone, birth_date, pesel, consent_sms, consent_email, version)
SELECT :practice, gen_random_uuid(), 'Jan ' || md5(n::text), 'Kowalski ' || md5('x' || n), '+4850' || 1000000 + n,
    date '1950-01-01' + n, lpad(n::text, 11, '7'), true, true, 1
FROM generate_series(CAST(:first AS integer), :last) AS n
"""
VISITS = """
INSERT INTO visits (practice_id, id, calendar_id, patient_id, service_id, starts_at, ends_at, status, overbooked, version)
SELECT practice_id, gen_random_uuid(), :calendar, id,
    (SELECT id FROM services WHERE practice_id = :practice AND position = 1 + ascii(right(pesel, 1)) % 10),
    timestamptz '2026-01-01', timestamptz '2026-01-01 01:00', 'finished', true, 1
FROM patients WHERE practice_id = :practice AND pesel IS NOT NULL LIMIT 5000
"""
DID = """
SELECT pg_stat_get_xact_numscans(CAST(:index AS regclass)) AS scans,
    pg_stat_get_xact_tuples_returned('patients'::regclass) + pg_stat_get_xact_tuples_returned('visits'::regclass)
        AS read_one_by_one
"""


@pytest.fixture(scope="module")
def crowded(pool):
    practice = Practice.registered(pool)
    for first in range(1, MANY, AT_A_TIME):
        some = {"practice": practice.id, "first": first, "last": first + AT_A_TIME - 1}
        practice.do(lambda desk, some=some: desk.session.execute(text(CROWD), some))
    for number in range(10):
        practice.ask("add_service", name=f"Usługa {number}", minutes=30, interval_months=0 if number else 6)
    there = {"practice": practice.id, "calendar": practice.calendar.id}
    practice.do(lambda desk: desk.session.execute(text(VISITS), there))
    practice.add_patient("Żaneta", "Łęcka-Gżegżółka", phone="+48600100200", birth_date=date(1990, 2, 28))
    return practice


@pytest.fixture(scope="module", autouse=True)
def analyzed(crowded, scheduling_database):
    """As the server does by itself, some time after so many rows have come"""
    with psycopg.connect(scheduling_database.owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE patients, visits")


def used(practice, index, look):
    """What ``look`` finds, and how often the index was asked and how many rows were read without any."""

    def within(desk):
        before = desk.session.execute(text(DID), {"index": index}).one()
        found = look(desk)
        after = desk.session.execute(text(DID), {"index": index}).one()
        return found, after.scans - before.scans, after.read_one_by_one - before.read_one_by_one

    return practice.do(within)


@pytest.mark.parametrize("typed", ["gzegz", "ŻANETA łęcka", "600 100 200", "6001002", "neta"])
def test_any_part_of_a_name_or_number_is_found_by_the_trigram_index(crowded, typed):
    found, scans, one_by_one = used(
        crowded, "patients_search", lambda desk: find_patients(desk, typed=typed, limit=20, cursor=None)
    )
    assert [patient.card.first_name for patient in found.items] == ["Żaneta"]
    assert (scans, one_by_one) == (1, 0)


@pytest.mark.parametrize("typed", [None, "ja"])
def test_what_many_have_is_read_along_the_names_until_the_page_is_full(crowded, typed):
    found, scans, one_by_one = used(
        crowded, "patients_by_name", lambda desk: find_patients(desk, typed=typed, limit=20, cursor=None)
    )
    assert (len(found.items), scans, one_by_one) == (20, 1, 0)


@pytest.mark.parametrize(
    ("index", "wanted"),
    [
        ("patients_by_phone", Likeness(first_name="ZANETA", last_name="Lecka-Gzegzolka", phone="+48600100200")),
        (
            "patients_by_birth_date",
            Likeness(first_name="ZANETA", last_name="Lecka-Gzegzolka", birth_date=date(1990, 2, 28)),
        ),
    ],
)
def test_who_looks_alike_is_found_by_what_few_have(crowded, index, wanted):
    for look in (
        lambda desk: [each.patient.id for each in desk.look_alikes.of(wanted, but=None, limit=10)],
        lambda desk: desk.look_alikes.first_of_each([wanted]),
    ):
        found, scans, one_by_one = used(crowded, index, look)
        assert (len(found), None in found) == (1, False)
        assert (scans >= 1, one_by_one) == (True, 0)


def test_who_should_come_again_is_found_by_the_services_with_an_interval_alone(crowded):
    found, scans, one_by_one = used(
        crowded, "visits_by_service", lambda desk: list_recalls(desk, limit=20, cursor=None)[0]
    )
    assert (len(found.items), scans, one_by_one) == (20, 1, 0)


def test_a_feed_looks_through_the_dates_that_it_shows_alone(crowded):
    made = crowded.ask("add_feed", name="Dr Nowak", calendar_ids=[crowded.calendar.id])
    read, scans, one_by_one = used(
        crowded,
        "visits_by_start",
        lambda desk: read_feed(desk, feed_id=UUID(made["id"]), token=made["token"]),
    )
    assert (read.visits, scans, one_by_one) == ([], 2, 0)
