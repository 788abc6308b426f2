"""Online booking in a real browser: on a phone, without JavaScript, and within another site."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.furnished import book_at
from services.gateway.tests.web.conftest import NARROW, NOW, WIDE, Screen, Site

pytestmark = pytest.mark.browser


@pytest.fixture
def known(practice):
    """Takes bookings online for three services."""
    data = {
        "street": "Długa",
        "house_number": "12",
        "postal_code": "00-238",
        "town": "Warszawa",
        "phone": "+48221234567",
    }
    practice.practice = practice.practice.model_copy(update=data)
    practice.online_booking = True
    for name, minutes, price in (
        ("Przegląd", 30, "150.00"),
        ("Higienizacja", 60, "320.00"),
        ("Leczenie zęba", 45, None),
    ):
        give_service(practice, name, minutes, price=price, bookable_online=True)
    return practice


def screen_of(browser: Browser, site: Site, *sizes: ViewportSize, **more: object) -> Iterator[Screen]:
    context = browser.new_context(viewport=sizes[0], reduced_motion="reduce", locale="pl-PL", **more)
    screen = Screen(context.new_page(), site, *sizes)
    yield screen
    context.close()
    assert screen.complaints == []


@pytest.fixture
def polish_phone(browser, site):
    """What most patients have; each check looks at the page in a wide window as well."""
    yield from screen_of(browser, site, NARROW, WIDE)


@pytest.fixture
def plain_phone(browser, site):
    yield from screen_of(browser, site, NARROW, java_script_enabled=False)


def fill_in(page: Page) -> None:
    page.get_by_label("Imię").fill("Anna")
    page.get_by_label("Nazwisko").fill("Kowalska")
    page.get_by_label("Telefon", exact=True).fill("501 700 100")


def test_from_the_first_page_to_the_visit_and_on_to_another_time(polish_phone, known, services):
    page = polish_phone.go("/b/gabinet")
    polish_phone.check("public-services", whole=True)
    page.get_by_role("link", name="Przegląd").click()
    expect(page.get_by_role("heading", name="poniedziałek, 23 listopada 2026")).to_be_visible()
    polish_phone.check("public-times", whole=True)
    page.get_by_role("link", name=re.compile("^śr., 25 listopada, wolne")).click()
    page.get_by_role("button", name="13:00").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"jeszcze (10:00|9:5\d)"))
    fill_in(page)
    polish_phone.check("public-details", whole=True)
    page.get_by_label("Telefon", exact=True).fill("12")
    page.get_by_role("button", name="WYŚLIJ MI KOD").click()
    expect(page.locator(".error-summary")).to_be_focused()
    polish_phone.check("public-details-refused", whole=True)
    page.get_by_label("Telefon", exact=True).fill("501 700 100")
    page.get_by_role("button", name="WYŚLIJ MI KOD").click()
    page.get_by_label("Kod").fill("999999")
    page.get_by_role("button", name="UMAWIAM WIZYTĘ").click()
    expect(page.locator(".field-error")).to_contain_text("Pozostałe próby: 4")
    polish_phone.check("public-code", whole=True)
    page.get_by_label("Kod").fill(services.codes[-1])
    page.get_by_role("button", name="UMAWIAM WIZYTĘ").click()
    expect(page.get_by_role("heading", name="Wizyta umówiona")).to_be_focused()
    polish_phone.check("public-done", whole=True)
    page.get_by_role("link", name="Strona wizyty").click()
    polish_phone.check("linked-visit", whole=True)
    page.get_by_role("button", name="POTWIERDZAM").click()
    expect(page.locator("[data-news]")).to_have_text("Dziękujemy. Gabinet wie, że przyjdziesz.")
    polish_phone.check("linked-visit-confirmed", whole=True)
    page.get_by_role("link", name="ZMIEŃ TERMIN").click()
    page.get_by_role("link", name=re.compile("^pt., 27 listopada, wolne")).click()
    polish_phone.check("linked-visit-times", whole=True)
    page.get_by_role("link", name="09:00", exact=True).click()
    polish_phone.check("linked-visit-move", whole=True)
    page.get_by_role("button", name="PRZENOSZĘ").click()
    expect(page.locator("[data-news]")).to_contain_text("Wizyta ma nowy termin")
    page.get_by_role("link", name="ODWOŁUJĘ").click()
    polish_phone.check("linked-visit-cancel", whole=True)
    page.get_by_role("button", name="ODWOŁUJĘ").click()
    expect(page.get_by_role("heading", name="Wizyta odwołana")).to_be_visible()
    polish_phone.check("linked-visit-cancelled", whole=True)


def test_pages_that_say_no(polish_phone, known, services):
    visit = book_at(services, known, NOW.replace(day=24, hour=14, minute=30))
    services.change_until = NOW - NOW.replace(day=20)
    polish_phone.go(f"/v/{services.give_link(known, visit)}")
    polish_phone.check("linked-visit-too-late", whole=True)
    polish_phone.go("/v/nie-ma")
    polish_phone.check("linked-visit-expired", whole=True)
    known.online_booking = False
    polish_phone.go("/b/gabinet")
    polish_phone.check("public-off", whole=True)


def test_a_time_that_slipped_away_is_said_with_others_and_what_was_typed(polish_phone, known, services):
    page = polish_phone.go(f"/b/gabinet/times?service_id={known.services[0].id}")
    page.get_by_role("button", name="13:00", exact=True).click()
    fill_in(page)
    (hold_id,) = services.strangers
    services.end_hold(hold_id, known)
    for chair in known.calendars:
        services.give_hold(known, chair.id, NOW.replace(hour=13, minute=0, second=0, microsecond=0), 30)
    page.get_by_role("button", name="WYŚLIJ MI KOD").click()
    expect(page.locator(".error-summary")).to_be_focused()
    polish_phone.check("public-times-taken", whole=True)
    page.get_by_role("button", name=re.compile("^śr., 25 listopada, wolne")).click()
    page.get_by_role("button", name="13:00", exact=True).click()
    assert page.get_by_label("Imię").input_value() == "Anna"


def test_the_waiting_list(polish_phone, known, services):
    page = polish_phone.go(f"/b/gabinet/times?service_id={known.services[0].id}")
    page.get_by_role("link", name="Nie ma dogodnego terminu? Dopisz się do listy oczekujących.").click()
    page.get_by_label("środa").check()
    page.get_by_label("Pora dnia").select_option("Po południu")
    fill_in(page)
    polish_phone.check("public-waiting", whole=True)
    page.get_by_role("button", name="WYŚLIJ MI KOD").click()
    expect(page.get_by_role("heading", name="Wpisz kod")).to_be_visible()
    page.get_by_label("Kod").fill(services.codes[-1])
    page.get_by_role("button", name="DOPISUJĘ SIĘ").click()
    expect(page.get_by_role("heading", name="Jesteś na liście oczekujących")).to_be_focused()
    polish_phone.check("public-waiting-done", whole=True)


def test_the_whole_way_without_javascript(plain_phone, known, services):
    page = plain_phone.go("/b/gabinet")
    page.get_by_role("link", name="Przegląd").click()
    page.get_by_role("button", name="13:30", exact=True).click()
    expect(page.locator(".hold-left")).to_contain_text("Trzymamy dla Ciebie ten termin do 10:17.")
    fill_in(page)
    page.get_by_role("button", name="WYŚLIJ MI KOD").click()
    page.get_by_label("Kod").fill(services.codes[-1])
    page.get_by_role("button", name="UMAWIAM WIZYTĘ").click()
    page.get_by_role("link", name="Strona wizyty").click()
    expect(page.get_by_role("heading", name="Twoja wizyta")).to_be_visible()


@pytest.fixture
def elsewhere(site: Site) -> Iterator[str]:
    """A practice's own site, with our one tag on its page: another site than ours for a browser."""
    page = f'<!doctype html><html lang="pl"><title>Gabinet</title><h1>Nasz gabinet</h1><script src="{site.url}/embed.js" data-practice="gabinet" async></script>'

    class Own(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_within_the_practices_own_site(browser, site, known, services, elsewhere):
    services.allowed_origins = [elsewhere]
    for screen in screen_of(browser, site, NARROW):
        page = screen.page
        page.goto(elsewhere)
        frame = page.frame_locator("iframe")
        frame.get_by_role("link", name="Przegląd").click()
        frame.get_by_role("button", name="13:30", exact=True).click()
        frame.get_by_label("Imię").fill("Anna")
        frame.get_by_label("Nazwisko").fill("Kowalska")
        frame.get_by_label("Telefon", exact=True).fill("501 700 100")
        page.wait_for_function("document.querySelector('iframe').getBoundingClientRect().height > 700")
        screen.picture("public-embedded", whole=True)
        frame.get_by_role("button", name="WYŚLIJ MI KOD").click()
        expect(frame.get_by_role("heading", name="Wpisz kod")).to_be_visible()
        frame.get_by_label("Kod").fill(services.codes[-1])
        frame.get_by_role("button", name="UMAWIAM WIZYTĘ").click()
        expect(frame.get_by_role("heading", name="Wizyta umówiona")).to_be_visible()
        inner = page.frames[1].evaluate(
            "document.documentElement.scrollHeight > document.documentElement.clientHeight + 1"
        )
        assert not inner, "the frame is as high as its page"
        assert page.context.cookies(site.url) == [], "nothing was kept in the browser"


def test_a_site_that_the_practice_did_not_name_shows_nothing_of_it(browser, site, known, services, elsewhere):
    services.allowed_origins = ["https://gabinet-usmiech.pl"]
    context = browser.new_context(locale="pl-PL")
    page = context.new_page()
    page.goto(elsewhere)
    page.wait_for_function("document.querySelector('iframe') !== null")
    expect(page.frame_locator("iframe").get_by_text("Umów wizytę")).to_have_count(0)
    context.close()
