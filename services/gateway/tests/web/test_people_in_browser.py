"""Pages around people: axe finds nothing, nothing scrolls sideways, a picture is kept; and what a keyboard does."""

import re
from datetime import timedelta

import pytest

from services.gateway.tests.fake_people import furnish_changes
from services.gateway.tests.fake_sessions import CODE

pytestmark = pytest.mark.browser

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"


@pytest.fixture
def invited(services, practice):
    """Two invitations wait, one of them for too long already."""
    first = services.give_invitation(practice, "olga@example.pl", "dentist")
    second = services.give_invitation(practice, "marek.nowakowski@przychodnia-usmiech.example.pl", "receptionist")
    practice.invitations[second.id] = second.model_copy(update={"expires_at": services.now() - timedelta(hours=1)})
    return first


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("forgot-password", "/forgot-password"),
        ("forgot-password-sent", "/forgot-password/sent"),
        ("reset-password-expired", "/reset-password/nothing"),
        ("confirm-email", "/confirm-email/anything"),
        ("invitation-expired", "/invitation/nothing"),
        ("public-practice-off", "/b/gabinet"),
    ],
)
def test_pages_for_strangers(any_screen, practice, name, path):
    any_screen.go(path)
    any_screen.check(name)


def test_the_public_page_with_online_booking(any_screen, practice):
    practice.online_booking = True
    data = {
        "street": "Długa",
        "house_number": "12/3",
        "postal_code": "00-238",
        "town": "Warszawa",
        "phone": "+48221234567",
    }
    practice.practice = practice.practice.model_copy(update=data)
    any_screen.go("/b/gabinet")
    any_screen.check("public-practice")


def test_a_forgotten_password_is_set_anew(any_screen, practice, services):
    page = any_screen.go("/login")
    page.get_by_role("link", name="Nie pamiętam hasła").click()
    page.get_by_label("E-mail").fill("anna@example.pl")
    page.get_by_role("button", name="WYŚLIJ ODNOŚNIK").click()
    page.wait_for_url("**/forgot-password/sent")
    any_screen.go(f"/reset-password/{services.letter('password_reset').token}")
    page.get_by_label("Nowe hasło").fill("Nowe")
    any_screen.check("reset-password")
    page.get_by_label("Nowe hasło").fill("Zupełnie9Nowe")
    page.get_by_role("button", name="ZAPISZ HASŁO").click()
    page.wait_for_url("**/login")
    assert "Zaloguj się nowym hasłem" in page.inner_text("main")
    any_screen.check("login-after-reset")


def test_an_invited_person_joins_by_keyboard_alone(any_screen, practice, services, invited):
    page = any_screen.go(f"/invitation/{services.letter_to('olga@example.pl').token}")
    any_screen.check("invitation")
    page.locator("#f-first_name").focus()
    for text in ("Olga", "Maj"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("Zębuszka1")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the button that shows the password
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("#calendar[data-ready]")
    assert [p.user.role for p in practice.people if p.user.first_name == "Olga"] == ["dentist"]


def test_login_with_a_second_factor_by_keyboard_alone(any_screen, practice):
    practice.people[0].change(second_factor=True)
    page = any_screen.go("/login")
    page.locator("#f-email").focus()
    page.keyboard.type("anna@example.pl")
    page.keyboard.press("Tab")
    page.keyboard.type("Tajne123")
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code")
    any_screen.check("login-code")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary:focus")
    any_screen.check("login-code-wrong")
    page.locator("#f-code").focus()
    page.keyboard.type(CODE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#calendar[data-ready]")


def test_two_step_login_is_switched_on(any_screen, practice):
    any_screen.sign_in()
    page = any_screen.go("/account/second-factor")
    any_screen.check("second-factor-off")
    page.get_by_label("Twoje hasło").fill("Tajne123")
    page.get_by_role("button", name="DALEJ").click()
    page.wait_for_selector("img.qr")
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0, "the policy lets the picture through"
    any_screen.check("second-factor-code")
    page.get_by_label("Kod z aplikacji").fill(CODE)
    page.get_by_role("button", name="WŁĄCZ").click()
    page.wait_for_selector("#codes")
    any_screen.check("recovery-codes")
    page.get_by_role("link", name="KODY SĄ ZACHOWANE").click()
    assert "włączone" in page.inner_text("main")
    any_screen.go("/account/second-factor")
    page.locator("summary", has_text="Wyłącz").click()
    any_screen.check("second-factor-on")


def test_the_account(any_screen, practice, services):
    practice.people[0].change(email_confirmed=False)
    services.give_session(practice, practice.people[0], "83.12.7.201", PHONE)
    any_screen.sign_in()
    page = any_screen.go("/account")
    any_screen.check("account")
    page.get_by_role("button", name="Wyślij ponownie").click()
    page.wait_for_selector("text=Wiadomość jest w drodze")
    page.get_by_role("button", name="Wyloguj Safari na iPhonie").click()
    page.wait_for_selector("text=Urządzenie zostało wylogowane")
    assert "iPhonie" not in page.inner_text("main")
    any_screen.go("/account/password")
    any_screen.check("account-password")


def test_the_banner_over_the_calendar(any_screen, practice):
    practice.people[0].change(email_confirmed=False)
    any_screen.calendar()
    any_screen.check("calendar-confirm-email")


def test_users(any_screen, practice, services, colleagues, invited):
    services.give_session(practice, colleagues["admin"], "83.12.7.201", PHONE)
    colleagues["admin"].change(second_factor=True)
    any_screen.sign_in()
    page = any_screen.go("/settings/people")
    any_screen.check("people", whole=True)
    page.get_by_label("E-mail").fill("olga@example.pl")
    page.get_by_role("button", name="ZAPROŚ").click()
    page.wait_for_selector(".error-summary:focus")
    any_screen.check("people-refused")
    page.get_by_role("link", name=re.compile("Zmień.*Ewa Lis")).click()
    page.locator("summary", has_text="Usuń z gabinetu").click()
    any_screen.check("person")


def test_somebody_is_invited_and_withdrawn_by_keyboard_alone(screen, practice, services):
    screen.sign_in()
    page = screen.go("/settings/people")
    page.locator("#i-email").focus()
    page.keyboard.type("olga@example.pl")
    page.keyboard.press("Tab")
    page.keyboard.type("dent")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Wysłaliśmy zaproszenie")
    assert [i.role for i in practice.invitations.values()] == ["dentist"]
    page.get_by_role("button", name="Wycofaj olga@example.pl").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Zaproszenie wycofane")
    assert practice.invitations == {}


def test_the_history_of_changes(any_screen, practice, services, colleagues):
    furnish_changes(services, practice)
    any_screen.sign_in()
    page = any_screen.go("/settings/changes")
    any_screen.check("changes")
    page.get_by_label("Co pokazać").select_option("Wizyty")
    page.get_by_role("button", name="Pokaż").click()
    page.wait_for_url("**about=visit*")
    assert "Zmieniono wizytę" in page.inner_text("main")
    assert "Zmieniono dane gabinetu" not in page.inner_text("main")


@pytest.mark.usefixtures("invited")
def test_pages_around_people_in_the_dark(dark_screen, practice, services, colleagues):
    furnish_changes(services, practice)
    colleagues["admin"].change(second_factor=True)
    practice.people[0].change(email_confirmed=False)
    dark_screen.sign_in()
    for path in ("people", "changes"):
        dark_screen.go(f"/settings/{path}")
        dark_screen.check(f"dark-{path}")
    page = dark_screen.go("/account/second-factor")
    page.get_by_label("Twoje hasło").fill("Tajne123")
    page.get_by_role("button", name="DALEJ").click()
    page.wait_for_selector("img.qr")
    dark_screen.check("dark-second-factor-code")
