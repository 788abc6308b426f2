"""The pages on services in memory: by Flask's client, and in a real browser."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from contracts.accounts import rpc as accounts
from flask.testing import FlaskClient
from gateway.app import create_app
from gateway.auth import COOKIE
from gateway.settings import GatewaySettings
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, ViewportSize
from werkzeug.serving import make_server

from services.gateway.tests.fake_practice import WARSAW, FakePerson, FakePractice
from services.gateway.tests.fake_services import FakeServices
from services.gateway.tests.furnished import furnish

NOW = datetime(2026, 11, 23, 10, 7, tzinfo=WARSAW)
PASSWORD = "Tajne123"
SCREENSHOTS = Path(__file__).parents[4] / "var" / "screenshots"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDE, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=360, height=740)
SETTLED = """async () => {
    await document.fonts.ready
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const ending = document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity)
    await Promise.all(ending.map(a => a.finished))
}"""
FOUND = """async ({ everything, part }) => {
    const { scrollWidth, clientWidth } = document.documentElement
    const found = scrollWidth > clientWidth ? [['scrolls sideways', `${scrollWidth} > ${clientWidth}`]] : []
    const look = async where => {
        const { violations } = await axe.run(where, { resultTypes: ['violations'], preload: false })
        found.push(...violations.map(v => [v.id, v.nodes.map(n => n.html)]))
    }
    const shown = [...document.body.querySelectorAll('*')].filter(e => e.checkVisibility({ visibilityProperty: true }))
    if (everything) {
        window.seen = new Set(shown)
        await look(part ? { include: [part] } : document)
    } else {
        const unseen = new Set(shown.filter(e => !window.seen.has(e)))
        const include = [...unseen].filter(e => !unseen.has(e.parentElement))
        if (include.length) await look({ include })
    }
    return found
}"""
"""What axe finds on the page; in a second size, on what was not seen in the first."""


@pytest.fixture
def clock_offset() -> float:
    """So many seconds is it until Monday, 23 November 2026, 10:07 in Warsaw."""
    return (NOW - datetime.now(UTC)).total_seconds()


@pytest.fixture
def services(clock_offset: float) -> FakeServices:
    return FakeServices(lambda: datetime.now(UTC) + timedelta(seconds=clock_offset))


@pytest.fixture
def practice(services: FakeServices) -> FakePractice:
    """Three chairs in the middle of their day; anna@example.pl is its owner."""
    return furnish(services)


@pytest.fixture(scope="session")
def made_app() -> Any:
    """Making one, and compiling its templates, takes longer than most of the tests do."""
    made = create_app(GatewaySettings(env="test", amqp_url="amqp://nowhere", secret_key="tests"), call=FakeServices())
    made.testing = True
    return made


@pytest.fixture
def app(made_app: Any, services: FakeServices) -> Any:
    """The same application each time, with services of the test's own behind it."""
    made_app.extensions["dentoro_rpc"] = services
    made_app.extensions["dentoro_clock"] = services.now
    return made_app


class Visitor:
    """A browser without JavaScript: keeps cookies and sends the CSRF token of the page it saw."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, *, part: bool = False, **more: Any) -> Any:
        return self.client.get(path, headers={"HX-Request": "true"} if part else {}, **more)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, part: bool = False, accept: str | None = None
    ) -> Any:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/login").text)
        assert token
        headers = {"HX-Request": "true"} if part else {}
        headers |= {"Accept": accept} if accept else {}
        return self.client.post(path, data={"csrf_token": token[1], **(data or {})}, headers=headers)

    def log_in(self, email: str = "anna@example.pl") -> Visitor:
        assert self.post("/login", {"email": email, "password": PASSWORD}).status_code == 303
        return self


@pytest.fixture
def stranger(app: Any) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def receptionist(app: Any, practice: FakePractice) -> Visitor:
    return Visitor(app.test_client()).log_in()


@pytest.fixture
def colleagues(services: FakeServices, practice: FakePractice) -> dict[str, FakePerson]:
    """One more of each role but the owner's, who is Anna."""
    return {
        "admin": services.give_person(practice, "Piotr Wysocki", "piotr@example.pl", "admin"),
        "dentist": services.give_person(practice, "Zofia Jabłońska", "zofia@example.pl", "dentist"),
        "receptionist": services.give_person(practice, "Ewa Lis", "ewa@example.pl", "receptionist"),
    }


@pytest.fixture
def with_role(app: Any, colleagues: dict[str, FakePerson]) -> Callable[[str], Visitor]:
    """Somebody of that role, logged in: ``with_role("dentist")``."""

    def log_in(role: str) -> Visitor:
        email = colleagues[role].user.email if role in colleagues else "anna@example.pl"
        return Visitor(app.test_client()).log_in(email)

    return log_in


# In the browser


class Site:
    """The pages on a port of their own. Each test gets fresh services behind them."""

    def __init__(self) -> None:
        settings = GatewaySettings(env="test", amqp_url="amqp://nowhere", secret_key="tests")
        self.app = create_app(settings, call=FakeServices())
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join(10)
        self.server.server_close()


@pytest.fixture(scope="session")
def served() -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@pytest.fixture
def site(served: Site, services: FakeServices) -> Site:
    served.app.extensions["dentoro_rpc"] = services
    served.app.extensions["dentoro_clock"] = services.now
    return served


class Screen:
    """One browser window that fails its test for what a person would only see in the console."""

    def __init__(self, page: Page, site: Site, *sizes: ViewportSize) -> None:
        self.page = page
        self.site = site
        self.sizes = sizes or (WIDE,)
        self.complaints: list[str] = []
        page.set_default_timeout(10_000)
        page.on("pageerror", self._failed)
        page.on("console", self._said)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def leave(self) -> None:
        """As if nobody had been here: no page, nothing kept, nobody signed in, no longer listened to."""
        for other in self.page.context.pages[1:]:
            other.close()
        self.page.goto(f"{self.site.url}/assets/empty")
        self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self.page.context.clear_cookies()
        self.page.context.clear_permissions()
        self.page.set_viewport_size(WIDE)
        self.page.emulate_media(color_scheme="light")
        self.page.remove_listener("pageerror", self._failed)
        self.page.remove_listener("console", self._said)

    def go(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, email: str = "anna@example.pl") -> None:
        """As the practice's owner (or whoever), without the login page."""
        services = self.site.app.extensions["dentoro_rpc"]
        asked = accounts.OpenSession(email=email, password=PASSWORD)
        token = services.open_session(asked, None).token
        self.page.context.add_cookies([{"name": COOKIE, "value": token, "url": self.site.url}])

    def calendar(self, address: str = "/calendar") -> Page:
        """Signed in, with the calendar on the screen."""
        self.sign_in()
        page = self.go(address)
        page.wait_for_selector("#calendar[data-ready][data-heard]")
        return page

    def check(self, name: str, *, part: str | None = None, whole: bool = False) -> None:
        """In each size that the window may have: find nothing that axe would, nothing across; keep a picture.

        ``part`` is a selector: all else on the page is as it was when axe last looked.
        """
        for size in self.sizes:
            self.page.set_viewport_size(size)
            self.page.evaluate(SETTLED)
            self.picture(name, whole=whole)
            if not self.page.evaluate("'axe' in window"):
                self.page.evaluate(AXE)
            found = self.page.evaluate(FOUND, {"everything": size == self.sizes[0], "part": part})
            assert found == [], f"{name}, {size['width']} px wide"
        self.page.set_viewport_size(self.sizes[0])

    def picture(self, name: str, *, whole: bool = False) -> None:
        """If somebody asks for pictures (PICTURES=1), keep one, of the ``whole`` page or of the window."""
        if os.environ.get("PICTURES"):
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=whole)


def _screen(browser: Browser, site: Site, *sizes: ViewportSize, **more: Any) -> Iterator[Screen]:
    context = browser.new_context(viewport=sizes[0], reduced_motion="reduce", **more)
    screen = Screen(context.new_page(), site, *sizes)
    yield screen
    context.close()
    assert screen.complaints == []


@pytest.fixture(scope="session")
def standing_page(running_browser: Browser) -> Iterator[Page]:
    """One window for many tests: to open another, and to compile axe anew, takes longer than most of them do."""
    with running_browser.new_context(viewport=WIDE, reduced_motion="reduce") as context:
        yield context.new_page()


def _standing(page: Page, site: Site, *sizes: ViewportSize) -> Iterator[Screen]:
    screen = Screen(page, site, *sizes)
    yield screen
    screen.leave()
    assert screen.complaints == []


@pytest.fixture
def screen(standing_page: Page, site: Site) -> Iterator[Screen]:
    """A window of a reception, 1280 pixels wide."""
    yield from _standing(standing_page, site, WIDE)


@pytest.fixture
def any_screen(standing_page: Page, site: Site) -> Iterator[Screen]:
    """A reception's window, which every check also makes as narrow as a phone."""
    yield from _standing(standing_page, site, WIDE, NARROW)


@pytest.fixture
def dark_screen(standing_page: Page, site: Site) -> Iterator[Screen]:
    """A reception's window at night."""
    standing_page.emulate_media(color_scheme="dark")
    yield from _standing(standing_page, site, WIDE)


@pytest.fixture
def own_screen(browser: Browser, site: Site) -> Iterator[Screen]:
    """A window that no other test has: for those that change how it answers or what its scripts find."""
    yield from _screen(browser, site, WIDE)


@pytest.fixture
def other_screen(browser: Browser, site: Site) -> Iterator[Screen]:
    """Another reception's window, beside ``screen``."""
    yield from _screen(browser, site, WIDE)


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "phone"])
def either_screen(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Screen]:
    """A reception's window, then, for the whole test anew, a phone."""
    yield from _screen(browser, site, request.param)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Screen]:
    yield from _screen(browser, site, NARROW, has_touch=True)


@pytest.fixture
def plain_screen(browser: Browser, site: Site) -> Iterator[Screen]:
    """A browser without JavaScript."""
    yield from _screen(browser, site, WIDE, java_script_enabled=False)
