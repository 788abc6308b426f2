"""The whole story as a person lives it: register, land in today's calendar, book for tomorrow, look at the patient's phone.

The stack's clock stands at Monday 23 November 2026, 11:00 in Warsaw: the reminder for tomorrow is due at once.
"""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.support.practice import Sandbox, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def page(stack, browser):
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(15_000)
    page.goto(stack.url)
    return page


def register(page, name):
    """From the front page, in the window that ZAREJESTRUJ GABINET opens, into the calendar; gives that window."""
    form = fill_in_registration(page, name)
    form.wait_for_selector("#calendar[data-ready]")
    return form


def fill_in_registration(page, name):
    with page.expect_popup() as opened:
        page.get_by_role("banner").get_by_role("link", name="ZAREJESTRUJ GABINET").click()
    form = opened.value
    form.set_default_timeout(15_000)
    form.get_by_label("Imię").fill("Anna")
    form.get_by_label("Nazwisko").fill("Nowak")
    form.get_by_label("E-mail").fill(f"anna.{uuid.uuid4().hex[:12]}@example.com")
    form.get_by_label("Hasło").fill("Zębuszka1")
    form.get_by_label("Nazwa gabinetu").fill(name)
    form.get_by_label("Akceptuję regulamin").check()
    form.get_by_role("button", name="ZAREJESTRUJ").click()
    return form


def test_register_book_for_tomorrow_and_see_sms_and_mail(page, stack):
    number = uuid.uuid4().int % 1_000_000
    phone, email = f"+48502{number:06d}", f"pacjent.{number}@example.com"

    calendar = register(page, "Gabinet Uśmiech")
    expect(calendar.locator("#calendar-title")).to_have_text(
        re.compile("^poniedziałek, 23 listopada 2026$", re.IGNORECASE)
    )
    expect(calendar.locator(".ec-col-head .chair-dot.color-blue")).to_have_count(1)
    expect(calendar.locator(".ec-col-head")).to_have_text("STANOWISKO 1")

    calendar.keyboard.press("ArrowRight")
    expect(calendar).to_have_title(re.compile("^wtorek, 24 listopada"))
    calendar.keyboard.press("n")
    calendar.get_by_role("combobox", name="Pacjent").fill("Łucja Żak")
    calendar.get_by_role("option", name="Nowy pacjent: Łucja Żak").click()
    calendar.get_by_label("Telefon").fill(phone)
    calendar.get_by_label("E-mail", exact=True).fill(email)
    calendar.get_by_label("Godzina").select_option("12:00")
    calendar.get_by_role("dialog").get_by_role("button", name="ZAPISZ WIZYTĘ").click()
    expect(calendar.get_by_text("Zapisano wizytę: Łucja Żak, jutro o 12:00.")).to_be_visible()

    sandbox = Sandbox(stack.sandbox_url)
    (sms,) = eventually(lambda: sandbox.to(phone), what="the SMS")
    (mail,) = eventually(lambda: sandbox.to(email), what="the e-mail")
    for text in (sms["text"], mail["text"]):
        assert "12:00" in text

    calendar.locator(".visit-open", has_text="Łucja Żak").click()
    expect(calendar.locator("#messages")).to_contain_text("SMS wysłano dziś o")
    expect(calendar.locator("#messages")).to_contain_text("E-mail wysłano dziś o")


def test_two_people_want_one_quarter_and_the_second_is_told(page):
    calendar = register(page, "Gabinet Zgoda")
    for number, said in ((1, "Zapisano wizytę: Jan Pierwszy"), (2, "Ten termin jest już zajęty.")):
        calendar.keyboard.press("Escape")
        calendar.goto(calendar.url.split("/calendar")[0] + "/visits/new?date=2026-11-25&time=10:00")
        calendar.get_by_role("button", name="Nowy pacjent").click()
        calendar.get_by_label("Imię").fill("Jan")
        calendar.get_by_label("Nazwisko").fill("Pierwszy" if number == 1 else "Drugi")
        calendar.get_by_role("button", name="ZAPISZ WIZYTĘ").click()
        expect(calendar.get_by_text(said).first).to_be_visible()


def test_without_javascript_a_visit_is_registered_booked_and_listed(stack, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(stack.url)
    page = fill_in_registration(page, "Gabinet Bez Skryptów")
    page.wait_for_url("**/calendar/list**")
    page.goto(f"{stack.url}/visits/new?date=2026-11-25&time=09:30")
    page.get_by_label("Imię").fill("Jan")
    page.get_by_label("Nazwisko").fill("Wilk")
    page.get_by_role("button", name="ZAPISZ WIZYTĘ").last.click()
    page.wait_for_url("**/calendar/list**")
    page.goto(f"{stack.url}/calendar/list?date=2026-11-25")
    expect(page.get_by_role("main")).to_contain_text("Jan Wilk")
    expect(page.get_by_role("main")).to_contain_text("09:30")
