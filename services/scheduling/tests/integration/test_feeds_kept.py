"""Calendar feeds in a real database: whoever has the address reads them, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from scheduling.adapters.key_secrets import KeySecrets
from scheduling.adapters.office import Office
from scheduling.domain.refusals_online import LinkNotValid

from services.scheduling.tests.builders import NOW
from services.scheduling.tests.online import Stranger
from services.scheduling.tests.practice import LINK_KEY, Practice, serving, statements_of


def add(practice, *calendars, key=None, **fields):
    ids = [each["id"] for each in calendars] or [practice.calendar.id]
    return practice.ask("add_feed", key, **{"name": "Dr Nowak", "calendar_ids": ids} | fields)


def read(practice, feed):
    return Stranger(practice).ask("read_feed", token=feed["token"])


def test_a_stranger_reads_the_visits_of_the_chairs_by_the_token_alone(practice):
    chairs = practice.ask("list_calendars")["items"] + [practice.ask("add_calendar", name="Drugi")]
    service = practice.ask("add_service", name="Przegląd", minutes=30)
    shown = practice.ask(
        "book_visit",
        calendar_id=chairs[1]["id"],
        patient_id=practice.add_patient().id,
        starts_at="2026-11-24T10:00:00+01:00",
        service_id=service["id"],
    )
    practice.book("2026-11-24 11:00")
    practice.hold("2026-11-24 12:00", calendar_id=chairs[1]["id"])
    answer = read(practice, add(practice, chairs[1]))
    assert answer | {"stamp": ""} == {
        "name": "Dr Nowak",
        "practice_name": "Gabinet",
        "time_zone": "Europe/Warsaw",
        "items": [
            {
                "id": shown["id"],
                "version": 1,
                "starts_at": "2026-11-24T10:00:00+01:00",
                "ends_at": "2026-11-24T10:30:00+01:00",
                "status": "planned",
                "patient": "Ż.Ł.",
                "service_name": "Przegląd",
                "calendar_name": "Drugi",
            }
        ],
        "stamp": "",
        "unchanged": False,
    }
    assert len(read(practice, add(practice, *chairs, shows="names"))["items"]) == 2


def test_each_practice_has_its_own_and_a_removed_one_is_worth_nothing(practice, pool):
    other = Practice.registered(pool)
    ours, theirs = add(practice), add(other, name="Ich")
    practice.book()
    assert (len(read(practice, ours)["items"]), read(practice, theirs)["items"]) == (1, [])
    practice.ask("remove_feed", feed_id=ours["id"])
    for token in (ours["token"], "", "x" * 10_000):
        with pytest.raises(LinkNotValid):
            read(practice, {"token": token})
    assert [feed["name"] for feed in other.ask("list_feeds")["items"]] == ["Ich"]


def test_a_feed_outlives_the_key_that_was_new_when_it_was_made(practice):
    feed = add(practice)
    for keys in ([LINK_KEY], ["another key", LINK_KEY], ["another key"]):
        practice.now += timedelta(days=1)
        office = Office(practice.pool, lambda: practice.now, KeySecrets(keys))
        serve = serving(office).read_feed
        request = practice_request(feed)
        assert serve(practice.context().model_copy(update={"practice_id": None, "actor": None}), request).items == []


def practice_request(feed):
    from contracts.scheduling import rpc

    return rpc.FeedToken(token=feed["token"])


def test_asked_again_under_its_key_it_is_one_feed_and_the_token_is_kept_nowhere(practice, scheduling_database):
    first = add(practice, key="key")
    assert add(practice, key="key") == first | {"token": None}
    assert practice.ask("list_feeds") == {"items": [first | {"token": None}]}
    with psycopg.connect(scheduling_database.owner_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        for table in ("calendar_feeds", "idempotency", "changes", "outbox"):
            found = connection.execute(f"SELECT to_jsonb(it)::text FROM {table} AS it").fetchall()
            assert first["token"] not in repr(found)


def test_whatever_a_feed_shows_makes_another_stamp_and_what_it_does_not_show_makes_none(practice):
    service = practice.ask("add_service", name="Przegląd", minutes=30)
    patient = practice.add_patient()
    visit = practice.ask(
        "book_visit",
        calendar_id=practice.calendar.id,
        patient_id=patient.id,
        starts_at="2026-11-24T10:00:00+01:00",
        service_id=service["id"],
    )
    feed = add(practice)
    stamps = [read(practice, feed)["stamp"]]
    for change in (
        lambda: practice.ask("change_visit", visit_id=visit["id"], status="confirmed"),
        lambda: practice.ask("change_patient", patient_id=patient.id, first_name="Ola"),
        lambda: practice.ask("change_service", service_id=service["id"], name="Kontrola"),
        lambda: practice.ask("change_calendar", calendar_id=practice.calendar.id, name="Fotel"),
        lambda: practice.book("2026-11-24 11:00"),
    ):
        change()
        answer = Stranger(practice).ask("read_feed", token=feed["token"], known=stamps[-1])
        assert (answer["unchanged"], len(answer["items"]) > 0) == (False, True)
        stamps.append(answer["stamp"])
    practice.ask("change_patient", patient_id=patient.id, first_name="Olga", notes="boi się")
    answer = Stranger(practice).ask("read_feed", token=feed["token"], known=stamps[-1])
    assert (answer["unchanged"], answer["items"], answer["stamp"]) == (True, [], stamps[-1])
    assert len(set(stamps)) == len(stamps)


def test_many_visits_are_read_by_one_statement_and_only_the_first_reading_of_a_day_writes(practice):
    feed = add(practice)
    for hour in range(8, 12):
        practice.book(f"2026-11-24 {hour:02}:00")
    assert len(read(practice, feed)["items"]) == 4
    with statements_of(practice) as sent:
        read(practice, feed)
    assert [verb for verb in ("INSERT", "UPDATE") if any(statement.startswith(verb) for statement, _ in sent)] == []
    assert sum("FROM visits" in statement and "md5" not in statement for statement, _ in sent) == 1
    assert practice.ask("list_feeds")["items"][0]["last_read_at"] == f"{NOW.date()}T00:00:00+01:00"
