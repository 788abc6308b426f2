# ruff: noqa: RUF001 - Polish typography
import re
from datetime import date, time

import pytest

from services.gateway.tests.web.sent_form import sent_form

PAGE = "/settings/calendars"
ADD = "/settings/days-off"
CLOSED = {"kind": "closed", "from": "08:00", "to": "16:00", "break_from": "", "break_to": "", "calendar_id": ""}


def listed(page):
    return re.findall(r'class="row-name is-pair"><span>(.*?)</span><span class="soft">(.*?)</span>', page)


def day(number, month=12):
    return f"2026-{month:02}-{number:02}"


def test_days_in_a_row_are_written_down_together(receptionist, practice):
    form = sent_form(receptionist.get(PAGE).text, action=ADD)
    answer = receptionist.post(ADD, form | {"date": day(7), "until": day(11), "name": "Urlop"})
    assert answer.status_code == 303
    assert [(e.date.day, e.open, e.name) for e in practice.exceptions] == [(n, False, "Urlop") for n in range(7, 12)]
    page = receptionist.get(PAGE).text
    assert "Zapisano: 7–11 grudnia 2026." in page
    assert listed(page)[0] == ("7–11 grudnia 2026", "Urlop")


def test_one_day_of_one_calendar_with_other_hours(receptionist, practice):
    second = practice.calendars[1]
    open_ = {"kind": "open", "from": "8:00", "to": "12:00", "break_from": "10:00", "break_to": "10:15"}
    answer = receptionist.post(
        ADD, CLOSED | open_ | {"date": day(31), "until": "", "name": "", "calendar_id": str(second.id)}
    )
    assert answer.location.endswith(f"/settings/calendars/{second.id}#days-off")
    one = practice.exceptions[0]
    assert (one.calendar_id, one.date, one.from_, one.to) == (second.id, date(2026, 12, 31), time(8), time(12))
    assert one.break_.from_ == time(10)
    assert "08:00–12:00, przerwa 10:00–10:15" in receptionist.get(f"{PAGE}/{second.id}").text
    assert listed(receptionist.get(PAGE).text)[0][1] != "inne godziny", "not the practice's"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"date": ""}, "date"),
        ({"date": "jutro"}, "date"),
        ({"date": day(7), "until": "x"}, "until"),
        ({"date": day(7), "until": day(6)}, "until"),
        ({"date": day(7), "until": "2028-01-07"}, "until"),
        ({"date": day(7), "kind": "open", "from": ""}, "from"),
        ({"date": day(7), "kind": "open", "from": "12:00", "to": "12:00"}, "to"),
        ({"date": day(7), "kind": "open", "break_from": "10:00"}, "break_from"),
        ({"date": day(7), "kind": "open", "break_from": "07:00", "break_to": "07:30"}, "break_from"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays_typed(receptionist, practice, typed, wrong):
    answer = receptionist.post(ADD, CLOSED | typed | {"name": "Urlop"})
    assert answer.status_code == 422
    assert re.findall(r'id="d-(\w+)-error"', answer.text) == [wrong]
    again = sent_form(answer.text, action=ADD)
    assert again["name"] == "Urlop"
    assert again["date"] == typed["date"]
    assert practice.exceptions == []


def test_refused_on_the_page_of_a_calendar_it_stays_there(receptionist, practice):
    second = practice.calendars[1]
    answer = receptionist.post(ADD, CLOSED | {"date": "", "calendar_id": str(second.id)}, part=True)
    assert answer.status_code == 422
    assert 'id="d-date-error"' in answer.text
    assert "Dni wolne tego terminarza" in answer.text


def test_days_differ_in_a_row_only_if_all_of_it_is_the_same(receptionist, practice):
    for number, name in ((7, "Urlop"), (8, "Urlop"), (9, "Szkolenie"), (11, "Urlop")):
        receptionist.post(ADD, CLOSED | {"date": day(number), "name": name})
    assert listed(receptionist.get(PAGE).text)[:3] == [
        ("7–8 grudnia 2026", "Urlop"),
        ("śr., 9 grudnia 2026", "Szkolenie"),
        ("pt., 11 grudnia 2026", "Urlop"),
    ]


def test_they_are_removed_together_and_the_way_back_writes_them_down_again(receptionist, practice):
    receptionist.post(ADD, CLOSED | {"date": day(7), "until": day(9), "name": "Urlop"})
    removing = sent_form(receptionist.get(PAGE).text, action=f"{ADD}/remove")
    assert receptionist.post(f"{ADD}/remove", removing).status_code == 303
    assert practice.exceptions == []
    page = receptionist.get(PAGE).text
    assert "Usunięto: 7–9 grudnia 2026." in page
    back = sent_form(page[: page.index('id="calendars"')], action=ADD)
    receptionist.post(ADD, back)
    assert [(e.date.day, e.name) for e in practice.exceptions] == [(7, "Urlop"), (8, "Urlop"), (9, "Urlop")]


def test_removing_what_is_gone_already_is_no_error(receptionist, practice):
    receptionist.post(ADD, CLOSED | {"date": day(7)})
    removing = sent_form(receptionist.get(PAGE).text, action=f"{ADD}/remove")
    assert receptionist.post(f"{ADD}/remove", removing).status_code == 303
    assert receptionist.post(f"{ADD}/remove", removing).status_code == 303
    assert receptionist.post(f"{ADD}/remove", {"ids": "nonsense"}).status_code == 303


def test_public_holidays_of_the_next_twelve_months_are_switched(receptionist, practice):
    page = receptionist.get(PAGE).text
    assert len(re.findall(r'role="switch" id="holiday-', page)) == 14
    assert "Boże Narodzenie (pierwszy dzień)" in page
    form = sent_form(page, action="/settings/holidays/2026-12-24")
    assert form == {"closed": "no"}
    assert receptionist.post("/settings/holidays/2026-12-24", form).status_code == 303
    assert practice.worked == {date(2026, 12, 24)}
    page = receptionist.get(PAGE).text
    assert "Wigilia Bożego Narodzenia: otwarte." in page
    assert 'id="holiday-2026-12-24" aria-checked="true"' in page
    receptionist.post("/settings/holidays/2026-12-24", sent_form(page, action="/settings/holidays/2026-12-24"))
    assert practice.worked == set()


def test_a_day_that_is_no_holiday_cannot_be_switched(receptionist, practice):
    assert receptionist.post("/settings/holidays/2026-12-23", {"closed": "no"}).status_code == 404
    assert receptionist.post("/settings/holidays/kiedys", {"closed": "no"}).status_code == 303
    assert practice.worked == set()


def test_holidays_have_english_names_on_english_pages(receptionist, practice):
    receptionist.get("/language/en")
    assert "Christmas Day" in receptionist.get(PAGE).text


@pytest.mark.parametrize(
    ("path", "form"),
    [(ADD, CLOSED | {"date": day(7)}), ("/settings/holidays/2026-12-24", {"closed": "no"})],
)
def test_a_receptionist_changes_none_of_it(receptionist, practice, path, form):
    practice.people[0].change(role="receptionist")
    assert receptionist.post(path, form).status_code == 403
    assert (practice.exceptions, practice.worked) == ([], set())
