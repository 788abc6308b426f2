"""A practice is set up on the screen, by mouse and by keyboard alone: four chairs, three people, hours of each chair.

The stack's clock stands at Monday 23 November 2026, 11:00 in Warsaw. Over the real services, letters included.
"""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.support.practice import PASSWORD, Practice, Sandbox, eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CHAIRS = {"Higiena": ("07:00", "11:00"), "RTG": ("12:00", "20:00"), "Chirurgia": ("09:15", "14:45")}
"""Beside STANOWISKO 1, which keeps the practice's hours."""


@pytest.fixture
def practice(stack):
    registered = Practice(stack.url, name="Gabinet Na Ekranie")
    registered.calendar()
    return registered


class Mouse:
    """A person with a mouse; words are typed."""

    def __init__(self, page):
        self.page = page

    def press(self, target):
        target.click()

    def write(self, target, text):
        target.click()
        target.fill(text)

    def choose(self, target, text):
        target.select_option(text)

    def turn(self, target):
        target.click()


class Keyboard:
    """A person without one: reaches everything by Tab, and works it with the keys."""

    def __init__(self, page):
        self.page = page

    def press(self, target):
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target, text):
        self._reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, target, text):
        self._reach(target)
        self.page.keyboard.type(text)

    def turn(self, target):
        self._reach(target)
        self.page.keyboard.press("Space")

    def _reach(self, target):
        target.wait_for()
        for _ in range(250):
            if target.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"nobody gets to {target}")


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_a_practice_is_set_up(stack, browser, practice, hands):
    page = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="pl-PL", reduced_motion="reduce"
    ).new_page()
    page.set_default_timeout(15_000)
    person = hands(page)
    log_in(person, stack.url, practice.email)

    say_who_we_are(person, stack.url)
    assert practice.get("practice").json()["nip"] == "5260250274"
    assert practice.get("practice/notifications").json()["online_booking"] is True

    for name in CHAIRS:
        add_chair(person, stack.url, name)
    chairs = {each["name"]: each for each in practice.get("calendars").json()["items"]}
    assert set(chairs) == {"STANOWISKO 1", *CHAIRS}
    for name, hours in CHAIRS.items():
        give_hours(person, stack.url, chairs[name], hours)
    assert monday_hours(practice, chairs) == {"STANOWISKO 1": ("08:00", "16:00"), **CHAIRS}

    for role in ("dentysta", "recepcja"):
        email = f"{uuid.uuid4().hex[:10]}@example.com"
        invite(person, stack.url, email, role)
        join(browser, hands, link_to(stack, email))
    people = practice.get("users").json()["items"]
    assert sorted(each["role"] for each in people) == ["dentist", "owner", "receptionist"]


def log_in(person, url, email):
    page = person.page
    page.goto(f"{url}/login")
    person.write(page.get_by_label("E-mail"), email)
    person.write(page.get_by_label("Hasło", exact=True), PASSWORD)
    person.press(page.get_by_role("button", name="ZALOGUJ"))
    page.wait_for_selector("#calendar[data-ready]")


def say_who_we_are(person, url):
    page = person.page
    page.goto(f"{url}/settings/practice")
    for field, text in {
        "street": "Prosta",
        "house_number": "7",
        "postal_code": "00-850",
        "town": "Warszawa",
        "phone": "22 123 45 67",
        "nip": "5260250275",
    }.items():
        person.write(page.locator(f"#s-{field}"), text)
    person.turn(page.get_by_label("Rezerwacja online"))
    save = page.get_by_role("button", name="ZAPISZ", exact=True)
    person.press(save)
    expect(page.locator("#s-nip")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#s-street")).to_have_value("Prosta")
    person.write(page.locator("#s-nip"), "526-025-02-74")
    person.press(page.get_by_role("button", name="ZAPISZ", exact=True))
    page.get_by_text("Ustawienia zapisane.").first.wait_for()


def add_chair(person, url, name):
    page = person.page
    page.goto(f"{url}/settings/calendars")
    person.press(page.locator("#calendars summary"))
    person.write(page.locator("#a-name"), name)
    person.press(page.get_by_role("button", name="DODAJ", exact=True).first)
    page.locator("#calendars .row-name", has_text=name).wait_for()


def give_hours(person, url, chair, hours):
    page = person.page
    page.goto(f"{url}/settings/calendars/{chair['id']}")
    person.turn(page.locator("#c-inherits"))
    person.choose(page.locator("#c-from_1"), hours[0])
    person.choose(page.locator("#c-to_1"), hours[1])
    person.press(page.locator("[data-copy-monday]"))
    person.press(page.get_by_role("button", name="ZAPISZ", exact=True))
    page.get_by_text(f"Zapisano: {chair['name']}.").first.wait_for()


def monday_hours(practice, chairs):
    read = {name: practice.get(f"calendars/{chair['id']}/working-time").json() for name, chair in chairs.items()}
    assert all(week["days"][0]["from"] == week["days"][4]["from"] for week in read.values()), "copied to Friday"
    return {name: (week["days"][0]["from"], week["days"][0]["to"]) for name, week in read.items()}


def invite(person, url, email, role):
    page = person.page
    page.goto(f"{url}/settings/people")
    person.write(page.locator("#i-email"), email)
    person.choose(page.locator("#i-role"), role)
    person.press(page.get_by_role("button", name="ZAPROŚ"))
    page.locator("#invitations", has_text=email).wait_for()


def link_to(stack, email):
    sandbox = Sandbox(stack.sandbox_url)
    (letter,) = eventually(lambda: sandbox.to(email), what="the invitation")
    return re.search(r"http://\S+/invitation/[\w-]+", letter["text"])[0]


def join(browser, hands, link):
    page = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="pl-PL", reduced_motion="reduce"
    ).new_page()
    page.set_default_timeout(15_000)
    newcomer = hands(page)
    page.goto(link)
    newcomer.write(page.get_by_label("Imię"), "Ewa")
    newcomer.write(page.get_by_label("Nazwisko"), "Lis")
    newcomer.write(page.get_by_label("Hasło", exact=True), PASSWORD)
    newcomer.turn(page.locator("[name=accept_terms]"))
    newcomer.press(page.get_by_role("button", name="DOŁĄCZ"))
    page.wait_for_selector("#calendar[data-ready]")
