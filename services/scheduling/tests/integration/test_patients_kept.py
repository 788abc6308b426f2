"""Consents, cards merged and erased, and who is written to: in a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from scheduling.adapters.backlog import SqlBacklog
from scheduling.application.book_visit import book_visit
from scheduling.application.erase_patient import forget_patient
from scheduling.application.find_patients import find_patients
from scheduling.domain.refusals import NotFound, Refusal
from scheduling.domain.refusals_patients import PatientErased, PatientMerged
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from services.scheduling.tests.builders import NOW, at
from services.scheduling.tests.crowd import all_at_once
from services.scheduling.tests.practice import Practice

CARD = {"first_name": "Zażółć", "last_name": "Gęślą", "phone": "501700100", "birth_date": "1990-02-28"}
PAST = "2026-05-12 10:00"


def added(practice, **fields):
    return practice.ask("add_patient", **CARD | fields)


def merge(practice, kept, other, **parts):
    return practice.ask("merge_patients", patient_id=kept["id"], merged_id=other["id"], **parts)


def was_here(practice, patient, when=PAST, status="finished", note="leczenie"):
    """A visit of the past, which nobody could book today."""
    starts_at = at(when)
    practice.do(
        lambda desk: desk.session.execute(
            text(
                "INSERT INTO visits (practice_id, id, calendar_id, patient_id, starts_at, ends_at, status, note, version)"
                " VALUES (:practice, gen_random_uuid(), :calendar, :patient, :from, :to, :status, :note, 1)"
            ),
            {
                "practice": practice.id,
                "calendar": practice.calendar.id,
                "patient": patient["id"],
                "from": starts_at,
                "to": starts_at + timedelta(minutes=30),
                "status": status,
                "note": note,
            },
        )
    )


def told(said):
    return [(each["channel"], each["given"], each["source"]) for each in said]


def test_answers_about_messages_come_back_in_their_order(practice):
    patient = added(practice, consents={"sms": True, "email": False}, consent_source="patient")
    changed = practice.ask("change_patient", patient_id=patient["id"], consents={"sms": False, "email": False})
    assert told(changed["consents_said"]) == [("sms", False, "reception"), ("email", False, "patient")]
    history = practice.ask("list_consents", patient_id=patient["id"])["items"]
    assert told(history) == [("sms", False, "reception"), ("email", False, "patient"), ("sms", True, "patient")]
    assert practice.ask("read_patient", patient_id=patient["id"])["consents_said"] == changed["consents_said"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE patient_consents SET given = true", "DELETE FROM patient_consents", "TRUNCATE patient_consents"],
)
def test_what_was_answered_is_neither_changed_nor_taken_away(practice, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        practice.do(lambda desk: desk.session.execute(text(statement)))


def test_answers_are_forgotten_only_with_their_patient_and_never_anothers(practice, pool):
    other = Practice.registered(pool)
    ours, theirs = added(practice), added(other)
    for patient in (ours, theirs):
        practice.do(lambda desk, id_=patient["id"]: desk.consents.forget(UUID(id_)))
    assert len(practice.ask("list_consents", patient_id=ours["id"])["items"]) == 2
    practice.ask("erase_patient", patient_id=ours["id"])
    assert practice.ask("list_consents", patient_id=ours["id"])["items"] == []
    practice.do(lambda desk: desk.consents.forget(UUID(theirs["id"])))
    assert len(other.ask("list_consents", patient_id=theirs["id"])["items"]) == 2


def test_a_patient_is_read_with_visits_in_brief_in_the_practices_zone(practice):
    patient = added(practice)
    empty = practice.ask("read_patient", patient_id=patient["id"])
    assert (empty["visits"], empty["last_visit_at"], empty["next_visit_at"]) == (0, None, None)
    was_here(practice, patient)
    was_here(practice, patient, "2026-06-01 10:00", "cancelled")
    was_here(practice, patient, "2026-04-01 10:00", "no_show")
    practice.book("2026-11-25 12:00", patient_id=patient["id"])
    practice.book("2026-11-24 12:00", patient_id=patient["id"])
    full = practice.ask("read_patient", patient_id=patient["id"])
    assert full["visits"] == 4
    assert (full["last_visit_at"], full["next_visit_at"]) == ("2026-05-12T10:00:00+02:00", "2026-11-24T12:00:00+01:00")


def test_two_cards_become_one_with_the_visits_of_both(practice):
    kept, other = added(practice), added(practice, email="z@example.pl", consents={"sms": False, "email": True})
    visit = practice.book("2026-11-24 12:00", patient_id=other["id"]).visit
    was_here(practice, other)
    answer = merge(practice, kept, other)
    assert (answer["email"], answer["consents"]) == ("z@example.pl", {"sms": False, "email": True})
    listed = practice.ask("list_visits", patient_id=kept["id"])["items"]
    assert len(listed) == 2
    assert {each["patient"]["id"] for each in listed} == {kept["id"]}
    assert practice.ask("list_visits", patient_id=other["id"])["items"] == []
    left = practice.ask("read_patient", patient_id=other["id"])
    assert (left["state"], left["merged_into"], left["phone"], left["version"]) == ("merged", kept["id"], None, 2)
    assert practice.ask("read_visit", visit_id=visit.id)["patient"]["id"] == kept["id"]
    types = [envelope.type for envelope in practice.announced()]
    assert types[-2:] == ["patient_merged.v1", "patient_changed.v1"]
    merged = practice.announced()[-2]
    assert (str(merged.aggregate_id), str(merged.data.merged_into), merged.version) == (other["id"], kept["id"], 2)
    assert merge(practice, kept, other)["version"] == answer["version"]


def test_the_answers_of_a_merged_card_are_told_with_those_of_the_one_that_goes_on(practice):
    kept = added(practice, consents={"sms": True, "email": True})
    other = added(practice, consents={"sms": False, "email": True}, consent_source="patient")
    answer = merge(practice, kept, other)
    assert told(answer["consents_said"]) == [("sms", False, "patient"), ("email", True, "reception")]
    assert len(practice.ask("list_consents", patient_id=kept["id"])["items"]) == 5


def test_neither_merged_nor_erased_cards_are_found_or_look_like_anybody(practice):
    kept, merged, gone = added(practice), added(practice), added(practice)
    was_here(practice, gone)
    merge(practice, kept, merged)
    practice.ask("erase_patient", patient_id=gone["id"])
    for typed in (None, "gesla", "ge", "501700100"):
        found = practice.do(lambda desk, q=typed: find_patients(desk, typed=q, limit=10, cursor=None)).items
        assert [str(patient.id) for patient in found] == [kept["id"]]
    assert practice.ask("find_duplicates", patient_id=kept["id"])["items"] == []
    assert practice.ask("list_duplicates")["items"] == []
    assert practice.ask("select_patients")["items"] == [kept["id"]]


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ({"phone": "+48 501-700-100"}, ["phone"]),
        ({"pesel": "90022812347"}, ["pesel"]),
        ({"first_name": "ZAZOLC", "last_name": "gesla", "birth_date": "1990-02-28"}, ["name_and_birth_date"]),
        ({"first_name": "Zażółć", "last_name": "Gęślą", "birth_date": "1990-03-28"}, None),
        ({"first_name": "Zażółć", "last_name": "Gęśl", "birth_date": "1990-02-28"}, None),
        ({"first_name": "Zażółć", "last_name": "Gęślą"}, None),
        ({"phone": "501"}, None),
        ({"phone": "501700100", "pesel": "90022812347"}, ["pesel", "phone"]),
    ],
)
def test_a_card_that_is_being_typed_is_known_without_regard_to_accents(practice, typed, because):
    known = added(practice, pesel="90022812347")
    found = practice.ask("find_duplicates", **typed)["items"]
    assert [(each["patient"]["id"], each["because"]) for each in found] == ([(known["id"], because)] if because else [])


def test_a_name_ending_in_digits_is_not_taken_for_its_phone(practice):
    card = {"last_name": "Robot 7", "phone": "+48501700200"}
    known = added(practice, **card)
    found = practice.ask("find_duplicates", **CARD | {"last_name": "Robot 7", "phone": None})["items"]
    assert [each["patient"]["id"] for each in found] == [known["id"]]
    assert practice.ask("find_duplicates", **CARD | {"last_name": "Robot", "phone": None})["items"] == []


def test_pairs_come_newest_first_in_pages_and_a_phone_of_many_makes_no_more_pairs_than_cards(practice):
    family = [added(practice, first_name=f"Osoba {number}", birth_date=None) for number in range(6)]
    twin = added(practice, first_name="OSOBA 0", phone=None, birth_date="1990-02-28")
    practice.ask("change_patient", patient_id=family[0]["id"], birth_date="1990-02-28")
    pairs, cursor = [], None
    while True:
        page = practice.ask("list_duplicates", limit=2, cursor=cursor)
        pairs += [(each["first"]["id"], each["second"]["id"], each["because"]) for each in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    oldest = family[0]["id"]
    assert pairs == [(oldest, twin["id"], ["name_and_birth_date"])] + [
        (oldest, each["id"], ["phone"]) for each in family[:0:-1]
    ]


def test_nobody_looks_like_another_practices_patient(practice, pool):
    theirs = added(Practice.registered(pool))
    ours = added(practice)
    assert practice.ask("find_duplicates", patient_id=ours["id"])["items"] == []
    assert practice.ask("list_duplicates")["items"] == []
    with pytest.raises(NotFound):
        merge(practice, ours, theirs)
    with pytest.raises(NotFound):
        practice.ask("find_duplicates", patient_id=theirs["id"])


def test_of_who_was_treated_the_identity_stays_until_the_law_lets_it_go(practice, pool):
    patient = added(practice, email="z@example.pl", notes="alergia")
    was_here(practice, patient)
    gone = practice.ask("erase_patient", patient_id=patient["id"])
    assert (gone["keep_until"], gone["last_name"], gone["phone"], gone["notes"]) == ("2046-12-31", "Gęślą", None, None)
    assert practice.announced()[-1].type == "patient_erased.v1"
    backlog = SqlBacklog(pool)
    late = datetime(2047, 1, 1, 12, tzinfo=UTC)
    mine = (practice.id, practice.do(lambda desk: desk.patients.read(gone["id"]).id))
    assert mine not in backlog.patients_to_forget(NOW)
    assert mine in backlog.patients_to_forget(late)
    with practice.desk() as desk:
        desk.now = late
        assert forget_patient(desk, patient_id=gone["id"])
    assert mine not in backlog.patients_to_forget(late)
    left = practice.ask("read_patient", patient_id=gone["id"])
    assert (left["last_name"], left["birth_date"], left["keep_until"], left["visits"]) == ("—", None, None, 1)
    (visit,) = practice.ask("list_visits", patient_id=gone["id"])["items"]
    assert visit["note"] is None
    kept = practice.do(lambda desk: desk.session.scalars(text("SELECT to_jsonb(patients)::text FROM patients")).all())
    assert not [word for word in ("Gęślą", "Zażółć", "501700100", "z@example", "gesla") if word in "".join(kept)]


def test_merging_and_forgetting_while_visits_are_booked_leaves_nobody_expected_who_is_gone(practice):
    """Whichever comes first, there is no planned visit of a card that is merged or erased."""
    for act in ("merge_patients", "erase_patient"):
        kept, patient = added(practice), added(practice)
        calendars = [practice.ask("add_calendar", name=f"{act} {number}")["id"] for number in range(6)]
        request = {"patient_id": patient["id"]}
        if act == "merge_patients":
            request = {"patient_id": kept["id"], "merged_id": patient["id"]}

        def book(calendar_id, patient_id=patient["id"]):
            return lambda: practice.do(
                lambda desk: book_visit(
                    desk,
                    calendar_id=calendar_id,
                    patient_id=patient_id,
                    starts_at=at("2026-11-24 10:00"),
                    minutes=30,
                    note=None,
                )
            )

        went = all_at_once([practice.asking(act, **request), *(book(each) for each in calendars)])
        assert all(kind is None or issubclass(kind, Refusal) for kind in went)
        state = practice.ask("read_patient", patient_id=patient["id"])["state"]
        expected = practice.ask("list_visits", patient_id=patient["id"])["items"]
        assert expected == [] or state == "active"
        booked = 6 - went[PatientMerged] - went[PatientErased]
        if act == "merge_patients":
            assert len(practice.ask("list_visits", patient_id=kept["id"])["items"]) == booked
        else:
            assert len(expected) == booked


def test_who_merges_two_cards_crosswise_ends_with_one(practice):
    one, other = added(practice), added(practice)
    crosswise = [
        practice.asking("merge_patients", patient_id=one["id"], merged_id=other["id"]),
        practice.asking("merge_patients", patient_id=other["id"], merged_id=one["id"]),
    ]
    went = all_at_once(crosswise)
    assert went == {None: 1, PatientMerged: 1}
    states = [practice.ask("read_patient", patient_id=each["id"])["state"] for each in (one, other)]
    assert sorted(states) == ["active", "merged"]


def test_a_visit_that_changes_hands_while_it_is_changed_is_changed(practice):
    """The change waits for the merger, and looks again at whose the visit is."""
    for number in range(4):
        kept, other = added(practice), added(practice)
        visit = practice.book(f"2026-11-24 {10 + number}:00", patient_id=other["id"]).visit
        went = all_at_once(
            [
                practice.asking("merge_patients", patient_id=kept["id"], merged_id=other["id"]),
                practice.asking("change_visit", visit_id=visit.id, status="confirmed"),
            ]
        )
        assert went == {None: 2}
        known = practice.ask("read_visit", visit_id=visit.id)
        assert (known["status"], known["patient"]["id"]) == ("confirmed", kept["id"])


def test_whom_to_write_to_is_chosen_by_visit_and_by_when_they_were_last_seen(practice):
    calendar = practice.ask("add_calendar", name="Drugi")["id"]
    service = practice.ask("add_service", name="Przegląd", minutes=30)["id"]
    people = {name: added(practice, last_name=name, phone=None) for name in ("Adam", "Beata", "Cezary", "Darek")}
    was_here(practice, people["Adam"], "2026-03-02 10:00")
    was_here(practice, people["Beata"], "2026-11-02 10:00")
    was_here(practice, people["Cezary"], "2026-03-02 10:30")
    was_here(practice, people["Cezary"], "2026-11-24 09:00", "cancelled")
    booking = {"minutes": 30, "service_id": service}
    practice.ask(
        "book_visit",
        calendar_id=calendar,
        patient_id=people["Adam"]["id"],
        starts_at=at("2026-11-24 00:00").replace(hour=9),
        **booking,
    )
    practice.ask("hold_time", calendar_id=calendar, starts_at=at("2026-11-24 12:00"), minutes=30)

    def chosen(**wanted):
        answer = practice.ask("select_patients", **wanted)
        assert answer["complete"]
        names = {each["id"]: name for name, each in people.items()}
        return [names[id_] for id_ in answer["items"]]

    assert chosen() == ["Adam", "Beata", "Cezary", "Darek"]
    assert chosen(visit_from="2026-11-24", visit_to="2026-11-25") == ["Adam"]
    assert chosen(visit_from="2026-03-02", visit_to="2026-11-03") == ["Adam", "Beata", "Cezary"]
    assert chosen(visit_from="2026-11-25") == []
    assert chosen(calendar_id=calendar) == chosen(service_id=service) == ["Adam"]
    assert chosen(visit_from="2026-03-01", visit_to="2026-04-01", calendar_id=calendar) == []
    assert chosen(not_seen_months=6) == ["Cezary"]
    assert chosen(not_seen_months=1, visit_from="2026-01-01") == ["Cezary"]
    assert chosen(not_seen_months=9) == []


def test_an_export_has_all_that_is_known_of_one_patient_and_of_nobody_else(practice):
    kept, other = added(practice), added(practice, notes="alergia")
    practice.book("2026-11-24 12:00")
    visits = [practice.book(f"2026-11-25 {hour}:00", patient_id=other["id"]).visit for hour in (10, 12)]
    practice.ask("cancel_visit", visit_id=visits[0].id, reason="choroba")
    wish = practice.ask("add_to_waiting_list", patient_id=other["id"], minutes=30)
    merge(practice, kept, other)
    known = practice.ask("export_patient", patient_id=kept["id"])
    assert [each["id"] for each in known["waiting"]] == [wish["id"]]
    assert (known["patient"]["notes"], known["patient"]["visits"]) == ("alergia", 1)
    assert [(each["id"], each["cancel_reason"]) for each in known["visits"]] == [
        (str(visits[0].id), "choroba"),
        (str(visits[1].id), None),
    ]
    assert len(known["consents"]) == 4
    acts = [change["act"] for change in known["changes"]]
    assert acts[0] == "merge_patients"
    assert {"add_patient", "cancel_visit", "merge_patients"} <= set(acts)
    assert {change["subject_id"] for change in known["changes"]} == {
        kept["id"],
        other["id"],
        *(str(visit.id) for visit in visits),
        wish["id"],
    }
