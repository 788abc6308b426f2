# ruff: noqa: RUF001 - Polish typography
"""A working day at two open screens, over the real services: by mouse and by finger, by keyboard alone, without scripts.

The stack's clock stands at Monday 23 November 2026, 11:00 in Warsaw.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.support.calendar_screen import CalendarScreen
from tests.support.practice import Practice, Sandbox, eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WEEK = [
    {"weekday": day, "open": True, "from": "08:00", "to": "18:00", "break": {"from": "12:00", "to": "12:30"}}
    for day in range(1, 6)
]


@pytest.fixture(scope="module")
def practice(stack):
    """Two chairs, two services, a break at noon; each test has patients of its own and a part of the calendar."""
    registered = Practice(stack.url, name="Gabinet Dzień Pracy")
    registered.chairs = [registered.calendar(), registered.post("calendars", name="STANOWISKO 2").json()]
    assert registered.put("practice/working-time", days=WEEK).ok
    for name, minutes, color in (("Przegląd", 30, "green"), ("Leczenie kanałowe", 60, "rose")):
        assert registered.post("services", name=name, minutes=minutes, color=color).ok
    sandbox = Sandbox(stack.sandbox_url)
    registered.reception = registered.hire("receptionist", sandbox, "Ewa", "Lis")
    registered.dentist = registered.hire("dentist", sandbox, "Piotr", "Zawada")
    return registered


@pytest.fixture
def reception(browser, practice):
    """A window with a mouse and a keyboard."""
    screen = CalendarScreen(browser, practice.reception, width=1280, height=900)
    yield screen
    screen.close()


@pytest.fixture
def dentist(browser, practice):
    """A tablet, with fingers alone."""
    screen = CalendarScreen(browser, practice.dentist, width=800, height=1180, has_touch=True)
    yield screen
    screen.close()


def somebody(practice, number, first_name, last_name):
    phone = f"+48501710{number:03d}"
    return practice.add_patient(phone, f"dzien.{number}@example.com", first_name=first_name, last_name=last_name)


def visits_of(practice, patient):
    items = practice.get("visits", patient_id=patient["id"]).json()["items"]
    return sorted((one["starts_at"][:16], one["minutes"], one["status"]) for one in items)


def test_a_day_by_mouse_and_by_finger(practice, reception, dentist):
    for page in (reception.open(), dentist.open()):
        title = re.compile("poniedziałek, 23 listopada 2026", re.IGNORECASE)
        expect(page.locator("#calendar-title")).to_have_text(title)
        expect(page.locator(".ec-col-head")).to_have_count(2)
    somebody_new_is_booked_by_a_click(reception, dentist)
    she_comes_sits_down_and_leaves(reception, dentist)
    visits_are_moved_and_lengthened(practice, reception, dentist)
    who_is_second_at_a_place_is_told(practice, reception, dentist)
    the_last_visit_is_called_off_and_back_again(practice, reception, dentist)


def somebody_new_is_booked_by_a_click(reception, dentist):
    desk = reception.page
    desk.mouse.click(*reception.point("12:15"))
    reception.says("Przerwa 12:00–12:30")
    desk.mouse.click(*reception.point("13:00"))
    desk.get_by_role("combobox", name="Pacjent").fill("Łucja Pierwsza")
    desk.get_by_role("option", name="Nowy pacjent: Łucja Pierwsza").click()
    desk.get_by_label("Telefon").fill("501 710 001")
    desk.locator("#v-service_id").select_option(label="Leczenie kanałowe · 1 godz.")
    assert (desk.input_value("#v-time"), desk.input_value("#v-minutes")) == ("13:00", "60")
    desk.get_by_role("dialog").get_by_role("button", name="ZAPISZ WIZYTĘ").click()
    reception.says("Zapisano wizytę: Łucja Pierwsza, dziś o 13:00.")
    for screen in (reception, dentist):
        screen.shows("Łucja Pierwsza", "13:00–14:00", "Leczenie kanałowe", css=".color-rose.status-planned")


def she_comes_sits_down_and_leaves(reception, dentist):
    """What one marks, the other sees; who did what stands in the history."""
    reception.block("Łucja Pierwsza").click()
    reception.panel.get_by_role("button", name="w poczekalni").click()
    dentist.shows("Łucja Pierwsza", "w poczekalni", css=".status-waiting")
    dentist.block("Łucja Pierwsza").tap()
    dentist.panel.get_by_role("button", name="na fotelu").tap()
    reception.shows("Łucja Pierwsza", "na fotelu", css=".status-in_chair")
    dentist.panel.get_by_role("button", name="zakończona").tap()
    reception.shows("Łucja Pierwsza", "zakończona", css=".status-finished")
    dentist.panel.get_by_role("button", name="Zamknij").tap()
    reception.panel.locator("summary", has_text="Historia").click()
    lines = reception.panel.locator(".visit-history li")
    expect(lines).to_have_count(4)
    expect(lines.first).to_contain_text("Ty, ")
    expect(lines.last).to_contain_text("Piotr Zawada, ")
    reception.panel.get_by_role("button", name="Zamknij").click()


def visits_are_moved_and_lengthened(practice, reception, dentist):
    adam, ola = somebody(practice, 2, "Adam", "Drugi"), somebody(practice, 3, "Ola", "Trzecia")
    for patient, chair, clock in ((adam, 0, "14:30"), (ola, 1, "14:00")):
        assert practice.book(patient, practice.chairs[chair], f"2026-11-23T{clock}:00+01:00").ok
    reception.shows("Adam Drugi", "14:30–14:45")
    reception.pull("Adam Drugi", 2, chairs=1)
    reception.says("Adam Drugi – nowy termin: dziś o 15:00.")
    reception.shows("Adam Drugi", "15:00–15:15")
    reception.pull("Adam Drugi", 2, at_its_end=True)
    dentist.shows("Adam Drugi", "15:00–15:45")
    dentist.long_press("Ola Trzecia", 2)
    dentist.says("Ola Trzecia – nowy termin: dziś o 14:30.")
    reception.shows("Ola Trzecia", "14:30–14:45")
    assert visits_of(practice, adam) == [("2026-11-23T15:00", 45, "planned")]


def who_is_second_at_a_place_is_told(practice, reception, dentist):
    """Both have a visit in hand, for the same quarter of an hour; on purpose there is room for two."""
    before = reception.block("Adam Drugi").bounding_box()
    reception.pull("Adam Drugi", 4, let_go=False)
    dentist.long_press("Ola Trzecia", 7)
    dentist.says("Ola Trzecia – nowy termin: dziś o 16:15.")
    reception.page.mouse.up()
    reception.says("Nie przeniesiono: Ten termin jest już zajęty.")
    reception.shows("Adam Drugi", "15:00–15:45")
    # the screen may just be drawing what the other one changed
    eventually(lambda: reception.block("Adam Drugi").bounding_box() == before, what="it is back where it was")
    reception.shows("Ola Trzecia", "16:15–16:30")

    jan = somebody(practice, 4, "Jan", "Czwarty")
    desk = reception.page
    desk.get_by_role("link", name="NOWA WIZYTA").click()
    desk.get_by_role("combobox", name="Pacjent").fill("czwart")
    desk.get_by_role("option", name="Jan Czwarty").click()
    desk.locator("#v-time").select_option("16:15")
    desk.locator("#v-calendar_id").select_option(label="STANOWISKO 2")
    desk.get_by_role("dialog").get_by_role("button", name="ZAPISZ WIZYTĘ").click()
    desk.get_by_role("button", name="Zarezerwuj mimo to (podwójna rezerwacja)").click()
    reception.says("Zapisano podwójną rezerwację: Jan Czwarty, dziś o 16:15.")
    dentist.shows("Jan Czwarty", "16:15–16:45", "podwójna rezerwacja", css=".is-overbooked")
    assert visits_of(practice, jan) == [("2026-11-23T16:15", 30, "planned")]


def the_last_visit_is_called_off_and_back_again(practice, reception, dentist):
    ewa = somebody(practice, 5, "Ewa", "Piąta")
    assert practice.book(ewa, practice.chairs[0], "2026-11-23T17:00:00+01:00").ok
    reception.block("Ewa Piąta").click()
    reception.panel.locator("summary", has_text="Odwołaj").click()
    reception.panel.get_by_label("Powód").fill("dziecko chore")
    reception.panel.get_by_role("button", name="ODWOŁAJ WIZYTĘ").click()
    expect(dentist.block("Ewa Piąta")).to_have_count(0)
    expect(reception.panel.locator(".facts")).to_contain_text("dziecko chore")
    reception.panel.get_by_role("button", name="Zamknij").click()
    reception.page.locator(".toast-note", has_text="Odwołano").get_by_role("button", name="Cofnij").click()
    reception.says("Przywrócono wizytę: Ewa Piąta, dziś o 17:00.")
    dentist.shows("Ewa Piąta", css=".status-planned")
    dentist.block("Ewa Piąta").tap()
    dentist.panel.get_by_role("button", name="nieobecność").tap()
    reception.shows("Ewa Piąta", "nieobecność", css=".status-no_show")
    assert visits_of(practice, ewa) == [("2026-11-23T17:00", 15, "no_show")]


def test_a_day_by_keyboard_alone(practice, reception):
    """Tomorrow, and what is around it."""
    zofia = somebody(practice, 6, "Zofia", "Szósta")
    page = reception.open()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("^wtorek, 24 listopada"))
    known_somebody_is_booked_every_two_weeks(reception)
    planned = [(f"2026-{day}T09:00", 30, "planned") for day in ("11-24", "12-08", "12-22")]
    assert visits_of(practice, zofia) == planned
    a_visit_is_confirmed_moved_and_moved_back(reception)
    the_card_tells_of_all_visits(reception)
    each_view_shows_the_visits(reception)


def known_somebody_is_booked_every_two_weeks(reception):
    page, keyboard = reception.page, reception.page.keyboard
    keyboard.press("n")
    page.wait_for_selector("#v-patient:focus")
    keyboard.type("szosta")
    page.wait_for_selector("#patient-options [aria-selected=true] >> text=Zofia Szósta")
    keyboard.press("Enter")
    for field, text in (("service_id", "Przegl"), ("time", "09:00"), ("every_weeks", "co 2")):
        reception.tab_to(page.locator(f"#v-{field}"))
        keyboard.type(text)
    reception.tab_to(page.locator("#v-count"))
    keyboard.press("Control+A")
    keyboard.type("3")
    reception.enter(page.get_by_role("button", name="Sprawdź terminy"))
    expect(page.get_by_role("heading", name="Wszystkie terminy są wolne")).to_be_focused()
    reception.enter(page.get_by_role("dialog").get_by_role("button", name="ZAPISZ WIZYTĘ"))
    reception.says("Zapisano: Zofia Szósta, 3 wizyty, pierwsza jutro o 09:00.")


def a_visit_is_confirmed_moved_and_moved_back(reception):
    page, keyboard = reception.page, reception.page.keyboard
    reception.shows("Zofia Szósta", "09:00–09:30", css=".color-green")
    reception.enter(reception.block("Zofia Szósta").locator("button"))
    reception.enter(reception.panel.get_by_role("button", name="potwierdzona"))
    reception.shows("Zofia Szósta", "potwierdzona")
    reception.enter(reception.panel.locator("summary", has_text="Przenieś"))
    reception.tab_to(page.locator("#m-time"))
    keyboard.type("10:00")
    reception.enter(reception.panel.get_by_role("button", name="ZAPISZ", exact=True))
    reception.shows("Zofia Szósta", "10:00–10:30")
    keyboard.press("Escape")
    reception.enter(page.locator(".toast-note", has_text="nowy termin").get_by_role("button", name="Cofnij"))
    reception.shows("Zofia Szósta", "09:00–09:30")


def the_card_tells_of_all_visits(reception):
    page = reception.page
    reception.enter(reception.block("Zofia Szósta").locator("button"))
    reception.enter(reception.panel.get_by_role("link", name="Otwórz kartę pacjenta"))
    ahead = page.get_by_role("table", name="Nadchodzące wizyty").get_by_role("row")
    expect(ahead.filter(has_text="09:00")).to_have_count(3)
    page.go_back()
    page.wait_for_selector("#calendar[data-ready]")


def each_view_shows_the_visits(reception):
    """Week, month, a day in two weeks, list, paper."""
    page, keyboard = reception.page, reception.page.keyboard
    keyboard.press("w")
    expect(page).to_have_title(re.compile("^23–29 listopada"))
    reception.shows("Zofia Szósta", "09:00–09:30")
    keyboard.press("m")
    page.wait_for_url("**/calendar/month**")
    keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("^grudzień 2026"))
    expect(page.locator("#day-2026-12-08")).to_have_attribute("aria-label", re.compile("1 wizyta$"))
    reception.enter(page.locator("#day-2026-12-08"))
    page.wait_for_selector("#calendar[data-ready]")
    reception.shows("Zofia Szósta", "09:00–09:30")
    keyboard.press("l")
    page.wait_for_url("**/calendar/list**")
    keyboard.press("?")
    page.locator("dialog#help[open]").wait_for()
    keyboard.press("Escape")
    with page.context.expect_page() as printed:
        keyboard.press("p")
    expect(printed.value.get_by_role("row").filter(has_text="Zofia Szósta")).to_contain_text("09:00–09:30")


def test_a_day_without_scripts(practice, browser):
    """On the list: booked, moved, come, called off with a reason, restored."""
    somebody(practice, 7, "Olga", "Siódma")
    screen = CalendarScreen(browser, practice.reception, width=360, height=740, java_script_enabled=False)
    page = screen.page
    page.goto(f"{screen.url}/calendar/list?date=2026-11-26")
    page.get_by_role("link", name="NOWA WIZYTA").click()
    page.get_by_role("combobox", name="Pacjent").fill("siodma")
    page.get_by_role("button", name="Szukaj").click()
    page.get_by_role("radio", name="Olga Siódma").check()
    page.locator("#v-time").select_option("09:00")
    page.get_by_role("button", name="ZAPISZ WIZYTĘ").last.click()
    page.wait_for_url("**/calendar/list?date=2026-11-26")
    page.get_by_role("link", name="Przenieś: Olga Siódma").click()
    page.locator("#m-time").select_option("10:30")
    page.get_by_role("button", name="ZAPISZ", exact=True).click()
    expect(page.locator(".facts")).to_contain_text("10:30–11:00")
    page.get_by_role("button", name="w poczekalni").click()
    expect(page.locator(".facts")).to_contain_text("w poczekalni")
    page.locator("summary", has_text="Odwołaj").click()
    page.get_by_label("Powód").fill("nie dojedzie")
    page.get_by_role("button", name="ODWOŁAJ WIZYTĘ").click()
    expect(page.locator(".facts")).to_contain_text("nie dojedzie")
    page.get_by_role("button", name="Przywróć wizytę").click()
    expect(page.locator(".facts")).to_contain_text("zaplanowana")
    page.goto(f"{screen.url}/calendar/list?date=2026-11-26")
    expect(page.get_by_role("row").filter(has_text="Olga Siódma")).to_contain_text("10:30–11:00")
    screen.close()
