import re

import pytest

pytestmark = pytest.mark.browser


def test_from_the_front_page_to_the_calendar(screen):
    page = screen.go("/")
    with page.expect_popup() as opened:
        page.get_by_role("banner").get_by_role("link", name="ZAREJESTRUJ GABINET").click()
    form = opened.value
    form.get_by_label("Imię").fill("Jan")
    form.get_by_label("Nazwisko").fill("Żuk")
    form.get_by_label("E-mail").fill("jan@example.pl")
    form.get_by_label("Hasło").fill("Zębuszka1")
    form.get_by_label("Nazwa gabinetu").fill("Gabinet Żuk")
    form.get_by_label("Akceptuję regulamin").check()
    form.get_by_role("button", name="ZAREJESTRUJ").click()
    form.wait_for_selector("#calendar[data-ready]")
    assert form.get_by_role("heading", level=1).inner_text().lower() == "poniedziałek, 23 listopada 2026"
    assert form.locator(".ec-col-head", has_text="STANOWISKO 1").count() == 1
    form.close()


def test_password_rules_are_met_one_by_one_while_typing(screen):
    page = screen.go("/register")

    def met():
        return [rule.get_attribute("data-rule") for rule in page.locator(".rules li.is-met").all()]

    page.locator("#f-password").press_sequentially("abc")
    assert met() == []
    page.locator("#f-password").press_sequentially("Ź")
    assert met() == ["capital"]
    page.locator("#f-password").press_sequentially("1xyz")
    assert met() == ["length", "digit", "capital"]


def test_the_password_can_be_looked_at(screen):
    page = screen.go("/register")
    page.fill("#f-password", "Tajne123")
    page.get_by_role("button", name="Pokaż hasło").click()
    assert page.get_attribute("#f-password", "type") == "text"


def test_after_a_refusal_the_summary_has_the_focus_and_leads_to_the_field(screen):
    page = screen.go("/register")
    page.get_by_label("Imię").fill("Jan")
    page.get_by_role("button", name="ZAREJESTRUJ").click()
    page.wait_for_selector(".error-summary:focus")
    page.locator(".error-summary").get_by_role("link", name="Nazwa gabinetu").click()
    assert page.evaluate("document.activeElement.name") == "practice_name"
    assert page.get_by_label("Imię").input_value() == "Jan"


def test_registration_by_keyboard_alone(screen):
    page = screen.go("/register")
    page.locator("#f-first_name").focus()
    for text in ("Jan", "Żuk", "jan@example.pl", "Zębuszka1"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the button that shows the password
    page.keyboard.type("Gabinet Żuk")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("#calendar[data-ready]")


def test_registration_and_login_without_javascript(plain_screen, services):
    page = plain_screen.go("/register")
    for field, text in (
        ("first_name", "Jan"),
        ("last_name", "Żuk"),
        ("email", "jan@example.pl"),
        ("password", "Zębuszka1"),
        ("practice_name", "Żuk"),
    ):
        page.fill(f"#f-{field}", text)
    page.check("#f-accept_terms")
    page.get_by_role("button", name="ZAREJESTRUJ").click()
    page.wait_for_url(re.compile("/calendar/list"))
    assert "Brak wizyt w tym dniu" in page.inner_text("main")
