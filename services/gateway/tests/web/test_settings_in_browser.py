"""The settings' screens, wide, on a phone and in the dark: axe finds nothing, a picture of each is kept."""

import pytest
from playwright.sync_api import expect

from services.gateway.tests.furnished_settings import furnish_settings

pytestmark = pytest.mark.browser


@pytest.fixture
def furnished(practice, services):
    return furnish_settings(practice, services)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("settings-practice", "/settings/practice"),
        ("settings-calendars", "/settings/calendars"),
        ("settings-calendar", "/settings/calendars/{second}"),
        ("settings-services", "/settings/services"),
        ("settings-service-new", "/settings/services/new"),
        ("calendar-outside", "/calendar/outside"),
    ],
)
def test_every_page_of_the_settings(any_screen, furnished, name, path):
    any_screen.sign_in()
    any_screen.go(path.format(second=furnished.calendars[1].id))
    any_screen.check(name)


def test_the_settings_as_they_come_back(any_screen, furnished, services):
    any_screen.sign_in()
    page = any_screen.go("/settings/practice")
    page.fill("#s-nip", "123")
    page.select_option("#s-from_1", "17:00")
    page.click(".save-bar button")
    expect(page.locator(".error-summary")).to_be_focused()
    any_screen.check("settings-practice-refused")
    page.fill("#s-nip", "")
    page.select_option("#s-from_1", "08:00")
    page.fill("#s-name", "Moja nazwa")
    furnished.practice = furnished.practice.model_copy(update={"name": "Cudza nazwa", "town": "Kraków", "version": 5})
    page.click(".save-bar button")
    expect(page.locator("#s-name-other")).to_have_text("Ktoś właśnie zapisał: Cudza nazwa")
    any_screen.check("settings-practice-conflict")
    page.click(".save-bar button")
    expect(page.locator("[data-news]")).to_have_text("Ustawienia zapisane.")
    assert (furnished.practice.name, furnished.practice.town) == ("Moja nazwa", "Kraków")
    page = any_screen.go("/settings/calendars")
    page.click("summary >> text=Dodaj terminarz")
    page.click("summary >> text=Dodaj dni wolne")
    page.check("#d-open")
    any_screen.check("settings-calendars-adding")
    page.fill("#d-date", "2026-12-30")
    page.locator("#d-to").select_option("08:00")
    page.locator("#days-off").get_by_role("button", name="DODAJ").click()
    expect(page.locator("#days-off .error-summary")).to_be_focused()
    any_screen.check("settings-days-off-refused")


def test_the_calendar_says_what_is_off_and_what_is_to_be_moved(any_screen, furnished):
    page = any_screen.calendar("/calendar?date=2026-11-24")
    page.wait_for_selector(".ec-event.is-outside")
    expect(page.locator(".outside-link")).to_contain_text("2")
    any_screen.check("calendar-marks-outside")
    page = any_screen.calendar("/calendar?date=2026-12-25")
    page.wait_for_selector("text=Boże Narodzenie (pierwszy dzień) — zamknięte.")
    expect(page.locator(".closed-word").first).to_be_in_viewport()
    any_screen.check("calendar-holiday")


def test_the_settings_in_the_dark(dark_screen, furnished):
    dark_screen.sign_in()
    for name, path in (
        ("practice", "/settings/practice"),
        ("calendars", "/settings/calendars"),
        ("outside", "/calendar/outside"),
        ("online-booking", "/settings/online-booking"),
        ("feeds", "/settings/calendar-feeds"),
    ):
        dark_screen.go(path)
        dark_screen.check(f"dark-settings-{name}")


def test_a_receptionist_sees_the_settings_as_they_are(any_screen, furnished):
    any_screen.sign_in()
    furnished.people[0].change(role="receptionist")
    page = any_screen.go("/settings/practice")
    expect(page.locator("#s-name")).to_be_disabled()
    any_screen.check("settings-practice-readonly")
    any_screen.go("/settings/calendars")
    any_screen.check("settings-calendars-readonly")
