"""The whole story as a person lives it: register, land in the calendar, book for tomorrow, look at the patient's phone."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
SOON = 20_000
"""Milliseconds in which a message is on its way through all services."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="pl-PL", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(SOON)
    yield page
    context.close()


def register(page: Page, url: str) -> None:
    """From the front page into the fresh calendar."""
    page.goto(url)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="ZAREJESTRUJ GABINET").first.click()
    page.close()
    window = opened.value
    window.get_by_label("Imię").fill("Anna")
    window.get_by_label("Nazwisko").fill("Nowak")
    window.get_by_label("E-mail").fill(f"anna.{uuid.uuid4().hex[:12]}@example.com")
    window.locator("input[name=password]").fill("Sekret123")
    window.get_by_label("Nazwa gabinetu").fill("Gabinet Pod Dębem")
    window.locator("input[name=accept_terms]").check()
    window.get_by_role("button", name="ZAREJESTRUJ").click()


def in_calendar(page: Page) -> Page:
    """The window that registration leads to, once today's calendar is drawn."""
    window = page.context.pages[-1]
    window.set_default_timeout(SOON)
    window.wait_for_selector("#calendar[data-ready]")
    return window


def test_from_the_front_page_to_the_patients_phone(stack, page):
    register(page, stack.url)
    page = in_calendar(page)
    expect(page.get_by_text("STANOWISKO 1").first).to_be_visible()
    expect(
        page.get_by_role("heading", name=re.compile("poniedziałek, 23 listopada 2026", re.IGNORECASE))
    ).to_be_visible()

    number = f"{uuid.uuid4().int % 1_000_000:06d}"
    page.get_by_role("link", name="NOWA WIZYTA").or_(page.get_by_role("button", name="NOWA WIZYTA")).first.click()
    page.get_by_role("button", name="Nowy pacjent").click()
    page.locator("#v-first_name").fill("Łucja")
    page.locator("#v-last_name").fill("Żak")
    page.locator("#v-phone").fill(f"601 {number[:3]} {number[3:]}")
    page.locator("#v-email").fill(f"lucja.{number}@example.com")
    page.locator("#v-date").fill("2026-11-24")
    page.locator("#v-time").select_option("12:00")
    page.locator("dialog[open] .btn-primary").click()
    page.wait_for_selector("text=Zapisano wizytę")

    page.goto(f"{stack.url}/calendar?date=2026-11-24")
    page.wait_for_selector("#calendar[data-ready]")
    page.locator(".ec-event", has_text="Łucja Żak").first.click()
    expect(page.locator("dialog[open]")).to_contain_text("SMS wysłano", timeout=SOON)

    page.goto(stack.sandbox_url)
    expect(page.locator("#sms")).to_contain_text("Gabinet Pod Debem")
    expect(page.locator("#sms article", has_text=re.compile(rf"{number[:3]}.?{number[3:]}"))).to_contain_text("12:00")
    expect(page.locator("#lista")).to_contain_text(f"lucja.{number}@example.com")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "story-sandbox.png")


def test_without_javascript_a_visit_is_registered_booked_and_listed(stack, browser):
    context = browser.new_context(locale="pl-PL", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(SOON)
    register(page, stack.url)
    page = context.pages[-1]
    page.goto(f"{stack.url}/visits/new")
    page.locator("#v-first_name").fill("Jan")
    page.locator("#v-last_name").fill("Wilk")
    page.locator("#v-phone").fill("601 100 200")
    page.locator("#v-date").fill("2026-11-25")
    page.locator("#v-time").select_option("09:30")
    page.locator("button.btn-primary[value=book]").click()
    page.goto(f"{stack.url}/calendar/list?date=2026-11-25")
    expect(page.locator("main")).to_contain_text("Jan Wilk")
    expect(page.locator("main")).to_contain_text("09:30")
    context.close()
