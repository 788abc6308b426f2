"""Fills the books: practices over HTTP, their patients and visits straight into scheduling's database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import requests

from tests.support.practice import CALL_SECONDS, Practice

CHAIRS = 5
DAY = "2026-11-24"
"""The day that is looked at; it has the same visits however many there are in all."""

_CHAIR_NAMES = ("Fotel przy oknie", "Chirurgia", "Higienizacja", "Ortodoncja")

_PATIENTS = """
INSERT INTO patients (practice_id, id, first_name, last_name, phone, email, consent_sms, consent_email, version)
SELECT %(practice)s, uuidv7(),
       (ARRAY['Anna','Łucja','Józef','Małgorzata','Paweł','Zofia','Świętosława','Krzysztof','Agnieszka','Tomasz'])[1 + n %% 10],
       (ARRAY['Kowalska','Nowak','Wiśniewski','Wójcik','Żak','Lewandowska','Szymański','Dąbrowska','Kozłowski','Ślusarczyk',
              'Jankowska','Mazur','Krawczyk','Grabowski','Pawłowska','Michalski','Król','Wieczorek','Jabłońska','Wróbel'])
              [1 + (n / 10) %% 20] || '-' || chr(65 + (n / 200) %% 26) || chr(97 + (n / 5200) %% 26) || 'ska',
       '+48' || (500000000 + n), NULL, true, true, 1
FROM generate_series(1, %(count)s) AS n
"""

_VISITS = """
WITH chairs AS (SELECT id, row_number() OVER (ORDER BY position) AS chair FROM calendars WHERE practice_id = %(practice)s),
     people AS (SELECT id, row_number() OVER (ORDER BY id) AS person, count(*) OVER () AS all_people
                FROM patients WHERE practice_id = %(practice)s),
     times AS (SELECT n, (%(day)s::date - (n / 16)::int + time '08:00' + (n %% 16) * interval '30 minutes')
                         AT TIME ZONE 'Europe/Warsaw' AS starts_at
               FROM generate_series(%(first)s::bigint, %(first)s::bigint + %(count)s::bigint - 1) AS n)
INSERT INTO visits (practice_id, id, calendar_id, patient_id, starts_at, ends_at, status, version)
SELECT %(practice)s, uuidv7(), chairs.id, people.id, times.starts_at, times.starts_at + interval '30 minutes', %(status)s, 1
FROM chairs CROSS JOIN times JOIN people ON people.person = 1 + (times.n * 7 + chairs.chair) %% people.all_people
"""


@dataclass
class Books:
    """Every practice has five chairs; the first one is that which is measured, and it has the many patients."""

    practices: Sequence[Practice]
    owner_url: str
    """Of scheduling's database."""

    @property
    def measured(self) -> Practice:
        return self.practices[0]

    def add_patients(self, measured: int, others: int) -> None:
        with self._database() as database:
            for practice in self.practices:
                count = measured if practice is self.measured else others
                database.execute(_PATIENTS, {"practice": practice.id, "count": count})

    def fill_the_day(self) -> int:
        """Every chair of the measured practice is booked from 8 to 16 on that day. Returns how many visits that are."""
        return self._add([self.measured], first=0, count=16, status="planned")

    def add_past_visits(self, each: int) -> int:
        """So many visits on every chair, back from the day before. All is as the database leaves it a while after."""
        added = self._add(self.practices, first=16, count=each, status="finished")
        self._settle()
        return added

    def _add(self, practices: Sequence[Practice], *, first: int, count: int, status: str) -> int:
        added = 0
        with self._database() as database:
            for practice in practices:
                values = {"practice": practice.id, "day": DAY, "first": first, "count": count, "status": status}
                added += database.execute(_VISITS, values).rowcount
        return added

    def _database(self) -> psycopg.Connection[tuple[object, ...]]:
        connection = psycopg.connect(self.owner_url)
        connection.execute("SELECT set_config('app.practice_id', 'all', false)")
        return connection

    def _settle(self) -> None:
        """What autovacuum would do in its own time, and would do in the middle of the measurement."""
        with psycopg.connect(self.owner_url, autocommit=True) as database:
            database.execute("VACUUM ANALYZE visits")
            database.execute("VACUUM ANALYZE patients")


def open_practices(url: str, count: int) -> list[Practice]:
    """Registered over HTTP, each with five chairs that are open every day from 8 to 16."""
    return [_with_chairs(Practice(url, name=f"Gabinet {number}")) for number in range(1, count + 1)]


def _with_chairs(practice: Practice) -> Practice:
    practice.calendar()
    for name in _CHAIR_NAMES:
        _created(practice.post("calendars", name=name))
    every_day = [{"weekday": n, "open": True, "from": "08:00", "to": "16:00", "break": None} for n in range(1, 8)]
    practice.put("practice/working-time", days=every_day).raise_for_status()
    return practice


def _created(answer: requests.Response) -> None:
    assert answer.status_code == requests.codes.created, answer.text
    assert answer.elapsed.total_seconds() < CALL_SECONDS
