import re

import pytest

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.sent_form import sent_form

PAGE = "/settings/services"
NBSP = "\N{NO-BREAK SPACE}"


def new(visitor):
    return sent_form(visitor.get(f"{PAGE}/new").text, "service-form")


def test_an_empty_list_says_what_belongs_there(receptionist):
    page = receptionist.get(PAGE).text
    assert "Tu wpiszesz, co robicie" in page
    assert "Dodaj pierwszą usługę" in page


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("120,00", "120.00"),
        ("120", "120.00"),
        ("120.5", "120.50"),
        (f"1{NBSP}200,00 zł", "1200.00"),
        ("0", "0.00"),
        ("99999,99", "99999.99"),
        ("", None),
        ("  ", None),
    ],
)
def test_a_price_is_typed_as_people_write_it(receptionist, practice, typed, price):
    assert receptionist.post(PAGE, new(receptionist) | {"name": "Przegląd", "price": typed}).status_code == 303
    assert practice.services[0].price == price


@pytest.mark.parametrize("typed", ["sto", "-5", "12,345", "1.2.3", "100000", "12,", "٣"])
def test_a_price_that_is_none_is_refused_in_words_and_stays_typed(receptionist, practice, typed):
    answer = receptionist.post(PAGE, new(receptionist) | {"name": "Przegląd", "price": typed})
    assert answer.status_code == 422
    assert "Wpisz cenę w złotych, np. 120 lub 120,00" in answer.text
    assert sent_form(answer.text, "service-form")["price"] == typed
    assert practice.services == []


def test_a_service_is_added_with_everything(receptionist, practice):
    form = new(receptionist) | {"name": "Wybielanie", "minutes": "75", "color": "rose", "bookable_online": "on"}
    assert receptionist.post(PAGE, form).status_code == 303
    made = practice.services[0]
    assert (made.name, made.minutes, made.color, made.bookable_online, made.active) == (
        "Wybielanie",
        75,
        "rose",
        True,
        True,
    )
    assert "Dodano: Wybielanie." in receptionist.get(PAGE).text


def test_one_that_is_written_down_for_later_is_not_on_offer(receptionist, practice):
    form = new(receptionist) | {"name": "Implant"}
    del form["active"]
    receptionist.post(PAGE, form)
    assert not practice.services[0].active
    assert "poza ofertą" in receptionist.get(PAGE).text


def test_sending_it_twice_adds_one(receptionist, practice):
    form = new(receptionist) | {"name": "Przegląd"}
    receptionist.post(PAGE, form)
    receptionist.post(PAGE, form)
    assert len(practice.services) == 1


@pytest.mark.parametrize(
    ("typed", "wrong"), [({"name": ""}, "name"), ({"minutes": "x"}, "minutes"), ({"minutes": "20"}, "minutes")]
)
def test_what_cannot_be_is_refused_beside_its_field(receptionist, practice, typed, wrong):
    answer = receptionist.post(PAGE, new(receptionist) | {"name": "Przegląd"} | typed)
    assert answer.status_code == 422
    assert f'id="v-{wrong}-error"' in answer.text
    assert practice.services == []


def test_a_service_is_changed(receptionist, practice):
    made = give_service(practice, "Przegląd", 30, price="120.00", bookable_online=True)
    form = sent_form(receptionist.get(f"{PAGE}/{made.id}").text, "service-form")
    assert (form["price"], form["bookable_online"]) == ("120,00", "on")
    del form["bookable_online"]
    assert receptionist.post(f"{PAGE}/{made.id}", form | {"price": "150", "minutes": "45"}).status_code == 303
    kept = practice.services[0]
    assert (kept.price, kept.minutes, kept.bookable_online) == ("150.00", 45, False)


def test_a_check_up_is_due_after_some_months(receptionist, practice):
    receptionist.post(PAGE, new(receptionist) | {"name": "Przegląd", "interval_months": "6"})
    made = practice.services[0]
    assert made.interval_months == 6
    assert "co 6 mies." in receptionist.get(PAGE).text
    form = sent_form(receptionist.get(f"{PAGE}/{made.id}").text, "service-form")
    assert form["interval_months"] == "6"
    receptionist.post(f"{PAGE}/{made.id}", form | {"interval_months": " "})
    assert practice.services[0].interval_months is None
    assert "co 6 mies." not in receptionist.get(PAGE).text


@pytest.mark.parametrize("typed", ["61", "sześć", "-1", "1,5", "٣"])
def test_an_interval_that_is_none_is_refused_in_words_and_stays_typed(receptionist, practice, typed):
    answer = receptionist.post(PAGE, new(receptionist) | {"name": "Przegląd", "interval_months": typed})
    assert answer.status_code == 422
    assert "Wpisz liczbę miesięcy, od 1 do 60" in answer.text
    assert sent_form(answer.text, "service-form")["interval_months"] == typed
    assert practice.services == []


def test_the_second_of_two_people_is_told(receptionist, practice):
    made = give_service(practice, "Przegląd", 30, price="120.00")
    opened = sent_form(receptionist.get(f"{PAGE}/{made.id}").text, "service-form")
    receptionist.post(f"{PAGE}/{made.id}", opened | {"price": "150", "name": "Kontrola"})
    answer = receptionist.post(f"{PAGE}/{made.id}", opened | {"price": "99", "key": "other"})
    assert answer.status_code == 412
    assert "Ktoś właśnie zapisał: 150,00" in answer.text
    again = sent_form(answer.text, "service-form")
    assert (again["price"], again["name"]) == ("99", "Kontrola")
    assert receptionist.post(f"{PAGE}/{made.id}", again).status_code == 303
    assert (practice.services[0].price, practice.services[0].name) == ("99.00", "Kontrola")


def test_another_order_in_the_meantime_is_no_conflict(receptionist, practice):
    one, _two = give_service(practice, "A", 30), give_service(practice, "B", 30)
    opened = sent_form(receptionist.get(f"{PAGE}/{one.id}").text, "service-form")
    receptionist.post(f"{PAGE}/order", {"to": f"{one.id}:2"})
    assert receptionist.post(f"{PAGE}/{one.id}", opened | {"name": "C"}).status_code == 303
    assert [s.name for s in practice.services] == ["B", "C"]


def test_the_buttons_move_a_service_and_the_way_back_is_offered(receptionist, practice):
    made = [give_service(practice, name, 30) for name in "ABC"]
    receptionist.post(f"{PAGE}/order", {"to": f"{made[2].id}:1"})
    assert [s.name for s in practice.services] == ["C", "A", "B"]
    page = receptionist.get(PAGE).text
    receptionist.post(f"{PAGE}/order", sent_form(page[: page.index('id="services"')], action=f"{PAGE}/order"))
    assert [s.name for s in practice.services] == ["A", "B", "C"]


def test_the_list_says_length_price_and_where_it_is_booked(receptionist, practice):
    give_service(practice, "Kanałowe", 90, price="1400.00", bookable_online=True)
    row = re.search(r'class="row-more soft">(.*?)</span>', receptionist.get(PAGE).text)[1]
    assert row == f"1 godz. 30 min · 1{NBSP}400,00{NBSP}zł · online"


def test_the_form_says_when_online_booking_is_off_for_all(receptionist, practice):
    said = "Rezerwacja online jest teraz wyłączona dla całego gabinetu."
    assert said in receptionist.get(f"{PAGE}/new").text
    practice.online_booking = True
    assert said not in receptionist.get(f"{PAGE}/new").text


def test_a_service_that_is_not_ours_is_not_there(receptionist, practice):
    assert receptionist.get(f"{PAGE}/019ab1c2-0000-7000-8000-0000000000b1").status_code == 404


def test_a_dentist_can_look(receptionist, practice):
    made = give_service(practice, "Przegląd", 30)
    practice.people[0].change(role="dentist")
    assert "NOWA USŁUGA" not in receptionist.get(PAGE).text
    page = receptionist.get(f"{PAGE}/{made.id}").text
    assert "name" not in sent_form(page, "service-form")
    assert "ZAPISZ" not in page
    assert receptionist.post(f"{PAGE}/{made.id}", {"name": "X", "minutes": "30"}).status_code == 403
    assert practice.services[0].name == "Przegląd"
