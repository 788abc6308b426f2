import pytest

from services.gateway.tests.web.sent_form import sent_form

PESEL = "90020300004"


@pytest.fixture
def pair(practice):
    """Two cards of one person: the second knows a PESEL and writes the first name otherwise."""
    one, other = list(practice.patients.values())[:2]
    practice.patients[one.id] = one.model_copy(update={"notes": "Boi się", "email": "anna@poczta.example"})
    more = {"first_name": "Ania", "last_name": one.last_name, "phone": one.phone, "pesel": PESEL, "notes": "Alergia"}
    practice.patients[other.id] = other.model_copy(update=more)
    return practice.patients[one.id], practice.patients[other.id]


def address(pair):
    return f"/patients/{pair[0].id}/merge/{pair[1].id}"


def test_pairs_that_look_alike_are_listed_with_the_reason(receptionist, pair):
    page = receptionist.get("/patients/duplicates").text
    assert "Anna Kowalska" in page
    assert "Ania Kowalska" in page
    assert "ten sam telefon" in page
    assert address(pair) in page


def test_without_duplicates_the_page_says_so(receptionist, practice):
    assert "Brak duplikatów" in receptionist.get("/patients/duplicates").text


def test_both_cards_stand_side_by_side_and_only_what_differs_is_asked(receptionist, pair):
    page = receptionist.get(address(pair)).text
    assert 'name="take_first_name"' in page
    for same_or_missing in ("take_phone", "take_pesel", "take_email", "take_notes"):
        assert same_or_missing not in page
    assert "2 wizyty przejdą do karty, która zostaje" in page
    assert PESEL not in page


def test_the_cards_become_one_with_what_was_chosen(receptionist, practice, pair):
    shown = sent_form(receptionist.get(address(pair)).text, action=address(pair))
    answer = receptionist.post(address(pair), shown | {"take_first_name": "merged", "confirmed": "on"})
    assert answer.status_code == 303
    kept, gone = (practice.patients[one.id] for one in pair)
    assert (kept.first_name, kept.pesel, kept.email) == ("Ania", PESEL, "anna@poczta.example")
    assert kept.notes == "Boi się\nAlergia"
    assert (gone.state, gone.merged_into) == ("merged", kept.id)
    assert "Karty połączone: Ania Kowalska" in receptionist.get(answer.location).text


def test_nothing_is_merged_without_the_tick(receptionist, practice, pair):
    answer = receptionist.post(address(pair), {"take_first_name": "merged"})
    assert answer.status_code == 422
    assert "m-confirmed-error" in answer.text
    assert 'value="merged" checked' in answer.text, "what was chosen stays"
    assert practice.patients[pair[1].id].state == "active"


def test_the_other_card_can_be_the_one_that_stays(receptionist, pair):
    assert f"/patients/{pair[1].id}/merge/{pair[0].id}" in receptionist.get(address(pair)).text


def test_a_card_that_changed_meanwhile_is_looked_at_again(receptionist, practice, pair):
    shown = sent_form(receptionist.get(address(pair)).text, action=address(pair))
    practice.patients[pair[1].id] = pair[1].model_copy(update={"version": 9, "first_name": "Hanna"})
    answer = receptionist.post(address(pair), shown | {"confirmed": "on"})
    assert answer.status_code == 412
    assert "Jedna z kart właśnie się zmieniła" in answer.text
    assert "Hanna" in answer.text
    assert practice.patients[pair[1].id].state == "active"


def test_the_same_form_sent_twice_merges_once(receptionist, practice, pair):
    shown = sent_form(receptionist.get(address(pair)).text, action=address(pair)) | {"confirmed": "on"}
    assert receptionist.post(address(pair), shown).status_code == 303
    assert receptionist.post(address(pair), shown).status_code == 303
    assert receptionist.get(address(pair)).status_code == 303, "they are one already"


def test_where_consents_differ_the_no_holds(receptionist, practice, pair):
    no_sms = pair[1].consents.model_copy(update={"sms": False})
    practice.patients[pair[1].id] = pair[1].model_copy(update={"consents": no_sms})
    assert "obowiązuje „brak zgody”" in receptionist.get(address(pair)).text
    receptionist.post(address(pair), {"confirmed": "on"})
    assert not practice.patients[pair[0].id].consents.sms


def test_a_card_of_another_practice_is_not_merged(receptionist, services, practice, pair):
    from services.gateway.tests.furnished import furnish

    stranger = next(iter(furnish(services, email="inny@example.pl").patients))
    assert receptionist.get(f"/patients/{pair[0].id}/merge/{stranger}").status_code == 404
    assert receptionist.post(f"/patients/{pair[0].id}/merge/{stranger}", {"confirmed": "on"}).status_code == 404
