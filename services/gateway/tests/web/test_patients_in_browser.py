"""The screens about patients, wide and on a phone, by mouse and by keyboard."""

from datetime import date

import pytest
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.web.conftest import SCREENSHOTS

pytestmark = pytest.mark.browser

FILE = """Imię;Nazwisko;Telefon;E-mail;Data urodzenia;PESEL
Olga;Pierwsza;501 900 100;olga@poczta.example;1980-05-06;
Michał;Ślusarczyk-Brzezińska;501 900 101;;1975-11-30;
Anna;Kowalska;501 700 100;anna@poczta.example;;
;Bezimienny;12;;;90020300005
Kacper;Dwudziesty;501 900 103;kacper(at)poczta.example;;
"""


@pytest.fixture
def anna(practice):
    one = next(iter(practice.patients.values()))
    practice.patients[one.id] = one.model_copy(
        update={
            "email": "anna.kowalska@poczta.example",
            "birth_date": date(1990, 2, 3),
            "pesel": "90020300004",
            "address": "ul. Świętokrzyska 12 m. 7, 90-001 Łódź",
            "notes": "Uczulenie na penicylinę i lateks.\nProsi o telefon po 16.",
        }
    )
    return practice.patients[one.id]


@pytest.fixture
def twin(practice, anna):
    """Another card of hers, with an older first name and one number more."""
    other = list(practice.patients.values())[1]
    fields = {
        "first_name": "Ania", "last_name": "Kowalska", "phone": anna.phone, "birth_date": anna.birth_date,
        "address": "Lipowa 1, Łódź", "notes": "Boi się igieł", "consents": scheduling.Consents(sms=False, email=True),
    }  # fmt: skip
    practice.patients[other.id] = other.model_copy(update=fields)
    return practice.patients[other.id]


def test_the_card_and_what_becomes_of_it(any_screen, practice, anna, twin):
    any_screen.sign_in()
    page = any_screen.go(f"/patients/{anna.id}")
    page.click("text=Pokaż PESEL")
    page.wait_for_selector("#pesel:has-text('90020300004')")
    any_screen.check("patient-card", whole=True)
    any_screen.go(f"/patients/{anna.id}/edit")
    any_screen.check("patient-edit", whole=True)
    any_screen.go("/patients/duplicates")
    any_screen.check("patients-duplicates")
    page.click("text=Porównaj")
    page.wait_for_selector(".merge")
    page.check("[name=take_first_name][value=merged]")
    any_screen.check("patients-merge", whole=True)
    any_screen.go(f"/patients/{anna.id}/erase")
    any_screen.check("patient-erase-visits-ahead")
    for visit in list(practice.visits.values()):
        if visit.patient_id == anna.id and visit.status == "planned":
            del practice.visits[visit.id]
    any_screen.go(f"/patients/{anna.id}/erase")
    any_screen.check("patient-erase", whole=True)


def test_a_file_is_looked_through_and_taken_over(any_screen, practice, services):
    context = type("Context", (), {"practice_id": practice.practice.id})()
    services.slow_imports = True
    any_screen.sign_in()
    page = any_screen.go("/patients/imports")
    any_screen.check("import")
    page.set_input_files("#i-file", {"name": "pacjenci.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1250")})
    page.click(".btn-primary")
    page.wait_for_selector("progress")
    any_screen.check("import-checking")
    services.work(context)
    page.wait_for_selector("text=DODAJ 2 PACJENTÓW")
    any_screen.check("import-checked", whole=True)
    page.click(".import-tabs >> text=Odrzucone")
    page.wait_for_selector("text=To pole jest wymagane")
    any_screen.check("import-refused", whole=True)
    page.click("text=DODAJ 2 PACJENTÓW")
    page.wait_for_selector("progress")
    services.work(context)
    page.wait_for_selector(".import-done")
    any_screen.check("import-finished", whole=True)
    assert {"Pierwsza", "Ślusarczyk-Brzezińska"} <= {p.last_name for p in practice.patients.values()}


def test_by_keyboard_alone_somebody_is_found_and_opened(screen, practice):
    screen.sign_in()
    page = screen.go("/patients")
    page.keyboard.press("/")
    page.keyboard.type("zajac")
    page.wait_for_selector("#patients tbody tr:only-child")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Zając Tomasz"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "patients-q"
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Tomasz Zając')")


def test_while_a_card_is_typed_the_one_that_is_here_is_shown(screen, practice):
    screen.sign_in()
    page = screen.go("/patients/new")
    page.fill("#p-first_name", "Ania")
    page.fill("#p-last_name", "Kowalska")
    page.fill("#p-phone", "501 700 100")
    page.wait_for_selector("#same >> text=Taki pacjent już jest")
    assert page.evaluate("document.activeElement.id") == "p-phone", "nobody is interrupted"
    screen.check("patient-new-same", whole=True)
    page.click("text=ZAPISZ")
    page.click("text=DODAJ MIMO TO")
    page.wait_for_selector("h1:has-text('Ania Kowalska')")


def test_what_is_printed_has_the_practice_and_no_buttons(own_screen, anna):
    own_screen.sign_in()
    page = own_screen.go(f"/patients/{anna.id}")
    page.emulate_media(media="print")
    assert page.is_visible(".print-head")
    for hidden in (".bar", ".head-buttons", ".papers", ".card-head .btn"):
        assert not page.locator(hidden).first.is_visible()
    page.screenshot(path=SCREENSHOTS / "patient-print.png", full_page=True)


def test_while_a_visit_is_booked_the_one_who_is_here_can_be_chosen(screen, practice, anna):
    before = len(practice.patients)
    page = screen.calendar()
    page.keyboard.press("n")
    page.click("dialog[open] >> text=Nowy pacjent")
    page.fill("#v-first_name", "Ania")
    page.fill("#v-last_name", "Kowalska")
    page.fill("#v-phone", "501700100")
    page.click("dialog[open] [data-choose-patient]")
    assert page.text_content("dialog[open] [data-name]:visible") == "Anna Kowalska"
    page.select_option("#v-time", "15:30")
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("dialog[open]", state="detached")
    assert len(practice.patients) == before
