import csv
import io
import re
import uuid

import pytest
from gateway.web.import_files import NotText, text_of, written

from services.gateway.tests.web.sent_form import sent_form

FILE = "Imię;Nazwisko;Telefon\nOlga;Pierwsza;501900100\nŚwięta;Ćma;501900101\nAnna;Kowalska;501700100\n;Nikt;12\n"


@pytest.fixture
def send(receptionist):
    """Send a file as a browser does; answers what came back."""

    def send(content=None, name="pacjenci.csv", key="once"):
        file = FILE.encode() if content is None else content
        return receptionist.post("/patients/imports", {"key": key, "file": (io.BytesIO(file), name)})

    return send


@pytest.fixture
def sent(receptionist, send):
    """The address of a file that was looked through."""
    answer = send()
    assert answer.status_code == 303
    return answer.location


@pytest.fixture
def context(practice):
    return type("Context", (), {"practice_id": practice.practice.id})()


def rows(page):
    """The cells of the table of rows, line by line."""
    body = page.split("<tbody>", 1)[1].split("</tbody>", 1)[0] if "<tbody>" in page else ""
    lines = [re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL) for line in body.split("</tr>")]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in line] for line in lines if line]


def test_nobody_is_added_by_sending_a_file(receptionist, practice, sent):
    page = receptionist.get(sent).text
    assert rows(page) == [["2", "Olga", "Pierwsza", "501900100"], ["3", "Święta", "Ćma", "501900101"]]
    assert "DODAJ 2 PACJENTÓW" in page
    assert len(practice.patients) == 13


def test_the_rows_that_are_refused_say_why(receptionist, sent):
    [row] = rows(receptionist.get(f"{sent}?rows=refused").text)
    assert row[0] == "5"
    assert "Imię: To pole jest wymagane." in row[1]
    assert "Telefon: To nie jest numer telefonu." in row[1]


def test_a_row_of_somebody_who_is_here_leads_to_the_card(receptionist, practice, sent):
    page = receptionist.get(f"{sent}?rows=duplicate").text
    assert rows(page) == [["4", "Anna", "Kowalska", "501700100", "Do karty  (wiersz 4)"]]
    assert f"/patients/{next(iter(practice.patients))}" in page


def test_who_is_new_is_added_and_counted(receptionist, practice, sent):
    assert receptionist.post(f"{sent}/start", {"which": "new", "key": "go"}).status_code == 303
    page = receptionist.get(sent).text
    for said in ("Dodano 2 pacjentów", "Pominięto 1 wiersz", "Odrzucono 1 wiersz"):
        assert said in page
    assert {"Pierwsza", "Ćma"} <= {p.last_name for p in practice.patients.values()}
    assert len(practice.patients) == 15


def test_those_who_may_be_here_are_added_when_that_is_meant(receptionist, practice, sent):
    receptionist.post(f"{sent}/start", {"which": "all", "key": "go"})
    assert len(practice.patients) == 16


def test_starting_twice_adds_once(receptionist, practice, sent):
    for _time in range(2):
        assert receptionist.post(f"{sent}/start", {"which": "new", "key": "go"}).status_code == 303
    again = receptionist.post(f"{sent}/start", {"which": "new", "key": "another"})
    assert again.status_code == 409
    assert "Z tym importem nie można tego teraz zrobić" in again.text
    assert len(practice.patients) == 15


def test_other_columns_are_looked_through_again(receptionist, sent):
    shown = sent_form(receptionist.get(sent).text, action=f"{sent}/columns")
    assert shown["column_first_name"] == "Imię"
    swapped = shown | {"column_first_name": "Nazwisko", "column_last_name": "Imię"}
    assert receptionist.post(f"{sent}/columns", swapped).status_code == 303
    assert rows(receptionist.get(sent).text)[0] == ["2", "Pierwsza", "Olga", "501900100"]


def test_a_file_that_is_discarded_adds_nobody(receptionist, practice, sent):
    answer = receptionist.post(f"{sent}/discard")
    assert answer.status_code == 303
    assert "Plik odrzucony" in receptionist.get(answer.location).text
    assert "Plik został odrzucony" in receptionist.get(sent).text
    assert len(practice.patients) == 13


def test_while_the_worker_is_at_it_the_page_asks_again_by_itself(receptionist, services, send, context):
    services.slow_imports = True
    sent = send().location
    page = receptionist.get(sent).text
    assert "Sprawdzamy plik" in page
    assert "0 z 4 wierszy" in page
    assert 'hx-trigger="load delay:1s"' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    services.work(context)
    assert "hx-trigger" not in receptionist.get(sent).text.split('id="import"', 1)[1]


def test_the_refused_rows_come_back_with_their_reasons(receptionist, sent):
    answer = receptionist.get(f"{sent}/refused.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="odrzucone-wiersze.csv"'
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Imię", "Nazwisko", "Telefon", "Wiersz", "Powód"]
    assert lines[1][:4] == ["", "Nikt", "12", "5"]
    assert "Telefon: To nie jest numer telefonu." in lines[1][4]


def test_the_empty_file_is_understood_when_it_is_sent_back(receptionist, send):
    template = receptionist.get("/patients/imports/template.csv").data.decode("utf-8-sig")
    answer = send((template + "Ola;Nowa;600100200;;;;;\r\n").encode())
    page = receptionist.get(answer.location).text
    assert rows(page)[0][:4] == ["2", "Ola", "Nowa", "600100200"]


def test_a_name_may_stand_in_one_column(receptionist, send):
    address = send(b"Kto;Telefon\nOla Nowa;600100200\n").location
    receptionist.post(f"{address}/columns", {"column_full_name": "Kto", "column_phone": "Telefon"})
    page = receptionist.get(address).text
    assert re.search(r'id="column-full_name".*?<option selected>Kto</option>', page, re.DOTALL)
    assert '<th scope="col">Imię i nazwisko w jednej kolumnie</th>' in receptionist.get(f"{address}?rows=refused").text


def test_the_list_says_what_became_of_each_file(receptionist, sent):
    assert "czeka na Twoją decyzję" in receptionist.get("/patients/imports").text
    receptionist.post(f"{sent}/start", {"which": "new", "key": "go"})
    assert "Dodano 2 pacjentów" in receptionist.get("/patients/imports").text


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "To pole jest wymagane"), (b"PK\x03\x04\x00\x00", "To nie jest plik CSV"), (b"jedna kolumna\n", "To nie jest plik CSV")],
    ids=["empty", "spreadsheet", "one column"],
)  # fmt: skip
def test_what_is_no_list_is_refused_under_the_field(send, practice, content, said):
    answer = send(content)
    assert answer.status_code == 422
    assert said in answer.text
    assert practice.imports == {}


@pytest.mark.parametrize(("megabytes", "status"), [(3, 303), (7, 413)])
def test_a_file_may_be_larger_than_other_forms_but_not_without_end(receptionist, megabytes, status):
    lines = [f"Jan;Kowal;{'bardzo długa uwaga ' * 5_000}" for _at in range(megabytes * 10)]
    file = "\n".join(["Imię;Nazwisko;Uwagi", *lines])
    token = re.search(r'name="csrf_token" value="([^"]+)"', receptionist.get("/patients/imports").text)
    parts = {'"csrf_token"': token[1], '"file"; filename="lista.csv"': file}
    body = "".join(
        f"--XX\r\nContent-Disposition: form-data; name={head}\r\n\r\n{text}\r\n" for head, text in parts.items()
    )
    answer = receptionist.client.post(
        "/patients/imports", data=(body + "--XX--\r\n").encode(), content_type="multipart/form-data; boundary=XX"
    )
    assert answer.status_code == status


def test_sending_one_form_twice_makes_one_import(send, practice):
    assert send().location == send().location
    assert len(practice.imports) == 1


def test_only_managers_import(with_role, sent):
    for path in ("/patients/imports", sent, f"{sent}/refused.csv"):
        assert with_role("receptionist").get(path).status_code == 403
    assert with_role("dentist").post(f"{sent}/start", {"which": "new"}).status_code == 403


def test_an_import_of_another_practice_is_not_there(receptionist):
    assert receptionist.get(f"/patients/imports/{uuid.uuid4()}").status_code == 404


# Encodings

NAMES = "Imię;Nazwisko\nŻaneta;Wąs\nSławomir;Śliwiński\nJózef;Źrebak\nKinga;Dąb-Ćwikła\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso8859_2", "cp852"])
def test_a_list_is_read_whatever_program_wrote_it(encoding):
    assert text_of(NAMES.encode(encoding)) == NAMES


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2"])
def test_one_polish_letter_is_enough(encoding):
    for letter in "ąćęłńóśźż":
        text = f"first;last\nJan;M{letter}ka\nJan;{letter.upper()}bik\n"
        assert text_of(text.encode(encoding)) == text


def test_a_list_without_polish_letters_is_read_too():
    assert text_of(b"name;phone\nAdam;501\n") == "name;phone\nAdam;501\n"


def test_a_picture_is_no_list():
    with pytest.raises(NotText):
        text_of(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")


def test_no_cell_is_taken_for_a_formula():
    cells = next(iter(csv.reader([written([], [["=1+1", "+48501", "@x", "Jan"]]).decode("utf-8-sig").splitlines()[1]], delimiter=";")))  # fmt: skip
    assert cells == ["'=1+1", "+48501", "'@x", "Jan"]
