"""The waiting list and KONTROLE on a reception's screen, an offer on a patient's phone; looked at by axe, with pictures."""

from datetime import date, time

import pytest
from contracts.scheduling import rpc as scheduling
from playwright.sync_api import expect

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.conftest import NOW

pytestmark = pytest.mark.browser

THURSDAY = NOW.replace(day=26, hour=13, minute=0)


@pytest.fixture
def queue(services, practice):
    """Three who wait, one of them with an offer; the offer's link."""
    service = give_service(practice, "Przegląd", 30, interval_months=6)
    context = type("Context", (), {"practice_id": practice.practice.id})()
    patients = list(practice.patients)

    def put(at, **wishes):
        asked = {"patient_id": patients[at], "service_id": service.id, **wishes}
        return services.add_to_waiting_list(scheduling.AddToWaitingList(**asked), context)

    put(1, weekdays=[1, 3], from_hour=time(14), to_hour=time(18), until_date=date(2026, 12, 31))
    put(4, note="Dzwonić po 16")
    put(12, weekdays=[1, 2, 3, 4, 5], calendar_ids=[practice.calendars[0].id])
    return f"/o/{services.give_offer(put(0), THURSDAY)}"


def test_the_reception_keeps_the_list(any_screen, queue, services, practice):
    any_screen.sign_in()
    page = any_screen.go("/calendar/waiting-list")
    expect(page.get_by_role("row")).to_have_count(5)
    any_screen.check("waiting-list", whole=True)
    page.get_by_role("link", name="Wszystkie propozycje").click()
    expect(page.get_by_role("dialog")).to_contain_text("czeka na odpowiedź")
    any_screen.check("waiting-list-offers")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="DOPISZ PACJENTA").click()
    page.get_by_role("combobox", name="Pacjent").press_sequentially("wojcik")
    page.get_by_role("option", name="Zofia Wójcik").click()
    page.get_by_label("Usługa").select_option(label="Przegląd · 30 min")
    page.get_by_label("środa").check()
    page.get_by_label("Najwcześniej od").select_option("14:00")
    any_screen.check("waiting-list-new", whole=True)
    page.get_by_role("button", name="DOPISZ DO LISTY").last.click()
    expect(page.locator("[data-news]")).to_contain_text("Na liście oczekujących: Zofia Wójcik.")
    expect(page.get_by_role("row").last).to_contain_text("4.")


def test_somebody_takes_the_offer_on_the_phone_and_the_open_list_sees_it(screen, phone, queue, services, practice):
    screen.sign_in()
    reception = screen.go("/calendar/waiting-list")
    expect(reception.get_by_text("czeka na odpowiedź")).to_be_visible()
    page = phone.go(queue)
    expect(page.get_by_role("heading", name="Zwolnił się termin dla Ciebie")).to_be_visible()
    phone.check("offer", whole=True)
    page.get_by_role("button", name="TAK, BIORĘ").click()
    expect(page.get_by_role("heading", name="Wizyta umówiona")).to_be_focused()
    phone.check("offer-accepted", whole=True)
    reception.evaluate("htmx.trigger('#waiting-list', 'look')")
    expect(reception.get_by_text("czeka na odpowiedź")).to_have_count(0)


def test_those_who_are_due_are_invited(any_screen, queue, services, practice):
    patients = list(practice.patients)
    for at in (0, 4, 12):
        services.give_recall(practice, patients[at], practice.services[-1], NOW.replace(month=5, day=12))
    any_screen.sign_in()
    page = any_screen.go("/patients/recalls")
    page.get_by_label("Zaznacz wszystkich").check()
    any_screen.check("recalls", whole=True)
    page.get_by_role("button", name="NAPISZ DO ZAZNACZONYCH").click()
    expect(page.get_by_label("Wybrani, na których przyszła pora")).to_be_checked()
    any_screen.check("recalls-message", whole=True)
