"""WIADOMOŚCI on the screen: what needs a browser, and a picture of each page, wide and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from services.gateway.tests.furnished_messages import furnish_messages

pytestmark = pytest.mark.browser

TEXT = "Dzień dobry, w piątek gabinet jest zamknięty. Zapraszamy od poniedziałku, "


@pytest.fixture
def batch(practice, services):
    return furnish_messages(practice, services)


def test_every_page_of_messages(any_screen, practice, batch):
    failed = next(m for m in practice.messages if m.state == "failed" and m.visit_id)
    any_screen.sign_in()
    for name, path in (
        ("messages", "/messages"),
        ("messages-nothing", "/messages?state=queued&channel=email"),
        ("message", f"/messages/{failed.id}"),
        ("message-batches", "/messages/batches"),
        ("message-batch", f"/messages/batches/{batch.id}"),
        ("settings-messages", "/settings/messages"),
        ("settings-message-sms", "/settings/messages/reminder/sms/pl"),
        ("settings-message-email", "/settings/messages/reminder/email/pl"),
    ):
        any_screen.go(path)
        any_screen.check(name)


def test_whether_reminders_go_out(any_screen, services, practice):
    ten = services.now().replace(minute=0)
    down = {"late": 12, "oldest_due": ten, "why": "provider_unavailable", "since": ten}
    late = {"late": 3, "oldest_due": ten, "why": "catching_up"}
    any_screen.sign_in()
    any_screen.go("/messages/state")
    any_screen.check("messages-state-well")
    services.book(practice).troubles = {"sms": down, "email": late}
    for name, path in (("messages-state", "/messages/state"), ("messages-late", "/messages")):
        any_screen.go(path)
        any_screen.check(name)


def test_a_message_to_many_is_written_looked_at_sent_and_stopped(any_screen, services, practice):
    any_screen.sign_in()
    page = any_screen.go("/messages/new")
    expect(page.locator("#m-visit_from")).to_be_visible()
    page.check("#m-who-all")
    expect(page.locator("#m-visit_from")).to_be_hidden()
    expect(page.locator("#recipients")).to_have_text("Pasuje 13 pacjentów.")
    page.fill("#m-text", TEXT.strip())
    page.click("[data-insert='{{ patient_first_name }}']")
    expect(page.locator("#m-text")).to_have_value(f"{TEXT}{{{{ patient_first_name }}}}")
    expect(page.locator("#preview .bubble")).to_contain_text("Zapraszamy od poniedzialku, Zofia")
    expect(page.locator("#preview .preview-count")).to_contain_text("1 SMS")
    any_screen.check("message-new-written", whole=True)
    page.locator("button:visible", has_text="SPRAWDŹ, KTO CO DOSTANIE").last.click()
    button = page.get_by_role("button", name="WYŚLIJ DO 12 PACJENTÓW (12 SMS)")
    expect(button).to_be_visible()
    any_screen.check("message-check", whole=True)
    button.click()
    expect(page.locator("#progress-title")).to_have_text("Wysłano dotąd: 0 z 12.")
    services.down = {"notifications"}
    with page.expect_response(lambda answer: answer.status == 503):
        pass
    expect(page.locator("#toasts .toast-problem")).to_have_count(0)
    services.down = set()
    for message in [m for m in practice.messages if m.kind == "written"][:4]:
        services.becomes(practice, message, state="sent", sent_at=services.now())
    expect(page.locator("#progress-title")).to_have_text("Wysłano dotąd: 4 z 12.")
    page.click("#stop-batch")
    expect(page.locator("#progress-title")).to_have_text("Zatrzymano. Wysłano: 4 z 12.")
    any_screen.check("message-batch-stopped")


def test_one_patient_is_found_as_one_types(screen, practice):
    screen.sign_in()
    page = screen.go("/messages/new")
    page.check("#m-who-one")
    page.fill("#m-patient", "kowal")
    expect(page.locator("#message-patients [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-face=chosen] [data-name]")).to_have_text("Anna Kowalska")
    expect(page.locator("#m-text")).to_be_focused()
    page.keyboard.type("Dzień dobry")
    page.check("[name=channel][value=email]")
    expect(page.locator("#preview .bubble.is-email")).to_contain_text("Dzień dobry")
    with page.expect_popup() as letter:
        page.click("#preview button")
    expect(letter.value.locator("p")).to_contain_text("Dzień dobry")
    letter.value.close()
    page.locator("button:visible", has_text="SPRAWDŹ, KTO CO DOSTANIE").last.click()
    expect(page.locator("h1")).to_have_text("Kto co dostanie")
    expect(page.locator(".lefts")).to_contain_text("brak adresu e-mail")


def test_the_list_is_narrowed_opened_and_sent_again_without_leaving_it(screen, practice, batch):
    screen.sign_in()
    page = screen.go("/messages")
    page.select_option("#by-state", "failed")
    failed = [m for m in practice.messages if m.state == "failed"]
    expect(page.locator("#message-list .message")).to_have_count(len(failed))
    assert "state=failed" in page.url
    line = page.locator(f"#message-{failed[0].id}")
    line.get_by_role("button", name="Wyślij ponownie").click()
    expect(line.locator(".status-word")).to_have_text("zaplanowana")
    expect(page.locator("#toasts")).to_contain_text("Wiadomość zostanie wysłana ponownie.")
    line.locator(".message-who").click()
    expect(page.locator("dialog#panel[open] .steps")).to_be_visible()
    screen.check("message-panel")


def test_words_of_a_reminder_are_changed_with_the_preview_beside_them(screen, services, practice):
    screen.sign_in()
    page = screen.go("/settings/messages/reminder/email/pl")
    page.fill("#t-text", "Do zobaczenia {{ visit_day }}")
    expect(page.locator("#preview .bubble")).to_contain_text("Do zobaczenia wtorek, 24 listopada")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    for _ in range(2):
        with page.expect_popup() as letter:
            page.click("#preview button")
        expect(letter.value.locator("p")).to_contain_text("Do zobaczenia wtorek")
        letter.value.close()
    page.fill("#t-text", "Do zobaczenia {{ kiedys }}")
    expect(page.locator("#preview .field-error")).to_contain_text("Nie znamy pola {{ kiedys }}")
    page.click(".save-bar button")
    expect(page.locator(".error-summary")).to_be_focused()
    screen.check("settings-message-refused")
    page.fill("#t-text", "Do zobaczenia {{ visit_day }}")
    page.click(".save-bar button")
    expect(page.locator("[data-news]")).to_have_text("Treść zapisana.")
    assert services.book(practice).own["reminder", "email", "pl"].text == "Do zobaczenia {{ visit_day }}"


def test_without_javascript_a_message_is_written_and_sent(plain_screen, practice):
    plain_screen.sign_in()
    page = plain_screen.go("/messages/new")
    page.check("#m-who-one")
    page.fill("#m-patient", "kowal")
    page.click("button[value=find]")
    page.check("text=Anna Kowalska")
    page.fill("#m-text", "Zapraszamy po odbiór zdjęcia.")
    page.locator("button:visible[value=check]").last.click()
    page.click("button[value=send]")
    page.wait_for_url("**/messages/batches/*")
    assert [m.patient_name for m in practice.messages if m.kind == "written"] == ["Anna Kowalska"]


def test_messages_in_the_dark(dark_screen, practice, batch):
    dark_screen.sign_in()
    for name, path in (
        ("messages", "/messages"),
        ("message-batch", f"/messages/batches/{batch.id}"),
        ("settings-message-sms", "/settings/messages/reminder/sms/pl"),
    ):
        dark_screen.go(path)
        dark_screen.check(f"dark-{name}")
