"""Patients over HTTP and all services: from a file, merged, told all that is known, forgotten."""

from __future__ import annotations

import pytest

from tests.support.practice import Practice, eventually

FILE = """\
Imię;Nazwisko;Telefon;E-mail
Łucja;Żak;501 700 100;lucja@example.com
Jan;Śliwa;501700200;
;Nikt;12;
"""


@pytest.fixture(scope="module")
def practice(stack):
    return Practice(stack.url, name="Gabinet z Kartoteką")


def imported(practice, state):
    def look():
        one = practice.get(f"patient-imports/{practice.import_id}").json()
        return one if one["state"] == state else None

    return eventually(look, what=f"an import that is {state}")


def test_patients_come_from_a_file_once_and_those_known_already_are_left_out(practice):
    practice.calendar()
    practice.known = practice.add_patient("+48501700100", "l.zak@example.com")
    answer = practice.post("patient-imports", file_name="pacjenci.csv", text=FILE)
    assert answer.status_code == 202, answer.text
    practice.import_id = answer.json()["id"]
    one = imported(practice, "checked")
    assert (one["ready"], one["duplicate"], one["refused"]) == (1, 1, 1)
    refused = practice.get(f"patient-imports/{practice.import_id}/rows", state="refused").json()["items"]
    assert [problem["field"] for problem in refused[0]["problems"]] == ["first_name", "phone"]
    for _ in range(2):
        assert practice.post(f"patient-imports/{practice.import_id}/start").status_code == 202
    one = imported(practice, "finished")
    assert (one["added"], one["skipped"], one["refused"]) == (1, 1, 1)
    assert len(practice.get("patients", q="sliwa").json()["items"]) == 1
    assert len(practice.get("patients", q="zak").json()["items"]) == 1


def test_two_cards_of_one_person_become_one_with_the_reminders_of_both(practice):
    calendar, known = practice.calendar(), practice.known
    again = practice.add_patient("+48501700100", "lucja@example.com")
    visit = practice.book(again, calendar, "2026-11-26T12:00:00+01:00").json()
    eventually(lambda: len(practice.get("messages", visit_id=visit["id"]).json()["items"]) == 2, what="reminders")
    (pair,) = practice.get("patient-duplicates").json()["items"]
    assert {pair["first"]["id"], pair["second"]["id"]} == {known["id"], again["id"]}
    merged = practice.post(f"patients/{known['id']}/merge", merged_id=again["id"], take=["email"])
    assert (merged.status_code, merged.json()["email"]) == (200, "lucja@example.com")
    refused = practice.book(again, calendar, "2026-11-26T13:00:00+01:00")
    assert (refused.status_code, refused.json()["code"]) == (409, "patient_merged")
    assert refused.json()["data"] == {"merged_into": known["id"]}

    def told():
        data = practice.get(f"patients/{known['id']}/export").json()
        return data if len(data["messages"]) == 2 else None

    data = eventually(told, what="the reminders of the merged card")
    assert [each["id"] for each in data["visits"]] == [visit["id"]]
    assert {message["visit_id"] for message in data["messages"]} == {visit["id"]}
    practice.visit_id = visit["id"]


def test_who_is_expected_is_not_forgotten_and_then_nobody_has_the_address_any_more(practice):
    path = f"patients/{practice.known['id']}"
    refused = practice.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "patient_has_visits")
    assert refused.json()["data"] == {"count": 1}
    assert practice.post(f"visits/{practice.visit_id}/cancel").ok
    gone = practice.delete(path)
    assert (gone.status_code, gone.json()["state"], gone.json()["last_name"]) == (200, "erased", "—")
    assert practice.get("patients", q="zak").json()["items"] == []

    def addresses():
        items = practice.get("messages", visit_id=practice.visit_id).json()["items"]
        return {(message["to"], message["state"]) for message in items}

    eventually(lambda: addresses() == {(None, "cancelled")}, what="messages without an address")
