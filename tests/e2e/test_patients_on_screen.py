"""Patients on the screen over the real services: noticed twice, from a file, two cards made one, on paper, deleted."""

import re

import pytest

from tests.support.desk import Desk, words
from tests.support.practice import Practice, eventually

FILE = "Imię;Nazwisko;Telefon\nŁucja;Wąs;501 700 300\nJan;Śliwa;501 700 301\n;Nikt;12\n"


@pytest.fixture(scope="module")
def desk(stack):
    practice = Practice(stack.url, name="Gabinet przy Ekranie")
    practice.calendar()
    return Desk(practice)


def added(desk, **typed):
    """The card's address, of a card that is added all the same when somebody seems to be here."""
    page = desk.read("/patients/new")
    return desk.send(page, "/patients", anyway="yes", consent_sms="on", **typed).url.removeprefix(desk.url)


def test_who_seems_to_be_here_is_pointed_out_and_both_cards_become_one(desk):
    anna = added(desk, first_name="Anna", last_name="Kowalska", phone="501700310", notes="Uczulenie na lateks")
    typed = {"first_name": "Ania", "last_name": "Kowalska", "phone": "501 700 310"}
    hint = desk.send(desk.read("/patients/new"), "/patients", **typed, anyway="yes", consent_email="on")
    twin = hint.url.removeprefix(desk.url)
    assert "ten sam telefon" in desk.read(twin)
    assert f"{anna}/merge/{twin.split('/')[-1]}" in desk.read("/patients/duplicates")
    path = f"{anna}/merge/{twin.split('/')[-1]}"
    card = desk.send(desk.read(path), path, take_first_name="merged", confirmed="on")
    assert "Karty połączone: Ania Kowalska." in words(card.text)
    assert "Uczulenie na lateks" in card.text
    assert "Tę kartę połączono z inną" in desk.read(twin)
    assert "brak zgody" in card.text, "one of the two did not agree"


def test_a_file_written_by_an_old_program_is_looked_through_and_taken_over(desk):
    page = desk.read("/patients/imports")
    sent = desk.send(page, "/patients/imports", files={"file": ("pacjenci.csv", FILE.encode("cp1250"))})
    path = sent.url.removeprefix(desk.url)

    def shows(text):
        def look():
            page = desk.read(path)
            return page if text in words(page) else None

        return eventually(look, what=text)

    page = shows("DODAJ 2 PACJENTÓW")
    assert "Telefon: To nie jest numer telefonu." in words(desk.read(f"{path}?rows=refused"))
    desk.send(page, f"{path}/start", which="new")
    assert "Odrzucono 1 wiersz." in words(shows("Dodano 2 pacjentów."))
    assert "Wąs Łucja" in desk.read("/patients?q=was")
    assert "Imię: To pole jest wymagane." in desk.read(f"{path}/refused.csv")


def test_a_card_is_printed_and_its_data_are_deleted(desk):
    path = added(desk, first_name="Ewa", last_name="Żak", phone="501700320", birth_date="1990-02-03")
    for paper in ("card.pdf", "export.pdf"):
        answer = desk.http.get(f"{desk.url}{path}/{paper}", timeout=10)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    known = desk.http.get(f"{desk.url}{path}/export.json", timeout=10).json()
    assert (known["patient"]["last_name"], known["visits"], known["messages"]) == ("Żak", [], [])
    gone = desk.send(desk.read(f"{path}/erase"), f"{path}/erase", surname="żak")
    assert "Dane tego pacjenta usunięto." in words(gone.text)
    assert "Pacjent usunięty" in gone.text
    assert "Żak" not in gone.text
    assert not re.search(r"Żak\b", desk.read("/patients?q=zak"))
