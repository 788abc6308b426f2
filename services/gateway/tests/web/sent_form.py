"""What a browser would send of a form on a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    def __init__(self, form_id: str | None, action: str | None) -> None:
        super().__init__()
        self.wanted = ("id", form_id) if form_id else ("action", action)
        self.inside = False
        self.disabled = 0
        self.values: dict[str, str] = {}
        self.select: str | None = None
        self.option: str | None = None
        self.chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get(self.wanted[0]) == self.wanted[1]
        if not self.inside:
            return
        if tag == "fieldset":
            self.disabled += "disabled" in given or self.disabled > 0
        elif self.disabled:
            return
        elif tag == "input" and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            self.values[given["name"]] = given.get("value") or ("on" if given.get("type") == "checkbox" else "")
        elif tag == "select":
            self.select, self.chosen = given["name"], False
        elif tag == "option" and self.select:
            self.option = given.get("value")
            if not self.chosen and (self.select not in self.values or "selected" in given):
                self.values[self.select] = self.option or ""
                self.chosen = "selected" in given
            elif "selected" not in given:
                self.option = ""

    def handle_data(self, data: str) -> None:
        if self.select and self.option is None and data.strip():
            self.values[self.select] = data.strip()
            self.option = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "option":
            self.option = ""
        elif tag == "fieldset" and self.disabled:
            self.disabled -= 1


def sent_form(page: str, form_id: str | None = None, *, action: str | None = None) -> dict[str, str]:
    """By name; without the CSRF token and without buttons."""
    fields = _Fields(form_id, action)
    fields.feed(page)
    fields.values.pop("csrf_token", None)
    return fields.values
