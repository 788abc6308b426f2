import re

import pytest


@pytest.fixture
def shown(receptionist):
    """What the form holds when it is opened, ready to send back."""
    page = receptionist.get("/settings/practice").text
    fields = re.findall(r'<input[^>]*\sname="([^"]+)"[^>]*>', page)
    values = {name: re.search(rf'name="{name}"[^>]*?value="([^"]*)"', page) for name in fields}
    ticked = {name: "on" for name in fields if re.search(rf'name="{name}" checked', page)}
    texts = {
        name: found[1] for name, found in values.items() if found and not name.startswith(("open_", "apply", "csrf"))
    }
    return texts | ticked


def test_what_is_not_changed_stays(receptionist, practice, shown):
    before = practice.working.days
    assert receptionist.post("/settings/practice", shown).status_code == 303
    assert practice.working.days == before
    assert practice.practice.name == "Gabinet Uśmiech"


def test_name_phone_and_hours_are_saved_together(receptionist, practice, shown):
    changed = shown | {"name": "Nowa Nazwa", "phone": "22 123 45 67", "open_6": "on", "from_6": "9:00", "to_6": "13:00"}
    assert receptionist.post("/settings/practice", changed).status_code == 303
    assert practice.practice.name == "Nowa Nazwa"
    saturday = practice.working.days[5]
    assert (saturday.open, f"{saturday.from_:%H:%M}", f"{saturday.to:%H:%M}") == (True, "09:00", "13:00")
    assert "Ustawienia zapisane" in receptionist.get("/settings/practice").text


@pytest.mark.parametrize(
    "changed",
    [{"from_1": "8 rano"}, {"to_1": ""}, {"break_to_1": ""}, {"from_1": "16:00", "to_1": "8:00"}],
)
def test_a_row_that_cannot_be_is_refused_under_its_day(receptionist, practice, shown, changed):
    before = practice.working
    answer = receptionist.post("/settings/practice", shown | changed)
    assert answer.status_code == 422
    assert 'id="s-day_1-error"' in answer.text
    assert practice.working == before


def test_a_wrong_number_of_the_practice_is_said_under_its_field(receptionist, practice, shown):
    answer = receptionist.post("/settings/practice", shown | {"nip": "123"})
    assert answer.status_code == 422
    assert 'id="s-nip-error"' in answer.text
    assert 'value="123"' in answer.text


def test_the_second_of_two_people_is_told(receptionist, shown):
    assert receptionist.post("/settings/practice", shown | {"name": "Pierwsza"}).status_code == 303
    second = receptionist.post("/settings/practice", shown | {"name": "Druga", "key": "other"})
    assert second.status_code == 412
    assert "Ktoś zmienił to w międzyczasie" in second.text


def test_the_administrators_address_is_shown_and_not_a_field(receptionist, shown):
    assert "email" not in shown
    assert "anna@example.pl" in receptionist.get("/settings/practice").text
