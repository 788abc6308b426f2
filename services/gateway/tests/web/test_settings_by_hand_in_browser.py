# ruff: noqa: RUF001 - Polish typography
"""The settings in people's hands: by keyboard alone, by mouse, without JavaScript, and left with changes unsaved."""

from datetime import date, time

import pytest
from playwright.sync_api import expect

from dev.processes import wait_for
from services.gateway.tests.furnished_settings import furnish_settings

pytestmark = pytest.mark.browser


@pytest.fixture
def furnished(practice, services):
    return furnish_settings(practice, services)


# by keyboard alone


def tab_to(page, selector, *, most=120):
    """As somebody without a mouse gets there; every stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        box = focused.bounding_box()
        assert box, focused.evaluate("e => e.outerHTML")
        if focused.evaluate("(e, wanted) => e.matches(wanted)", selector):
            return focused
    pytest.fail(f"nobody gets to {selector}")


def names(page):
    return page.locator("#calendars [data-sortable] .row-name").all_inner_texts()


def test_calendars_are_ordered_by_keyboard(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/calendars")
    first = furnished.calendars[0].id
    tab_to(page, f"#down-{first}")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=STANOWISKO 1: miejsce 2 z 3")
    assert names(page) == ["STANOWISKO 2", "STANOWISKO 1", "STANOWISKO 3"]
    expect(page.locator(f"#down-{first}")).to_be_focused()
    page.keyboard.press("Space")
    page.wait_for_selector("text=STANOWISKO 1: miejsce 3 z 3")
    expect(page.locator(f"#down-{first}")).to_be_focused()
    page.keyboard.press("Space")
    assert names(page) == ["STANOWISKO 2", "STANOWISKO 3", "STANOWISKO 1"], "at the end it stays, and keeps the focus"
    page.get_by_role("button", name="Cofnij").last.focus()
    page.keyboard.press("Enter")
    undone = ["STANOWISKO 2", "STANOWISKO 1", "STANOWISKO 3"]
    wait_for(lambda: [c.name for c in furnished.calendars if c.active] == undone, "the order of before", seconds=5)


def test_the_week_is_changed_and_saved_by_keyboard(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/practice")
    page.locator("#s-regon").focus()
    tab_to(page, "#s-open_6")
    page.keyboard.press("Space")
    tab_to(page, "#s-from_6", most=1)
    page.keyboard.type("10:15")
    tab_to(page, "#s-to_6", most=1)
    page.keyboard.type("14:30")
    tab_to(page, ".save-bar button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Ustawienia zapisane.")
    saturday = furnished.working.days[5]
    assert (saturday.open, saturday.from_, saturday.to) == (True, time(10, 15), time(14, 30))


def test_enter_in_a_field_saves(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/practice")
    page.fill("#s-town", "Gdynia")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Ustawienia zapisane.")
    assert furnished.practice.town == "Gdynia"


def test_a_holiday_is_switched_by_keyboard_and_keeps_the_focus(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/calendars")
    switch = page.get_by_role("switch", name="Czynne: pt., 25 grudnia")
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    expect(switch).to_be_focused()
    assert furnished.worked == {date(2026, 12, 25)}
    page.wait_for_selector("text=Boże Narodzenie (pierwszy dzień): otwarte.")
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    assert furnished.worked == set()


# leaving


class Questions:
    """What the browser asks before a page is left, and what the person answers."""

    def __init__(self, page):
        self.asked = 0
        self.leave = False
        page.on("dialog", self._answer)

    def _answer(self, dialog):
        self.asked += 1
        (dialog.accept if self.leave else dialog.dismiss)()


def test_leaving_with_unsaved_changes_asks(own_screen, furnished):
    own_screen.sign_in()
    page = own_screen.go("/settings/practice")
    questions = Questions(page)
    mark = page.locator("[data-unsaved]")
    expect(mark).to_be_hidden()
    page.fill("#s-street", "Długa")
    expect(mark).to_be_visible()
    page.fill("#s-street", "")
    expect(mark).to_be_hidden()
    page.select_option("#s-to_1", "18:00")
    expect(mark).to_be_visible()
    page.click("nav.tabs >> text=USŁUGI", no_wait_after=True)
    page.wait_for_function("document.querySelector('#s-to_1').value === '18:00'")
    assert (questions.asked, page.url.endswith("/settings/practice")) == (1, True)
    page.click("text=Odrzuć")
    expect(mark).to_be_hidden()
    assert page.input_value("#s-to_1") == "16:00"
    assert questions.asked == 1, "to discard is an answer by itself"
    page.fill("#s-street", "Długa")
    questions.leave = True
    page.click("nav.tabs >> text=USŁUGI")
    page.wait_for_url("**/settings/services")
    assert questions.asked == 2


def test_after_saving_nobody_asks_and_after_a_refusal_somebody_does(own_screen, furnished):
    own_screen.sign_in()
    page = own_screen.go("/settings/practice")
    questions = Questions(page)
    page.fill("#s-postal_code", "1234")
    page.click(".save-bar button")
    page.wait_for_selector("#s-postal_code-error")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    page.click("nav.tabs >> text=USŁUGI", no_wait_after=True)
    page.wait_for_function("document.querySelector('#s-postal_code').value === '1234'")
    assert questions.asked == 1
    page.fill("#s-postal_code", "00-950")
    page.click(".save-bar button")
    page.wait_for_selector("text=Ustawienia zapisane.")
    page.click("nav.tabs >> text=USŁUGI")
    page.wait_for_url("**/settings/services")
    assert questions.asked == 1


def test_what_was_typed_survives_an_outage(screen, furnished, services):
    screen.sign_in()
    page = screen.go("/settings/practice")
    page.fill("#s-street", "Długa")
    services.down = {"accounts"}
    page.click(".save-bar button")
    page.wait_for_selector("[role=alert] .toast-note")
    assert page.input_value("#s-street") == "Długa"
    services.down = set()
    page.click(".save-bar button")
    page.wait_for_selector("text=Ustawienia zapisane.")
    assert furnished.practice.street == "Długa"


# by mouse


def test_calendars_are_ordered_by_dragging(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/calendars")
    rows = page.locator("[data-row]")
    grip = rows.nth(0).locator("[data-grip]").bounding_box()
    last = rows.nth(2).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, last["y"] + 10, steps=6)
    page.mouse.move(grip["x"] + 5, last["y"] + last["height"] - 5, steps=6)
    page.mouse.up()
    page.wait_for_selector("text=STANOWISKO 1: miejsce 3 z 3")
    assert names(page) == ["STANOWISKO 2", "STANOWISKO 3", "STANOWISKO 1"]
    assert [c.name for c in furnished.calendars if c.active] == names(page)


def test_escape_puts_a_dragged_row_back(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/calendars")
    grip = page.locator("[data-grip]").first.bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, grip["y"] + 120, steps=6)
    assert names(page)[0] != "STANOWISKO 1"
    page.keyboard.press("Escape")
    page.mouse.up()
    assert names(page) == ["STANOWISKO 1", "STANOWISKO 2", "STANOWISKO 3"]
    assert [c.position for c in furnished.calendars[:3]] == [1, 2, 3]


def test_monday_is_copied_at_once(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/practice")
    page.select_option("#s-to_1", "19:30")
    page.select_option("#s-break_from_1", "")
    page.select_option("#s-break_to_1", "")
    page.click("text=Skopiuj poniedziałek")
    assert [page.input_value(f"#s-to_{n}") for n in range(1, 6)] == ["19:30"] * 5
    assert page.input_value("#s-break_from_4") == ""
    expect(page.locator("[data-unsaved]")).to_be_visible()
    assert page.url.endswith("/settings/practice")
    assert furnished.working.days[0].to == time(16)


def test_own_hours_open_when_the_practices_are_switched_off(screen, furnished):
    screen.sign_in()
    page = screen.go(f"/settings/calendars/{furnished.calendars[0].id}")
    expect(page.locator("#c-from_1")).to_be_hidden()
    page.get_by_label("Godziny jak w gabinecie").uncheck()
    page.select_option("#c-from_1", "11:00")
    page.click(".save-bar button")
    page.wait_for_selector("text=Zapisano: STANOWISKO 1.")
    assert furnished.own_hours[furnished.calendars[0].id][0].from_ == time(11)


def test_a_visit_is_moved_from_the_list_of_those_outside(screen, furnished):
    screen.sign_in()
    page = screen.go("/calendar/outside")
    expect(page.locator("#outside tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Przenieś: Piotr Nowak").click()
    page.wait_for_selector("dialog#panel[open] #m-time")
    page.select_option("#m-time", "15:00")
    page.locator("dialog#panel").get_by_role("button", name="ZAPISZ", exact=True).click()
    expect(page.locator("#outside tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    assert "Piotr Nowak" not in page.inner_text("#outside")


def test_a_day_off_is_removed_and_brought_back(screen, furnished):
    screen.sign_in()
    page = screen.go("/settings/calendars")
    page.get_by_role("button", name="Usuń: 7–11 grudnia 2026").click()
    page.wait_for_selector("#toasts >> text=Usunięto: 7–11 grudnia 2026.")
    assert len(furnished.exceptions) == 1
    page.locator("#toasts").get_by_role("button", name="Cofnij").click()
    page.get_by_role("button", name="Usuń: 7–11 grudnia 2026").wait_for()
    assert len(furnished.exceptions) == 6


def test_without_javascript_all_of_it_works(plain_screen, furnished):
    plain_screen.sign_in()
    page = plain_screen.go("/settings/practice")
    page.select_option("#s-to_1", "18:00")
    page.get_by_role("button", name="Skopiuj poniedziałek").click()
    assert page.input_value("#s-to_5") == "18:00"
    page.fill("#s-town", "Sopot")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Ustawienia zapisane.")
    assert furnished.working.days[4].to == time(18), "Enter saves, it does not copy"
    page.fill("#s-nip", "1")
    page.click(".save-bar button")
    assert page.input_value("#s-town") == "Sopot"
    page.fill("#s-nip", "")
    page.click(".save-bar button")
    page.wait_for_selector("text=Ustawienia zapisane.")
    assert furnished.practice.town == "Sopot"
    page = plain_screen.go("/settings/calendars")
    page.get_by_role("button", name="Przesuń niżej: STANOWISKO 1").click()
    page.wait_for_selector("text=STANOWISKO 1: miejsce 2 z 3")
    page.get_by_role("button", name="Cofnij").click()
    assert names(page) == ["STANOWISKO 1", "STANOWISKO 2", "STANOWISKO 3"]
    page.get_by_role("switch", name="Czynne: pt., 25 grudnia").click()
    assert page.locator("#holiday-2026-12-25").get_attribute("aria-checked") == "true"
