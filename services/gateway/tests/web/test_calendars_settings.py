import re
from datetime import time

import pytest

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.web.sent_form import sent_form

PAGE = "/settings/calendars"


def names(practice, *, active=True):
    return [c.name for c in practice.calendars if c.active == active]


def at(practice, number):
    return practice.calendars[number - 1]


def address(calendar):
    return f"{PAGE}/{calendar.id}"


def shown(visitor, calendar):
    return sent_form(visitor.get(address(calendar)).text, "calendar-form")


# The list


def test_the_list_shows_calendars_in_their_order_with_their_hours(receptionist, practice, services):
    practice.own_hours[at(practice, 2).id] = practice.working.days
    services.put(practice, at(practice, 2), own_hours=True)
    page = receptionist.get(PAGE).text
    rows = re.findall(r'class="row-name" href="[^"]+">(.*?)</a>\s*<span class="row-more soft">(.*?)</span>', page)
    assert rows == [
        ("STANOWISKO 1", "godziny gabinetu"),
        ("STANOWISKO 2", "własne godziny"),
        ("STANOWISKO 3", "godziny gabinetu"),
    ]


def test_a_calendar_is_added_in_the_colour_that_is_free(receptionist, practice):
    form = sent_form(receptionist.get(PAGE).text, action=PAGE)
    assert form["color"] == "violet"
    assert receptionist.post(PAGE, form | {"name": "Fotel przy oknie"}).status_code == 303
    assert (at(practice, 4).name, at(practice, 4).color) == ("Fotel przy oknie", "violet")
    assert "Dodano: Fotel przy oknie." in receptionist.get(PAGE).text


def test_sending_it_twice_adds_one(receptionist, practice):
    form = sent_form(receptionist.get(PAGE).text, action=PAGE) | {"name": "Nowy"}
    receptionist.post(PAGE, form)
    receptionist.post(PAGE, form)
    assert names(practice).count("Nowy") == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_that_cannot_be_is_refused_where_it_was_typed(receptionist, practice, name):
    answer = receptionist.post(PAGE, {"name": name, "color": "rose"})
    assert answer.status_code == 422
    assert 'id="a-name-error"' in answer.text
    assert sent_form(answer.text, action=PAGE)["color"] == "rose"
    assert len(practice.calendars) == 3


def test_the_buttons_move_a_calendar_and_the_way_back_is_offered(receptionist, practice):
    third = at(practice, 3)
    answer = receptionist.post(f"{PAGE}/order", {"to": f"{third.id}:2"})
    assert answer.status_code == 303
    assert answer.location.endswith(f"#row-{third.id}"), "back at the same row"
    assert names(practice) == ["STANOWISKO 1", "STANOWISKO 3", "STANOWISKO 2"]
    page = receptionist.get(PAGE).text
    assert "STANOWISKO 3: miejsce 2 z 3" in page
    back = sent_form(page[: page.index('id="calendars"')], action=f"{PAGE}/order")
    receptionist.post(f"{PAGE}/order", back)
    assert names(practice) == ["STANOWISKO 1", "STANOWISKO 2", "STANOWISKO 3"]


def test_closed_calendars_stay_behind_the_open_ones(receptionist, practice, services):
    services.put(practice, at(practice, 1), active=False)
    receptionist.post(f"{PAGE}/order", {"to": f"{at(practice, 3).id}:1"})
    assert [c.name for c in practice.calendars] == ["STANOWISKO 3", "STANOWISKO 2", "STANOWISKO 1"]


@pytest.mark.parametrize("to", ["", "nonsense", "{first}:1", "{first}:0", "{first}:x", "{stranger}:2"])
def test_what_moves_nothing_changes_nothing(receptionist, practice, to):
    before = practice.calendars
    to = to.format(first=at(practice, 1).id, stranger="019ab1c2-0000-7000-8000-0000000000c1")
    assert receptionist.post(f"{PAGE}/order", {"to": to}).status_code == 303
    assert practice.calendars == before


def test_a_part_of_the_page_is_answered_with_the_page_as_it_is_now(receptionist, practice):
    answer = receptionist.post(f"{PAGE}/order", {"to": f"{at(practice, 1).id}:3"}, part=True)
    assert answer.status_code == 200
    assert 'id="calendars"' in answer.text
    assert answer.text.index("STANOWISKO 2</a>") < answer.text.index("STANOWISKO 1</a>")
    assert "STANOWISKO 1: miejsce 3 z 3" in answer.text


def test_a_calendar_is_closed_with_a_way_back(receptionist, practice):
    second = at(practice, 2)
    page = receptionist.get(address(second)).text
    assert "Czekają na nim jeszcze 4 wizyty" in page
    assert receptionist.post(f"{address(second)}/close").status_code == 303
    assert names(practice) == ["STANOWISKO 1", "STANOWISKO 3"]
    page = receptionist.get(PAGE).text
    assert "Zamknięto: STANOWISKO 2." in page
    assert "4 wizyty wypadają poza czasem pracy" in page
    assert "nie przyjmuje wizyt" in page
    back = f"{address(second)}/reopen"
    assert page.count(f'action="{back}"') == 2, "beside the news, and in its row"
    assert receptionist.post(back).status_code == 303
    assert "STANOWISKO 2" in names(practice)


def test_the_last_open_calendar_stays_open(receptionist, practice, services):
    for number in (1, 2):
        services.put(practice, at(practice, number), active=False)
    answer = receptionist.post(f"{address(at(practice, 3))}/close")
    assert answer.status_code == 409
    assert "Co najmniej jeden terminarz musi pozostać otwarty." in answer.text
    assert names(practice) == ["STANOWISKO 3"]


# One calendar


def test_name_colour_and_own_hours_are_saved_together(receptionist, practice):
    first = at(practice, 1)
    form = shown(receptionist, first)
    assert form["inherits"] == "on"
    del form["inherits"]
    changed = form | {
        "name": "Fotel A",
        "color": "teal",
        "from_1": "12:00",
        "to_1": "20:00",
        "break_from_1": "",
        "break_to_1": "",
    }
    assert receptionist.post(address(first), changed).status_code == 303
    saved = at(practice, 1)
    assert (saved.name, saved.color, saved.own_hours) == ("Fotel A", "teal", True)
    assert practice.own_hours[first.id][0].from_ == time(12)
    assert practice.own_hours[first.id][1].from_ == time(8), "the other days as the practice had them"
    assert "Zapisano: Fotel A." in receptionist.get(address(first)).text


def test_the_practices_hours_again(receptionist, practice, services):
    first = at(practice, 1)
    practice.own_hours[first.id] = practice.working.days
    services.put(practice, first, own_hours=True)
    form = shown(receptionist, first)
    assert "inherits" not in form
    assert receptionist.post(address(first), form | {"inherits": "on", "from_1": "nonsense"}).status_code == 303
    assert not at(practice, 1).own_hours


def test_hours_that_cannot_be_are_refused_under_their_day_and_the_name_is_not_saved(receptionist, practice):
    first = at(practice, 1)
    form = shown(receptionist, first) | {"name": "Inna", "from_2": "16:00", "to_2": "08:00"}
    del form["inherits"]
    answer = receptionist.post(address(first), form)
    assert answer.status_code == 422
    assert 'id="c-day_2-error"' in answer.text
    assert sent_form(answer.text, "calendar-form")["name"] == "Inna"
    assert at(practice, 1).name == "STANOWISKO 1"


def test_the_second_of_two_people_is_told(receptionist, practice):
    first = at(practice, 1)
    opened = shown(receptionist, first)
    receptionist.post(address(first), opened | {"name": "Pierwsza", "color": "rose"})
    answer = receptionist.post(address(first), opened | {"name": "Druga", "key": "other"})
    assert answer.status_code == 412
    assert "Ktoś właśnie zapisał: Pierwsza" in answer.text
    again = sent_form(answer.text, "calendar-form")
    assert (again["name"], again["color"]) == ("Druga", "rose")
    assert receptionist.post(address(first), again).status_code == 303
    assert at(practice, 1).name == "Druga"


def test_another_order_in_the_meantime_is_no_conflict(receptionist, practice, services):
    first = at(practice, 1)
    opened = shown(receptionist, first)
    services.put(practice, first, position=2)
    assert receptionist.post(address(first), opened | {"name": "Nowa"}).status_code == 303
    assert at(practice, 1).name == "Nowa"


def test_nothing_typed_is_lost_when_saving_fails(receptionist, practice, services):
    first = at(practice, 1)
    form = shown(receptionist, first) | {"name": "Wpisana"}
    services.refuse_next["change_calendar"] = refused("validation_failed", ("name", "control_characters"))
    answer = receptionist.post(address(first), form)
    assert answer.status_code == 422
    assert 'id="c-name-error"' in answer.text
    assert sent_form(answer.text, "calendar-form")["name"] == "Wpisana"


def test_a_calendar_that_is_not_ours_is_not_there(receptionist, practice):
    assert receptionist.get(f"{PAGE}/019ab1c2-0000-7000-8000-0000000000c1").status_code == 404
    assert receptionist.post(f"{PAGE}/019ab1c2-0000-7000-8000-0000000000c1/close").status_code == 404


def test_who_may_not_change_them_can_look(receptionist, practice):
    practice.people[0].change(role="receptionist")
    page = receptionist.get(PAGE).text
    for offered in ("DODAJ", "Przesuń wyżej", "data-grip", ">Usuń<"):
        assert offered not in page
    assert "Zmieniają je właściciel i administrator gabinetu." in page
    page = receptionist.get(address(at(practice, 1))).text
    assert "Zamknij:" not in page
    assert "name" not in sent_form(page, "calendar-form")
    before = practice.calendars
    assert receptionist.post(f"{PAGE}/order", {"to": f"{at(practice, 1).id}:3"}).status_code == 403
    assert receptionist.post(f"{address(at(practice, 1))}/close").status_code == 403
    assert receptionist.post(PAGE, {"name": "Nowy"}).status_code == 403
    assert practice.calendars == before
