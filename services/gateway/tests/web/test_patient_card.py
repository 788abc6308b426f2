import re
from typing import get_args

import pytest
from contracts.scheduling import rpc as scheduling
from gateway.web import patient_words

from services.gateway.tests.fake_practice import found_in


@pytest.fixture
def anna(practice):
    return next(iter(practice.patients.values()))


@pytest.fixture
def put(practice, anna):
    """Keep Anna's card with these fields new."""

    def change(**fields):
        practice.patients[anna.id] = practice.patients[anna.id].model_copy(update=fields)

    return change


def part(page, heading):
    """What stands under a heading of the card."""
    return page.split(f">{heading}</h2>", 1)[1].split("</section>", 1)[0]


def test_visits_ahead_come_first_and_past_ones_latest_first(receptionist, anna):
    page = receptionist.get(f"/patients/{anna.id}").text
    assert "24.11.2026, 08:00" in part(page, "Nadchodzące wizyty")
    assert "23.11.2026, 08:00" in part(page, "Historia wizyt")


def test_a_visit_says_chair_service_and_status_and_leads_to_its_panel(receptionist, practice, anna, services):
    visit = next(v for v in practice.visits.values() if v.patient_id == anna.id)
    said = part(receptionist.get(f"/patients/{anna.id}").text, "Historia wizyt")
    for shown in ("STANOWISKO 1", "45 min", "zakończona", f"/visits/{visit.id}"):
        assert shown in said


def test_a_cancelled_visit_of_tomorrow_is_not_ahead(receptionist, practice, anna):
    for visit in practice.visits.values():
        practice.visits[visit.id] = visit.model_copy(update={"status": "cancelled"})
    page = receptionist.get(f"/patients/{anna.id}").text
    assert "Żadna wizyta nie jest umówiona" in part(page, "Nadchodzące wizyty")
    assert "24.11.2026, 08:00" in part(page, "Historia wizyt")


def test_notes_stand_on_top(receptionist, anna, put):
    put(notes="Uczulenie na penicylinę")
    page = receptionist.get(f"/patients/{anna.id}").text
    assert page.index("Uczulenie na penicylinę") < page.index("Nadchodzące wizyty")


def test_a_new_visit_is_booked_for_this_patient(receptionist, anna):
    page = receptionist.get(f"/patients/{anna.id}").text
    assert f"/visits/new?patient_id={anna.id}" in page
    assert "Anna Kowalska" in receptionist.get(f"/visits/new?patient_id={anna.id}").text


def test_messages_say_what_became_of_them(receptionist, practice, anna):
    failed = {"state": "failed", "reason": "provider_unavailable"}
    practice.messages = [m.model_copy(update=failed) if m.patient_id == anna.id else m for m in practice.messages]
    assert "Nie udało się wysłać SMS-a" in receptionist.get(f"/patients/{anna.id}").text


def test_the_card_is_shown_without_messages_when_nobody_knows_them(receptionist, services, anna):
    services.down.add("notifications")
    page = receptionist.get(f"/patients/{anna.id}")
    assert page.status_code == 200
    assert "W tej chwili nie możemy pokazać wiadomości" in page.text


def test_the_pesel_is_shown_when_somebody_asks_for_it(receptionist, anna, put):
    put(pesel="90020300004")
    card = receptionist.get(f"/patients/{anna.id}").text
    assert "90020300004" not in card
    assert "•••••••••04" in card
    assert "90020300004" in receptionist.get(f"/patients/{anna.id}/pesel", part=True).text
    assert "90020300004" in receptionist.get(f"/patients/{anna.id}?pesel=shown").text


def test_the_age_of_the_smallest_is_said_in_months(receptionist, anna, put):
    put(birth_date=type(anna).model_validate({**anna.model_dump(), "birth_date": "2025-08-24"}).birth_date)
    assert "14 miesięcy" in receptionist.get(f"/patients/{anna.id}").text


def test_another_card_of_the_same_person_is_pointed_out(receptionist, practice, anna):
    twin = list(practice.patients.values())[1]
    practice.patients[twin.id] = twin.model_copy(update={"phone": anna.phone})
    page = receptionist.get(f"/patients/{anna.id}").text
    assert "Ten pacjent może mieć jeszcze 1 kartę" in page
    assert f"/patients/{anna.id}/merge/{twin.id}" in page


def test_a_merged_card_leads_to_the_one_that_goes_on(receptionist, practice, anna):
    other = list(practice.patients.values())[1]
    gone = {"state": "merged", "merged_into": anna.id}
    practice.patients[other.id] = other.model_copy(update=gone)
    page = receptionist.get(f"/patients/{other.id}").text
    assert "Tę kartę połączono z inną" in page
    assert f"/patients/{anna.id}" in page
    assert f"/patients/{other.id}/edit" not in page
    assert "NOWA WIZYTA" not in page


def test_the_time_zone_of_the_card_is_the_practices(receptionist, practice, anna):
    visit = next(v for v in practice.visits.values() if v.patient_id == anna.id)
    assert visit.starts_at.utcoffset() is not None
    assert re.search(r"23\.11\.2026, 08:00", receptionist.get(f"/patients/{anna.id}").text)


def test_every_way_a_consent_comes_and_every_likeness_has_its_words():
    assert {*patient_words.SOURCES, "assumed"} == set(get_args(scheduling.ConsentSource))
    assert set(patient_words.BECAUSE) == set(get_args(scheduling.SameBecause))


# Deleting


def without_visits_ahead(practice, patient):
    for visit in list(practice.visits.values()):
        if visit.patient_id == patient.id and visit.status != "finished":
            del practice.visits[visit.id]


def test_while_visits_are_ahead_nothing_is_deleted_and_they_are_named(receptionist, practice, anna):
    page = receptionist.get(f"/patients/{anna.id}/erase").text
    assert "Pacjent ma jeszcze 1 umówioną wizytę" in page
    assert "wt., 24 listopada, 08:00" in page
    assert "USUŃ DANE" not in page
    answer = receptionist.post(f"/patients/{anna.id}/erase", {"surname": "Kowalska"})
    assert answer.status_code == 409
    assert "Pacjent ma jeszcze 1 umówioną wizytę" in answer.text
    assert practice.patients[anna.id].state == "active"


def test_who_does_not_type_the_name_deletes_nothing(receptionist, practice, anna):
    without_visits_ahead(practice, anna)
    answer = receptionist.post(f"/patients/{anna.id}/erase", {"surname": "Kowalski"})
    assert answer.status_code == 422
    assert "Wpisz nazwisko pacjenta" in answer.text
    assert practice.patients[anna.id].state == "active"


def test_what_documents_treatment_is_kept_and_said_until_when(receptionist, practice, anna):
    without_visits_ahead(practice, anna)
    assert "20 lat" in receptionist.get(f"/patients/{anna.id}/erase").text
    answer = receptionist.post(f"/patients/{anna.id}/erase", {"surname": " kowalska "})
    assert answer.status_code == 303
    card = receptionist.get(answer.location).text
    assert "do 31 grudnia 2046" in card
    assert "Zmień" not in part(card, "Dane")
    assert practice.patients[anna.id].phone is None


def test_who_was_never_treated_is_forgotten_altogether(receptionist, practice, anna):
    practice.visits.clear()
    assert "20 lat" not in receptionist.get(f"/patients/{anna.id}/erase").text
    assert receptionist.post(f"/patients/{anna.id}/erase", {"surname": "Kowalska"}).status_code == 303
    assert "Kowalska" not in receptionist.get(f"/patients/{anna.id}").text


def test_a_card_that_changed_meanwhile_is_not_deleted(receptionist, practice, anna, put):
    practice.visits.clear()
    put(version=2)
    answer = receptionist.post(f"/patients/{anna.id}/erase", {"surname": "Kowalska", "expected_version": "1"})
    assert answer.status_code == 412
    assert found_in(practice.patients, anna.id, "patient").state == "active"


@pytest.mark.parametrize("role", ["dentist", "receptionist"])
def test_only_who_runs_the_practice_deletes(with_role, practice, anna, role):
    visitor = with_role(role)
    assert "Usuń dane pacjenta" not in visitor.get(f"/patients/{anna.id}").text
    assert visitor.get(f"/patients/{anna.id}/erase").status_code == 403
    assert visitor.post(f"/patients/{anna.id}/erase", {"surname": "Kowalska"}).status_code == 403
