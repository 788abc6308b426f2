"""What a practice shows outside, in people's hands: its booking page and its calendars."""

import pytest
from playwright.sync_api import expect

from services.gateway.tests.furnished_settings import furnish_settings

pytestmark = pytest.mark.browser


def test_online_booking_is_set_up(any_screen, practice, services):
    furnish_settings(practice, services)
    any_screen.sign_in()
    page = any_screen.go("/settings/online-booking")
    any_screen.check("settings-online-booking", whole=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiuj adres").click()
    page.wait_for_selector("#toasts >> text=Skopiowano.")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/b/{practice.practice.slug}")
    ticks = page.locator("#o-calendars")
    expect(ticks).to_be_hidden()
    page.get_by_label("Wszystkie otwarte terminarze").uncheck()
    expect(ticks.locator("input:checked")).to_have_count(3)
    ticks.get_by_label("STANOWISKO 2").uncheck()
    page.get_by_label("Jak daleko naprzód").select_option("30")
    page.get_by_label("Strony, które pokazują rezerwację").fill("gabinet.pl ftp://x")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    page.get_by_role("button", name="ZAPISZ", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    any_screen.check("settings-online-booking-refused", whole=True)
    page.get_by_label("Strony, które pokazują rezerwację").fill("gabinet.pl")
    page.get_by_role("button", name="ZAPISZ", exact=True).click()
    page.wait_for_selector("text=Ustawienia zapisane.")
    kept = services.booking_settings[practice.practice.id]
    assert (kept.horizon_days, kept.allowed_origins) == (30, ["https://gabinet.pl"])
    assert kept.calendar_ids == [practice.calendars[0].id, practice.calendars[2].id]


def test_a_calendar_is_given_away_and_taken_back(any_screen, practice, services):
    any_screen.sign_in()
    page = any_screen.go("/settings/calendar-feeds")
    page.get_by_label("Nazwa").fill("dr Borowski, telefon")
    page.get_by_role("button", name="DODAJ", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    any_screen.check("settings-feeds-refused", whole=True)
    page.get_by_label("STANOWISKO 2").check()
    page.get_by_role("button", name="DODAJ", exact=True).press("Enter")
    page.wait_for_selector("text=Skopiuj go teraz")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiuj adres").click()
    page.wait_for_selector("#toasts >> text=Skopiowano.")
    (token,) = services.feeds
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/feeds/{token}.ics")
    any_screen.check("settings-feed-added", whole=True)
    page.get_by_role("link", name="SKOPIOWANE").click()
    expect(page.locator(".feed")).to_contain_text("STANOWISKO 2 · inicjały · jeszcze nie pobrany")
    any_screen.check("settings-feeds")
    page.get_by_role("link", name="Usuń dr Borowski, telefon").click()
    page.wait_for_selector("dialog#dialog[open] >> text=Usunąć dr Borowski, telefon?")
    any_screen.check("settings-feed-remove")
    page.get_by_role("button", name="USUŃ", exact=True).click()
    page.wait_for_selector("text=Jeszcze żadnego.")
    assert services.feeds == {}
