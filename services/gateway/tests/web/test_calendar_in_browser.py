# ruff: noqa: RUF001 - Polish typography
import re
from datetime import datetime, time

import pytest
from playwright.sync_api import expect

from dev.processes import wait_for
from services.gateway.tests.fake_practice import WARSAW

pytestmark = pytest.mark.browser


def heading(page):
    return page.inner_text("#calendar-title").lower()


def test_today_stands_on_the_stacks_clock_with_its_line(screen, practice):
    page = screen.calendar()
    assert heading(page) == "poniedziałek, 23 listopada 2026"
    line = page.locator(".is-now")
    assert line.count() == 3, "one in each chair's column"
    ten = page.locator(".ec-body time", has_text="10:00").bounding_box()
    assert 0 < line.first.bounding_box()["y"] - ten["y"] < 40, "a little after ten"


def test_the_browsers_own_zone_changes_nothing(browser, site, practice):
    from services.gateway.tests.web.conftest import Screen

    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="America/New_York")
    screen = Screen(context.new_page(), site)
    page = screen.calendar()
    assert heading(page) == "poniedziałek, 23 listopada 2026"
    assert "10:00–11:30" in page.locator(".ec-event", has_text="Ewa Lewandowska").inner_text().replace("\n", "")
    context.close()


def test_opening_does_not_ask_again_how_many_visits_wait_to_be_moved(own_screen, practice):
    """The page came with it, and to count them looks at all visits to come."""
    asked = []
    own_screen.page.on("request", lambda request: asked.append(request.url))
    own_screen.calendar()
    feeds = [url for url in asked if "/calendar/feed" in url]
    assert feeds
    assert not any("outside" in url for url in feeds)


def test_it_opens_scrolled_to_now(screen, practice):
    page = screen.calendar()

    def in_sight():
        now, view = page.locator(".is-now").first.bounding_box(), page.locator(".ec-main").bounding_box()
        return view["y"] < now["y"] < view["y"] + view["height"] / 2

    wait_for(in_sight, "the line of now is in the upper half", seconds=5)


def test_keys_lead_through_days_and_views(screen, practice):
    page = screen.calendar()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("^wtorek"))
    assert page.url.endswith("/calendar?date=2026-11-24")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_title(re.compile("^niedziela"))
    page.wait_for_selector("text=gabinet jest nieczynny")
    page.keyboard.press("t")
    expect(page).to_have_title(re.compile("^poniedziałek"))
    page.keyboard.press("w")
    expect(page).to_have_title(re.compile("^23–29 listopada"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("^30 listopada – 6 grudnia"))
    page.keyboard.press("d")
    expect(page).to_have_title(re.compile("^poniedziałek, 30 listopada"))
    page.keyboard.press("l")
    page.wait_for_url(re.compile("/calendar/list"))
    page.go_back()
    page.wait_for_selector("#calendar[data-ready]")
    page.keyboard.press("m")
    page.wait_for_url(re.compile("/calendar/month"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_title(re.compile("^grudzień 2026"))
    page.keyboard.press("?")
    page.wait_for_selector("dialog#help[open] >> text=dzień, tydzień, miesiąc, lista")
    page.keyboard.press("Escape")
    with page.context.expect_page() as printed:
        page.keyboard.press("l")
        page.wait_for_url(re.compile("/calendar/list"))
        page.keyboard.press("p")
    assert "/calendar/print" in printed.value.url
    page.bring_to_front()
    page.keyboard.press("/")
    page.wait_for_url("**/patients")


def test_keys_are_letters_while_somebody_types(screen, practice):
    page = screen.calendar()
    page.keyboard.press("n")
    page.wait_for_selector("#v-patient:focus")
    page.keyboard.type("tnwld?/")
    assert page.input_value("#v-patient") == "tnwld?/"


def test_the_browsers_back_button_goes_a_day_back(screen, practice):
    page = screen.calendar()
    page.click("[data-key=next]")
    expect(page).to_have_title(re.compile("^wtorek"))
    page.go_back()
    expect(page).to_have_title(re.compile("^poniedziałek"))


def test_the_small_month_leads_to_a_day(screen, practice):
    page = screen.calendar()
    page.get_by_role("link", name="pt., 27 listopada").click()
    expect(page).to_have_title(re.compile("^piątek"))
    assert page.locator(".month .is-shown").inner_text() == "27"


def test_hidden_chairs_stay_hidden_on_the_next_visit(screen, practice):
    page = screen.calendar()
    page.get_by_label("STANOWISKO 2").uncheck()
    expect(page.locator(".ec-col-head")).to_have_count(2)
    page = screen.calendar()
    assert page.locator(".ec-col-head").all_inner_texts() == ["STANOWISKO 1", "STANOWISKO 3"]


def test_in_the_week_of_all_chairs_only_what_is_closed_on_each_is_grey(screen, practice):
    practice.own_hours[practice.calendars[1].id] = [
        day.model_copy(update={"break_": None, "to": time(18)}) for day in practice.working.days
    ]
    practice.calendars[1] = practice.calendars[1].model_copy(update={"own_hours": True})
    page = screen.calendar("/calendar?view=week&date=2026-11-25")
    assert page.locator(".is-break").count() == 0, "one chair works while the others have their break"
    column = page.locator(".ec-body .ec-day").nth(2).bounding_box()
    boxes = page.locator(".is-closed").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    evening = max(box["y"] for box in boxes if abs(box["x"] - column["x"]) < 5)
    eighteen = page.locator(".ec-body time", has_text="18:00").bounding_box()
    assert abs(evening - eighteen["y"]) < 15, "closed from six in the evening on"
    colors = page.locator(".ec-event", has_text="Piotr Nowak").first.get_attribute("class")
    assert "color-green" in colors, "a visit has the colour of its chair"
    page.locator(".ec-body time", has_text="12:00").scroll_into_view_if_needed()
    noon = page.locator(".ec-body time", has_text="12:00").bounding_box()
    page.mouse.click(column["x"] + 20, noon["y"] + 20)
    page.wait_for_selector("dialog[open] #v-patient")
    assert page.input_value("#v-calendar_id") == str(practice.calendars[1].id), "the chair that is open then"
    page.keyboard.press("Escape")
    page.select_option("#week-calendar", label="STANOWISKO 1")
    expect(page.locator(".is-break")).to_have_count(5)
    assert page.url.endswith(f"&view=week&calendar={practice.calendars[0].id}")
    page.reload()
    page.wait_for_selector("#calendar[data-ready]")
    assert page.input_value("#week-calendar") == str(practice.calendars[0].id)


def test_on_paper_each_chair_has_a_page_without_the_frame(screen, practice):
    screen.sign_in()
    pdf = screen.go("/calendar/print").pdf()
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 3


def test_a_held_time_is_seen_and_cannot_be_had(screen, practice, services):
    start = datetime(2026, 11, 24, 9, tzinfo=WARSAW)
    services.give_hold(practice, practice.calendars[2].id, start, 30)
    page = screen.calendar("/calendar?date=2026-11-24")
    held = page.locator(".is-held")
    assert "rezerwacja wstępna 09:00–09:30" in held.inner_text()
    held.click()
    page.keyboard.press("n")
    page.wait_for_selector("dialog[open] #v-patient")
    assert page.input_value("#v-time") != "09:00", "only the key opened the dialog"


def test_each_visit_says_its_status_by_word_and_picture(screen, practice):
    page = screen.calendar()
    for status, word in (("in_chair", "na fotelu"), ("waiting", "w poczekalni"), ("no_show", "nieobecność")):
        visit = page.locator(f".ec-event.status-{status}").first
        assert word in visit.text_content()
        assert visit.locator("svg use").get_attribute("href") == f"#icon-{status}"


def test_a_tap_on_a_phone_books(phone, practice):
    page = phone.calendar()
    page.tap(".new-visit")
    page.wait_for_selector("dialog[open] #v-patient")
    page.fill("#v-patient", "krol")
    page.get_by_role("option", name="Adam Król").tap()
    page.select_option("#v-time", "15:30")
    page.tap("dialog[open] .btn-primary")
    page.wait_for_selector("text=Zapisano wizytę: Adam Król, dziś o 15:30.")


def test_without_javascript_the_calendar_is_the_list(plain_screen, practice):
    page = plain_screen.go("/login")
    page.fill("#f-email", "anna@example.pl")
    page.fill("#f-password", "Tajne123")
    page.click("main button:has-text('ZALOGUJ')")
    page.wait_for_url("**/calendar/list*")
    page.get_by_role("link", name="Zofia Wójcik", exact=True).click()
    page.click("text=zakończona")
    assert "zakończona" in page.inner_text(".facts")
