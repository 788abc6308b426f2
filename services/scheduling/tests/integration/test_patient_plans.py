"""Search and look-alikes ask an index, however many patients a practice has: by what the database did, not by time."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from scheduling.application.find_patients import find_patients
from scheduling.domain.likeness import Likeness
from sqlalchemy import text

from services.scheduling.tests.practice import Practice

MANY = 20_000
CROWD = """
INSERT INTO patients (practice_id, id, first_name, last_name, phone, birth_date, pesel, consent_sms, consent_email, version)
SELECT :practice, gen_random_uuid(), 'Jan ' || md5(n::text), 'Kowalski ' || md5('x' || n), '+4850' || 1000000 + n,
    date '1950-01-01' + n, lpad(n::text, 11, '7'), true, true, 1
FROM generate_series(1, :many) AS n
"""
DID = """
SELECT pg_stat_get_xact_numscans(CAST(:index AS regclass)) AS scans,
    pg_stat_get_xact_tuples_returned('patients'::regclass) AS read_one_by_one
"""


@pytest.fixture(scope="module")
def crowded(pool):
    practice = Practice.registered(pool)
    practice.do(lambda desk: desk.session.execute(text(CROWD), {"practice": practice.id, "many": MANY}))
    practice.add_patient("Żaneta", "Łęcka-Gżegżółka", phone="+48600100200", birth_date=date(1990, 2, 28))
    return practice


@pytest.fixture(scope="module", autouse=True)
def analyzed(crowded, scheduling_database):
    """As the server does by itself, some time after so many rows have come"""
    with psycopg.connect(scheduling_database.owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE patients")


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
