"""Somebody of a practice at a browser without JavaScript, over the real services."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import requests

from tests.support.practice import CALL_SECONDS, Practice


class Desk:
    """Keeps the session; sends the forms of the pages it reads."""

    def __init__(self, practice: Practice) -> None:
        self.url = practice.url
        self.http = requests.Session()
        self.http.cookies.set("dentoro_session", practice.token)

    def ready(self, path: str) -> str | None:
        """The page; None while the practice is being made ready: not every service has heard of it yet."""
        answer = self.http.get(f"{self.url}{path}", timeout=CALL_SECONDS)
        return answer.text if answer.ok else None

    def read(self, path: str) -> str:
        answer = self.http.get(f"{self.url}{path}", timeout=CALL_SECONDS)
        assert answer.ok, answer.text
        return answer.text

    def send(self, page: str, path: str, files: dict[str, Any] | None = None, **typed: str) -> requests.Response:
        """The hidden fields of the page's form that goes to ``path``, and what is typed; answers the page after it."""
        form = next(part for part in re.split(r"(?=<form)", page) if f'action="{path}"' in part[:400])
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.split("</form>")[0])
        values = {name: unescape(value) for name, value in fields} | typed
        answer = self.http.post(f"{self.url}{path}", data=values, files=files, timeout=CALL_SECONDS)
        assert answer.ok, answer.text
        return answer


def words(page: str) -> str:
    """What of a page, or of a part of one, is to be read."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))
