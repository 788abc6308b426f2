import json
from datetime import date

import pytest

from services.gateway.tests.web.read_pdf import pages_of

PESEL = "90020300004"


@pytest.fixture
def anna(practice):
    one = next(iter(practice.patients.values()))
    more = {"pesel": PESEL, "birth_date": date(1990, 2, 3), "address": "Źródlana 7, Łódź", "notes": "Uczulenie: żywica"}
    practice.patients[one.id] = one.model_copy(update=more)
    where = {"street": "Świętokrzyska", "house_number": "12", "postal_code": "90-001", "town": "Łódź"}
    practice.practice = practice.practice.model_copy(update=where)
    return practice.patients[one.id]


def text_of(answer):
    assert answer.status_code == 200
    return " ".join(read(answer))


def read(answer):
    """Page by page, lines run together."""
    return [" ".join(page.split()) for page in pages_of(answer.data)]


def test_the_card_on_paper_has_the_practice_the_person_and_the_visits(receptionist, anna):
    text = text_of(receptionist.get(f"/patients/{anna.id}/card.pdf"))
    for said in (
        "Gabinet Uśmiech",
        "Świętokrzyska 12, 90-001 Łódź",
        "Anna Kowalska",
        "501 700 100",
        "3 lutego 1990",
        "Źródlana 7, Łódź",
        "Uczulenie: żywica",
        "24.11.2026, 08:00",
        "STANOWISKO 1",
        "zakończona",
        "przyjęta domyślnie",
    ):
        assert said in text
    assert "Strona 1 z 1" in text


def test_the_pesel_is_on_paper_only_when_asked_for(receptionist, anna):
    assert PESEL not in text_of(receptionist.get(f"/patients/{anna.id}/card.pdf"))
    assert PESEL in text_of(receptionist.get(f"/patients/{anna.id}/card.pdf?pesel=shown"))


def test_neither_the_name_of_the_file_nor_its_title_says_whose_it_is(receptionist, anna):
    answer = receptionist.get(f"/patients/{anna.id}/card.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="karta-pacjenta.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"Kowalska" not in answer.data
    assert b"/Lang (pl)" in answer.data
    assert b"/DisplayDocTitle true" in answer.data


def test_a_long_history_fills_numbered_pages_with_the_practice_on_each(receptionist, practice, anna):
    visit = next(v for v in practice.visits.values() if v.patient_id == anna.id)
    for at in range(80):
        copy = visit.model_copy(update={"id": type(visit.id)(int=at + 1)})
        practice.visits[copy.id] = copy
    pages = read(receptionist.get(f"/patients/{anna.id}/card.pdf"))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "Gabinet Uśmiech" in page
        assert f"Strona {number} z {len(pages)}" in page


def test_letters_that_no_font_has_neither_break_the_paper_nor_come_into_a_log(receptionist, practice, anna, caplog):
    practice.patients[anna.id] = anna.model_copy(update={"notes": "🦷 漢字 ok"})
    assert "ok" in text_of(receptionist.get(f"/patients/{anna.id}/card.pdf"))
    assert "漢" not in caplog.text


def test_all_that_is_known_is_one_json(receptionist, anna):
    answer = receptionist.get(f"/patients/{anna.id}/export.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dane-pacjenta.json"'
    told = json.loads(answer.data)
    assert told["patient"]["pesel"] == PESEL
    assert len(told["visits"]) == 2
    assert [said["channel"] for said in told["consents"]] == ["email", "sms"]
    assert told["messages"]
    assert {message["patient_id"] for message in told["messages"]} == {str(anna.id)}


def test_all_that_is_known_is_on_paper_too(receptionist, practice, anna):
    text = text_of(receptionist.get(f"/patients/{anna.id}/export.pdf"))
    message = next(m for m in practice.messages if m.patient_id == anna.id and m.text)
    for said in ("Wszystkie dane pacjenta", PESEL, "24.11.2026, 08:00", message.text[:25]):
        assert said in text


def test_without_notifications_there_is_no_half_export(receptionist, services, anna):
    services.down.add("notifications")
    assert receptionist.get(f"/patients/{anna.id}/export.json").status_code == 503


def test_in_english_the_paper_is_english(receptionist, anna):
    receptionist.get("/language/en")
    assert "Past visits" in text_of(receptionist.get(f"/patients/{anna.id}/card.pdf"))
