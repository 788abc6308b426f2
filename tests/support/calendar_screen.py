"""The calendar in a real browser, over the real services: worked by mouse, by finger and by keys."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.practice import Caller

QUARTER = 22
"""Pixels of the screen; the ``slotHeight`` of calendar.js."""


class CalendarScreen:
    """One person's browser window, signed in; says no word about what the console would not either."""

    def __init__(self, browser: Browser, person: Caller, *, width: int, height: int, **more: Any) -> None:
        self.url = person.url
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="pl-PL", reduced_motion="reduce", **more
        )
        self.context.add_cookies([{"name": "dentoro_session", "value": person.token, "url": self.url}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str = "/calendar") -> Page:
        """The calendar, once it hears what other screens change."""
        self.page.goto(self.url + path)
        self.page.wait_for_selector("#calendar[data-ready][data-heard]")
        return self.page

    def block(self, name: str) -> Locator:
        """The visit of somebody as the grid shows it, not its shadow under a hand."""
        return self.page.locator(".ec-event:not(.ec-ghost):not(.ec-preview)", has_text=name)

    @property
    def panel(self) -> Locator:
        """What opens beside the calendar when a visit is pressed."""
        return self.page.locator("dialog#panel[open]")

    def shows(self, name: str, *texts: str, css: str = "") -> None:
        """Whether it does, within what a loaded machine needs for "at once"."""
        visit = self.page.locator(f".ec-event{css}:not(.ec-ghost):not(.ec-preview)", has_text=name)
        expect(visit).to_have_count(1, timeout=5_000)
        for text in texts:
            expect(visit).to_contain_text(text, timeout=5_000)

    def says(self, text: str) -> None:
        self.page.locator("#toasts").get_by_text(text).last.wait_for()

    def point(self, clock: str, chair: int = 0) -> tuple[float, float]:
        """Where a quarter of an hour of a chair is in the window, once it has been scrolled into sight."""
        hour, minute = map(int, clock.split(":"))
        x, y = self.page.evaluate(
            """([hour, minute, chair, quarter]) => {
                const first = parseInt(document.querySelector('.ec-body time').textContent, 10);
                const y = ((hour - first) * 4 + minute / 15 + 0.5) * quarter;
                document.querySelector('.ec-main').scrollTop = Math.max(0, y - 200);
                const box = document.querySelectorAll('.ec-body .ec-day')[chair].getBoundingClientRect();
                return [box.left + box.width / 2, box.top + y];
            }""",
            [hour, minute, chair, QUARTER],
        )
        return x, y

    def grasp(self, name: str, *, at_its_end: bool = False) -> tuple[float, float]:
        """Where a hand takes hold of a visit."""
        self.block(name).wait_for()
        # In one step: what is drawn anew meanwhile would be another element at the same place.
        box = self.page.evaluate(
            """(name) => {
                const visits = document.querySelectorAll('.ec-event:not(.ec-ghost):not(.ec-preview)');
                const visit = [...visits].find((one) => one.textContent.includes(name));
                visit.scrollIntoView({ block: 'nearest' });
                return visit.getBoundingClientRect().toJSON();
            }""",
            name,
        )
        return box["x"] + box["width"] / 3, box["y"] + (box["height"] - 3 if at_its_end else 8)

    def pull(self, name: str, quarters: int, *, chairs: int = 0, at_its_end: bool = False, let_go: bool = True) -> None:
        """By mouse: so many quarters of an hour down, and chairs to the right."""
        x, y = self.grasp(name, at_its_end=at_its_end)
        across = chairs * self.page.locator(".ec-body .ec-day").first.bounding_box()["width"]  # type: ignore[index]
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across / 2, y + quarters * QUARTER / 2, steps=4)
        self.page.mouse.move(x + across, y + quarters * QUARTER, steps=4)
        if let_go:
            self.page.mouse.up()

    def long_press(self, name: str, quarters: int) -> None:
        """By finger, which first stays for a moment: so many quarters of an hour down."""
        x, y = self.grasp(name)
        finger = self.context.new_cdp_session(self.page)

        def touch(kind: str, dy: float = 0.0) -> None:
            points = [] if kind == "touchEnd" else [{"x": x, "y": y + dy}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart")
        self.page.wait_for_selector(".ec-dragging")
        for step in range(4 * abs(quarters) + 1):
            touch("touchMove", step * QUARTER / 4 * (1 if quarters > 0 else -1))
        touch("touchEnd")

    def tab_to(self, target: Locator) -> None:
        """By Tab, as somebody without a mouse gets there."""
        target.first.wait_for()
        for _ in range(200):
            if target.first.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never gets to {target}")

    def enter(self, target: Locator) -> None:
        """Get there by Tab and press it."""
        self.tab_to(target)
        self.page.keyboard.press("Enter")

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []
