"""Files of patients in a real database: several workers, interrupted ones, and what is forgotten when."""

from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from chassis.database import Database
from chassis.persistence import DatabaseUnavailable
from scheduling import bootstrap
from scheduling.adapters.backlog import SqlBacklog
from scheduling.adapters.import_signal import ImportSignal
from scheduling.adapters.office import Office
from scheduling.application import work_on_import as steps
from scheduling.entrypoints import worker
from sqlalchemy import text

from services.scheduling.tests.builders import NOW
from services.scheduling.tests.practice import SECRETS, Practice

HEAD = "Imię;Nazwisko;Telefon;Data urodzenia\n"


@pytest.fixture
def at_work(pool):
    """A worker of its own kind, its clock in the test's hand."""
    clock = [NOW]
    signal = ImportSignal(pool)
    made = bootstrap.Worker(Office(pool, lambda: clock[0], SECRETS), SqlBacklog(pool), signal)
    yield made, clock
    signal.close()


def prepared(practice, lines, **parts):
    return practice.ask("prepare_import", file_name="pacjenci.csv", text=HEAD + "\n".join(lines), **parts)["id"]


def until_idle(at_work):
    made, clock = at_work
    while worker.one_round(made, lambda: clock[0]):
        pass


def read(practice, import_id):
    return practice.ask("read_import", import_id=import_id)


def rows(practice, import_id, **wanted):
    return practice.ask("list_import_rows", import_id=import_id, **wanted)


def kept_words(practice):
    """Of every row of every table of the practice that could hold what a file said."""
    query = "SELECT to_jsonb(it)::text FROM patient_import_rows AS it UNION ALL SELECT to_jsonb(it)::text FROM changes AS it"
    return "".join(practice.do(lambda desk: desk.session.scalars(text(query)).all()))


def test_a_file_is_looked_through_shown_and_taken_over(practice, at_work):
    known = practice.add_patient("Żaneta", "Łęcka", phone="+48501700100")
    import_id = prepared(
        practice, ["Jan;Śliwa;501700300;28.02.1990", "ZANETA;lecka;501700100;", ";Nikt;12;", "jan;sliwa;501700300;"]
    )
    assert (read(practice, import_id)["state"], rows(practice, import_id)["items"]) == ("checking", [])
    until_idle(at_work)
    one = read(practice, import_id)
    assert [one[name] for name in ("state", "rows", "looked_at", "ready", "duplicate", "refused")] == [
        *("checked", 4, 4),
        *(1, 2, 1),
    ]
    shown = rows(practice, import_id)["items"]
    assert [(row["number"], row["state"], row["patient_id"]) for row in shown] == [
        (2, "ready", None),
        (3, "duplicate", str(known.id)),
        (4, "refused", None),
        (5, "duplicate", None),
    ]
    assert shown[0]["values"] == {
        "first_name": "Jan",
        "last_name": "Śliwa",
        "phone": "501700300",
        "birth_date": "28.02.1990",
    }
    assert shown[3]["problems"] == [{"field": "", "code": "same_as_row", "data": {"number": 2}}]
    page = rows(practice, import_id, limit=3)
    assert len(page["items"]) == 3
    assert [row["number"] for row in rows(practice, import_id, limit=3, cursor=page["next_cursor"])["items"]] == [5]
    assert [row["number"] for row in rows(practice, import_id, state="refused")["items"]] == [4]

    practice.ask("start_import", import_id=import_id)
    until_idle(at_work)
    one = read(practice, import_id)
    assert [one[name] for name in ("state", "ready", "duplicate", "refused", "added", "skipped")] == [
        *("finished", 0, 0),
        *(1, 1, 2),
    ]
    (added,) = practice.ask("find_patients", q="śliwa")["items"]
    assert (added["phone"], added["birth_date"]) == ("+48501700300", "1990-02-28")
    said = practice.ask("list_consents", patient_id=added["id"])["items"]
    assert {(each["source"], each["actor_id"]) for each in said} == {("import", str(practice.owner_id))}
    assert [envelope.type for envelope in practice.announced()][-1] == "patient_added.v1"
    noted = practice.ask("list_changes", subject="patient")["items"][0]
    assert (noted["act"], noted["actor_id"]) == ("start_import", str(practice.owner_id))
    assert "Śliwa" not in kept_words(practice)
    assert rows(practice, import_id, state="refused")["items"][0]["values"]["last_name"] == "Nikt"


def test_refused_rows_are_forgotten_a_day_later_and_files_nobody_starts_after_a_week(practice, at_work):
    _, clock = at_work
    started = prepared(practice, [";Nikt;12;"])
    waiting = prepared(practice, ["Jan;Śliwa;501700300;"])
    until_idle(at_work)
    practice.ask("start_import", import_id=started)
    until_idle(at_work)
    clock[0] = NOW + timedelta(hours=24)
    until_idle(at_work)
    assert "Nikt" not in kept_words(practice)
    assert rows(practice, started)["items"][0]["problems"] != []
    assert "Śliwa" in kept_words(practice)
    clock[0] = NOW + timedelta(days=7)
    until_idle(at_work)
    assert "Śliwa" not in kept_words(practice)
    assert read(practice, waiting)["state"] == "discarded"
    assert practice.id not in [one.practice_id for one in SqlBacklog(practice.pool).imports_to_forget(clock[0])]


def test_several_workers_side_by_side_add_everybody_once_though_two_files_have_the_same_people(
    practice, scheduling_database, monkeypatch
):
    monkeypatch.setattr(steps, "ADDED", 7)
    monkeypatch.setattr(steps, "LOOKED_AT", 11)
    ids = [prepared(practice, [f"Osoba{n};Żuk;;1990-02-28" for n in range(60)]) for _ in range(2)]
    stop, failed = threading.Event(), []

    def work():
        pool = Database(scheduling_database.app_url, pool_size=2)
        made = bootstrap.Worker(Office(pool, lambda: NOW, SECRETS), SqlBacklog(pool), ImportSignal(pool))
        try:
            worker.rounds(made, lambda: NOW, stop)
        except Exception as error:  # noqa: BLE001 - told at the end
            failed.append(error)
        finally:
            made.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    try:
        for state in ("checked", "finished"):
            wait_for_state(practice, ids, state)
            if state == "checked":
                for import_id in ids:
                    practice.ask("start_import", import_id=import_id)
    finally:
        stop.set()
        for each in workers:
            each.join(20)
    assert failed == []
    counts = [(one["added"], one["skipped"]) for one in (read(practice, import_id) for import_id in ids)]
    assert counts == [(60, 0), (0, 60)]
    people = practice.ask("find_patients", q="żuk", limit=500)["items"]
    assert len(people) == len({person["first_name"] for person in people}) == 60
    assert [envelope.type for envelope in practice.announced()].count("patient_added.v1") == 60


def wait_for_state(practice, ids, state):
    for _ in range(600):
        if all(read(practice, import_id)["state"] == state for import_id in ids):
            return
        threading.Event().wait(0.05)
    raise AssertionError([read(practice, import_id) for import_id in ids])


def test_a_batch_that_is_interrupted_is_done_anew_as_if_nothing_had_been(practice, at_work, monkeypatch):
    monkeypatch.setattr(steps, "ADDED", 4)
    import_id = prepared(practice, [f"Osoba{n};Żuk;;1990-02-28" for n in range(10)])
    until_idle(at_work)
    practice.ask("start_import", import_id=import_id)
    made, clock = at_work
    assert worker.one_round(made, lambda: clock[0])
    plain = steps.keep_added

    def interrupted(desk, cards, source):
        plain(desk, cards[:2], source)
        raise ConnectionError

    monkeypatch.setattr(steps, "keep_added", interrupted)
    with pytest.raises(ConnectionError):
        worker.one_round(made, lambda: clock[0])
    assert read(practice, import_id)["added"] == 4
    monkeypatch.setattr(steps, "keep_added", plain)
    until_idle(at_work)
    assert read(practice, import_id)["added"] == 10
    people = practice.ask("find_patients", q="żuk", limit=50)["items"]
    assert sorted(person["first_name"] for person in people) == [f"Osoba{n}" for n in range(10)]
    assert len(practice.announced()) - [e.type for e in practice.announced()].count("timetable_changed.v1") == 10


def test_a_worker_forgets_erased_patients_when_their_last_day_is_over(practice, at_work):
    _, clock = at_work
    patient = practice.add_patient(birth_date=date(1990, 2, 28))
    with practice.desk() as desk:
        desk.patients.save(patient.changed(state="erased", keep_until=date(2046, 12, 31)))
    for now, name in ((datetime(2046, 12, 31, 12, tzinfo=UTC), "Łęcka"), (datetime(2047, 1, 1, 12, tzinfo=UTC), "—")):
        clock[0] = now
        until_idle(at_work)
        assert practice.ask("read_patient", patient_id=patient.id)["last_name"] == name
    noted = practice.ask("list_changes", subject="patient")["items"][0]
    assert (noted["act"], noted["actor_id"]) == ("forget_patient", None)


class Failing(Office):
    """For one practice."""

    whose = None

    def work(self, practice_id, *parts, **named):
        if practice_id == self.whose:
            raise DatabaseUnavailable
        return super().work(practice_id, *parts, **named)


def test_what_fails_keeps_no_other_practice_waiting_and_is_tried_again(practice, pool, at_work):
    other = Practice.registered(pool)
    first, second = prepared(practice, ["Jan;Śliwa;501700300;"]), prepared(other, ["Ewa;Lis;;"])
    made, clock = at_work
    failing = Failing(pool, lambda: NOW, SECRETS)
    failing.whose = practice.id
    worker.one_round(dataclasses.replace(made, office=failing), lambda: NOW)
    assert (read(practice, first)["state"], read(other, second)["state"]) == ("checking", "checked")
    worker.one_round(made, lambda: clock[0])
    assert read(practice, first)["state"] == "checked"


def test_whoever_waits_hears_of_a_file(practice, at_work):
    made, _ = at_work
    stop = threading.Event()
    made.signal.wait(0.05, stop)
    prepared(practice, ["Jan;Śliwa;501700300;"])
    heard = threading.Thread(target=made.signal.wait, args=(30, stop))
    heard.start()
    heard.join(5)
    assert not heard.is_alive()


def test_another_practices_imports_are_neither_listed_nor_shown(practice, pool):
    other = Practice.registered(pool)
    theirs = prepared(other, ["Jan;Śliwa;501700300;"])
    ours = prepared(practice, ["Ewa;Lis;;"])
    assert [one["id"] for one in practice.ask("list_imports")["items"]] == [ours]
    assert practice.do(lambda desk: desk.session.scalar(text("SELECT count(*) FROM patient_import_rows"))) == 1
    assert practice.do(lambda desk: desk.imports.claim(theirs)) is None


def test_as_many_rows_as_a_file_may_have_are_kept_in_a_few_statements(practice):
    import_id = prepared(practice, [f"Osoba{n};Żuk;;1990-02-28" for n in range(20_000)])
    assert read(practice, import_id)["rows"] == 20_000
    assert practice.ask("discard_import", import_id=import_id)["state"] == "discarded"
