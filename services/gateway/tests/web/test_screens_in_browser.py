"""Every screen, wide and on a phone: axe finds nothing, nothing scrolls sideways, a picture is kept."""

import pytest

from services.gateway.tests.furnished import furnish_visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("front", "/"),
        ("registration", "/register"),
        ("login", "/login"),
        ("terms", "/terms"),
        ("not-found", "/nigdzie"),
    ],
)
def test_pages_for_strangers(any_screen, name, path):
    any_screen.go(path)
    any_screen.check(name)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("list", "/calendar/list"),
        ("list-week", "/calendar/list?days=7"),
        ("list-empty", "/calendar/list?date=2026-11-28"),
        ("month", "/calendar/month"),
        ("paper", "/calendar/print"),
        ("help-page", "/help/keys"),
        ("new-visit-page", "/visits/new"),
        ("patients", "/patients"),
        ("patients-nobody", "/patients?q=zzz"),
        ("patient-new", "/patients/new"),
    ],
)
def test_pages_inside(any_screen, practice, name, path):
    any_screen.sign_in()
    any_screen.go(path)
    any_screen.check(name)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("calendar-day", "/calendar"),
        ("calendar-week", "/calendar?view=week"),
        ("calendar-week-of-one", "/calendar?view=week&calendar=first"),
        ("calendar-closed", "/calendar?date=2026-11-28"),
    ],
)
def test_the_calendar(any_screen, practice, services, name, path):
    furnish_visits(services, practice)
    any_screen.calendar(path.replace("first", str(practice.calendars[0].id)))
    any_screen.check(name)


def test_the_page_that_waits_for_a_calendar(any_screen, practice):
    chairs = practice.calendars[:]
    practice.calendars.clear()
    page = any_screen.go("/login")
    page.fill("#f-email", "anna@example.pl")
    page.fill("#f-password", "Tajne123")
    page.press("#f-password", "Enter")
    page.wait_for_selector("[data-reload-after]")
    any_screen.check("calendar-waiting")
    practice.calendars[:] = chairs
    page.wait_for_selector("#calendar[data-ready]")


def test_the_dialogs(either_screen, practice, services):
    furnish_visits(services, practice)
    page = either_screen.calendar()
    page.keyboard.press("n")
    page.wait_for_selector("dialog[open] #v-patient")
    either_screen.check("new-visit", part="dialog[open]")
    page.fill("#v-patient", "ko")
    page.wait_for_selector("#patient-options [role=option]")
    either_screen.check("new-visit-search", part="dialog[open]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("#v-first_name:visible")
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("dialog[open] .error-summary")
    either_screen.check("new-visit-refused", part="dialog[open]")
    page.click("dialog[open] [data-show-face=search]:visible")
    page.fill("#v-patient", "krol")
    page.get_by_role("option", name="Adam Król").click()
    page.select_option("#v-service_id", label="Higienizacja · 1 godz.")
    assert page.input_value("#v-minutes") == "60", "the service says how long it takes"
    page.select_option("#v-time", "10:30")
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("dialog[open] .overbook")
    either_screen.check("new-visit-taken", part="dialog[open]")
    page.select_option("#v-every_weeks", "1")
    page.click("text=Sprawdź terminy")
    page.wait_for_selector("dialog[open] .dates")
    either_screen.check("new-visit-series", part="dialog[open]")
    page.keyboard.press("Escape")
    page.locator(".visit-open", has_text="Ewa Lewandowska").click()
    page.wait_for_selector("dialog#panel[open] .facts")
    either_screen.check("visit", part="dialog[open]")
    page.click("dialog#panel summary:has-text('Historia')")
    page.wait_for_selector("dialog#panel .visit-history li")
    page.click("dialog#panel summary:has-text('Przenieś')")
    page.click("dialog#panel summary:has-text('Odwołaj')")
    either_screen.check("visit-folds", part="dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("dialog#help[open]")
    either_screen.check("help", part="dialog[open]")


def test_the_patient_card(any_screen, practice):
    any_screen.sign_in()
    any_screen.go(f"/patients/{next(iter(practice.patients))}")
    any_screen.check("patient")


def test_the_menu_of_a_phone(phone, practice):
    page = phone.calendar()
    page.click(".bar-open")
    page.wait_for_selector("#bar-menu:popover-open")
    phone.check("menu")
    page.click("#bar-menu >> text=USTAWIENIA")
    page.click("#bar-menu >> text=GABINET")
    page.wait_for_url("**/settings/practice")


def test_the_screens_in_the_dark(dark_screen, practice):
    dark_screen.go("/")
    dark_screen.check("dark-front")
    page = dark_screen.calendar()
    dark_screen.check("dark-calendar")
    page.keyboard.press("n")
    page.wait_for_selector("dialog[open] #v-patient")
    dark_screen.check("dark-new-visit")
    page.keyboard.press("Escape")
    page.locator(".visit-open", has_text="Ewa Lewandowska").click()
    page.wait_for_selector("dialog#panel[open] .facts")
    dark_screen.check("dark-visit")


PALE = "e.textContent = 'Blado'; e.style.color = '#bbb'; e.style.background = '#fff'; document.querySelector('main').append(e)"


@pytest.mark.parametrize(
    ("what", "where", "script"),
    [
        ("color-contrast", 1280, PALE),
        ("color-contrast", 360, f"e.className = 'd-md-none'; {PALE}"),
        ("scrolls sideways", 360, "e.style.cssText = 'width: 700px; height: 1px'; document.body.append(e)"),
    ],
)
def test_a_check_fails_for_what_is_wrong_in_any_width(any_screen, what, where, script):
    any_screen.go("/terms").evaluate(f"() => {{ const e = document.createElement('div'); {script} }}")
    with pytest.raises(AssertionError, match=rf"(?s), {where} px wide.*{what}"):
        any_screen.check("wrong")
