import re

from contracts.scheduling import rpc as scheduling
from gateway.refusals import Unavailable

from services.gateway.tests.web.sent_form import sent_form


def test_patients_are_found_by_any_part_with_or_without_polish_letters(receptionist):
    page = receptionist.get("/patients?q=wojc").text
    assert "Wójcik Zofia" in page
    assert "Kowalska" not in page


def test_the_search_answers_with_the_table_alone_while_one_types(receptionist):
    part = receptionist.client.get("/patients?q=700", headers={"HX-Request": "true", "HX-Target": "patients"}).text
    assert part.lstrip().startswith('<div id="patients"')


def test_phones_stand_as_people_read_them(receptionist):
    assert "501 700 100" in receptionist.get("/patients").text


def test_nobody_found_says_what_to_try(receptionist):
    assert "Nikogo nie znaleziono" in receptionist.get("/patients?q=zzzz").text


def test_an_empty_practice_offers_the_first_patient_and_a_file(receptionist, practice):
    practice.patients.clear()
    page = receptionist.get("/patients").text
    assert "Dodaj pierwszego pacjenta" in page
    assert "Wczytaj pacjentów z pliku" in page


def test_the_import_is_offered_to_managers_alone(with_role):
    assert "IMPORT" in with_role("admin").get("/patients").text
    assert "IMPORT" not in with_role("dentist").get("/patients").text


def test_a_long_list_goes_on_by_pages(receptionist, practice):
    one = next(iter(practice.patients.values()))
    for at in range(60):
        copy = one.model_copy(update={"id": type(one.id)(int=at + 1), "last_name": f"Aaa{at:02}"})
        practice.patients[copy.id] = copy
    page = receptionist.get("/patients").text
    assert "Pokaż więcej" in page
    following = receptionist.get("/patients?cursor=50").text
    assert "Aaa49" in page
    assert "Aaa50" in following
    assert "Aaa49" not in following


# A new card

OLA = {
    "first_name": "Ola",
    "last_name": "Nowa",
    "phone": "600100200",
    "birth_date": "1990-02-03",
    "pesel": "90020300004",
    "consent_sms": "on",
    "consent_source": "patient",
}


def test_a_card_is_added_and_shown(receptionist):
    answer = receptionist.post("/patients", OLA)
    assert answer.status_code == 303
    card = receptionist.get(answer.location).text
    for shown in ("Ola Nowa", "600 100 200", "3 lutego 1990", "36 lat"):
        assert shown in card


def test_consents_say_how_and_when_they_came(receptionist):
    card = receptionist.get(receptionist.post("/patients", OLA).location).text
    assert "zgoda, 23 listopada 2026, od pacjenta na piśmie" in card
    assert "brak zgody, 23 listopada 2026, od pacjenta na piśmie" in card


def test_a_card_without_a_name_is_refused_and_kept(receptionist, practice):
    before = len(practice.patients)
    answer = receptionist.post(
        "/patients", {"first_name": "", "last_name": "Nowa", "birth_date": "1990-13-01", "notes": "ważne"}
    )
    assert answer.status_code == 422
    for said in ("p-first_name-error", "p-birth_date-error", "ważne"):
        assert said in answer.text
    assert len(practice.patients) == before


def test_a_mistake_in_the_pesel_is_said_in_words(receptionist):
    answer = receptionist.post("/patients", OLA | {"pesel": "90020300005"})
    assert answer.status_code == 422
    assert "W tym numerze jest błąd" in answer.text


def test_sending_a_new_card_twice_adds_one(receptionist, practice):
    shown = sent_form(receptionist.get("/patients/new").text, action="/patients")
    before = len(practice.patients)
    for _time in range(2):
        assert receptionist.post("/patients", shown | OLA | {"anyway": "yes"}).status_code == 303
    assert len(practice.patients) == before + 1


# Somebody who is here already


def test_while_one_types_somebody_with_that_phone_is_shown(receptionist, practice):
    said = receptionist.post("/patients/same", {"first_name": "Ania", "phone": "501 700 100"}, part=True).text
    assert "Taki pacjent już jest" in said
    assert "Anna Kowalska" in said
    assert "ten sam telefon" in said
    assert receptionist.post("/patients/same", {"phone": "501"}, part=True).text.strip() == ""


def test_a_card_of_somebody_who_is_here_is_added_only_when_that_is_meant(receptionist, practice):
    before = len(practice.patients)
    twin = {"first_name": "Ania", "last_name": "Kowalska", "phone": "501700100", "consent_sms": "on"}
    asked = receptionist.post("/patients", twin)
    assert asked.status_code == 409
    assert "Taki pacjent już jest" in asked.text
    assert 'value="501700100"' in asked.text, "what was typed stays"
    assert len(practice.patients) == before
    assert receptionist.post("/patients", twin | {"anyway": "yes"}).status_code == 303
    assert len(practice.patients) == before + 1


def test_the_question_is_no_reason_not_to_add_somebody(receptionist, practice, services):
    services.refuse_next["find_duplicates"] = Unavailable("not_sent")
    assert receptionist.post("/patients", OLA).status_code == 303


# Changing a card


def edited(receptionist, practice, at=0):
    one = list(practice.patients.values())[at]
    return one, sent_form(receptionist.get(f"/patients/{one.id}/edit").text, "card-form")


def others(page):
    return dict(re.findall(r'id="p-(\w+)-other">.*?<span>(.*?)</span>', page.text))


def test_a_form_sent_as_it_was_shown_changes_nothing(receptionist, practice):
    one, shown = edited(receptionist, practice)
    assert receptionist.post(f"/patients/{one.id}", shown).status_code == 303
    kept = practice.patients[one.id]
    assert kept.model_copy(update={"version": 1}) == one


def test_a_consent_that_is_withdrawn_is_noted_with_its_day(receptionist, practice):
    one, shown = edited(receptionist, practice)
    del shown["consent_sms"]
    assert receptionist.post(f"/patients/{one.id}", shown).status_code == 303
    assert "brak zgody, 23 listopada 2026, w recepcji" in receptionist.get(f"/patients/{one.id}").text
    history = receptionist.get(f"/patients/{one.id}/consents").text
    assert history.count("SMS:") == 2


def test_two_people_saving_one_card_the_second_sees_what_differs(receptionist, practice):
    one, shown = edited(receptionist, practice)
    assert receptionist.post(f"/patients/{one.id}", shown | {"last_name": "Kowalska-Lis"}).status_code == 303
    second = receptionist.post(f"/patients/{one.id}", shown | {"last_name": "Inna", "key": "second"})
    assert second.status_code == 412
    assert "Ktoś inny zmienił tę kartę w międzyczasie" in second.text
    assert others(second) == {"last_name": "Ktoś właśnie zapisał: Kowalska-Lis"}
    assert 'value="Inna"' in second.text
    assert practice.patients[one.id].last_name == "Kowalska-Lis"


def test_what_only_the_other_one_changed_is_taken_over(receptionist, practice):
    one, shown = edited(receptionist, practice)
    assert receptionist.post(f"/patients/{one.id}", shown | {"address": "Lipowa 1"}).status_code == 303
    second = receptionist.post(f"/patients/{one.id}", shown | {"last_name": "Inna", "key": "second"})
    assert second.status_code == 412
    again = sent_form(second.text, "card-form")
    assert (again["address"], again["last_name"]) == ("Lipowa 1", "Inna")
    assert receptionist.post(f"/patients/{one.id}", again).status_code == 303
    kept = practice.patients[one.id]
    assert (kept.address, kept.last_name) == ("Lipowa 1", "Inna")


def test_the_pesel_of_a_conflict_is_not_shown_in_full(receptionist, practice):
    one, shown = edited(receptionist, practice)
    receptionist.post(f"/patients/{one.id}", shown | {"pesel": "90020300004"})
    second = receptionist.post(f"/patients/{one.id}", shown | {"pesel": "85010100005", "key": "second"})
    assert second.status_code in {412, 422}
    assert "90020300004" not in others(second).get("pesel", "")


def test_a_card_that_is_gone_by_now_cannot_be_changed(receptionist, practice):
    one, shown = edited(receptionist, practice)
    practice.patients[one.id] = one.model_copy(update={"state": "erased"})
    assert receptionist.post(f"/patients/{one.id}", shown).status_code == 409
    assert receptionist.get(f"/patients/{one.id}/edit").status_code == 303


def test_nobody_changes_a_patient_of_another_practice(receptionist, services, practice):
    from services.gateway.tests.furnished import furnish

    elsewhere = next(iter(furnish(services, email="inny@example.pl").patients))
    for path in ("", "/edit", "/pesel", "/consents", "/erase", "/card.pdf", "/export.json", "/export.pdf"):
        assert receptionist.get(f"/patients/{elsewhere}{path}").status_code == 404, path
    assert receptionist.post(f"/patients/{elsewhere}", {"first_name": "A", "last_name": "B"}).status_code == 404
    assert isinstance(services.practices[practice.practice.id].patients, dict)
    assert elsewhere not in practice.patients


def test_the_list_hides_cards_that_do_not_go_on(receptionist, practice):
    one = next(iter(practice.patients.values()))
    practice.patients[one.id] = scheduling.Patient(**one.model_dump() | {"state": "erased"})
    assert f"{one.last_name} {one.first_name}" not in receptionist.get("/patients").text
