def test_patients_are_found_by_any_part_with_or_without_polish_letters(receptionist):
    page = receptionist.get("/patients?q=wojc").text
    assert "Wójcik Zofia" in page
    assert "Kowalska" not in page


def test_the_search_answers_with_the_table_alone_while_one_types(receptionist):
    part = receptionist.client.get("/patients?q=700", headers={"HX-Request": "true", "HX-Target": "patients"}).text
    assert part.lstrip().startswith('<div id="patients"')


def test_nobody_found_says_what_to_try(receptionist):
    assert "Nikogo nie znaleziono" in receptionist.get("/patients?q=zzzz").text


def test_an_empty_practice_offers_the_first_patient(receptionist, practice):
    practice.patients.clear()
    assert "Dodaj pierwszego pacjenta" in receptionist.get("/patients").text


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


def test_a_card_is_added_and_shown(receptionist, practice):
    answer = receptionist.post(
        "/patients",
        {
            "first_name": "Ola",
            "last_name": "Nowa",
            "phone": "600100200",
            "birth_date": "1990-02-03",
            "consent_sms": "on",
        },
    )
    assert answer.status_code == 303
    card = receptionist.get(answer.location).text
    assert "Ola Nowa" in card
    assert 'value="600 100 200"' in card
    assert 'value="1990-02-03"' in card


def test_a_card_without_a_name_is_refused_and_kept(receptionist, practice):
    before = len(practice.patients)
    answer = receptionist.post(
        "/patients", {"first_name": "", "last_name": "Nowa", "birth_date": "1990-13-01", "notes": "ważne"}
    )
    assert answer.status_code == 422
    for said in ("p-first_name-error", "p-birth_date-error", "ważne"):
        assert said in answer.text
    assert len(practice.patients) == before


def test_two_people_saving_one_card_the_second_is_told(receptionist, practice):
    one = next(iter(practice.patients.values()))
    card = {"first_name": "Anna", "last_name": "Kowalska-Lis", "expected_version": "1"}
    assert receptionist.post(f"/patients/{one.id}", card).status_code == 303
    second = receptionist.post(f"/patients/{one.id}", {**card, "last_name": "Inna"})
    assert second.status_code == 412
    assert "Ktoś zmienił to w międzyczasie" in second.text
    assert practice.patients[one.id].last_name == "Kowalska-Lis"


def test_the_card_lists_visits_latest_first(receptionist, practice):
    one = next(iter(practice.patients.values()))
    page = receptionist.get(f"/patients/{one.id}").text
    assert page.index("24.11.2026, 08:00") < page.index("23.11.2026, 08:00")
