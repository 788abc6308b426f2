"""A practice as an outside program sees it: registered over HTTP, its visits booked, its patients' phone and mailbox read."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import requests

Found = TypeVar("Found")
PASSWORD = "Sekret123"
CALL_SECONDS = 10
"""Longer than the gateway's own deadline, so that a test sees the gateway's answer and not its own patience."""


def eventually(look: Callable[[], Found | None], *, within: float = 20.0, what: str = "") -> Found:
    """What ``look`` gives as soon as it gives something; fails after ``within`` seconds."""
    until = time.monotonic() + within
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"not within {within} s: {what or look}")
        time.sleep(0.1)


class Practice:
    """A signed-in practice: thin words around the HTTP API."""

    def __init__(self, url: str, *, name: str = "Gabinet Uśmiech") -> None:
        self.url = url
        self.http = requests.Session()
        self.email = f"anna.{uuid.uuid4().hex[:12]}@example.com"
        self.name = name
        answer = self.post(
            "practices",
            first_name="Anna",
            last_name="Nowak",
            email=self.email,
            password=PASSWORD,
            practice_name=name,
            accept_terms=True,
        )
        assert answer.status_code == requests.codes.created, answer.text
        self.id = answer.json()["practice"]["id"]
        self.token = answer.json()["session"]["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.http.get(f"{self.url}/api/v1/{path}", params=query, timeout=CALL_SECONDS)

    def post(self, path: str, *, key: str | None = None, **body: Any) -> requests.Response:
        return self.http.post(
            f"{self.url}/api/v1/{path}",
            json=body,
            headers={"Idempotency-Key": key or str(uuid.uuid4())},
            timeout=CALL_SECONDS,
        )

    def put(self, path: str, **body: Any) -> requests.Response:
        return self.http.put(f"{self.url}/api/v1/{path}", json=body, timeout=CALL_SECONDS)

    def patch(self, path: str, **body: Any) -> requests.Response:
        return self.http.patch(f"{self.url}/api/v1/{path}", json=body, timeout=CALL_SECONDS)

    def calendar(self, *, within: float = 20.0) -> dict[str, Any]:
        """The first calendar; it appears a moment after registration."""

        def look() -> dict[str, Any] | None:
            answer = self.get("calendars")
            items = answer.json().get("items") if answer.ok else None
            return items[0] if items else None

        return eventually(look, within=within, what="the first calendar of a new practice")

    def add_patient(
        self, phone: str, email: str, *, first_name: str = "Łucja", last_name: str = "Żak"
    ) -> dict[str, Any]:
        answer = self.post("patients", first_name=first_name, last_name=last_name, phone=phone, email=email)
        assert answer.status_code == requests.codes.created, answer.text
        created: dict[str, Any] = answer.json()
        return created

    def book(
        self, patient: dict[str, Any], calendar: dict[str, Any], starts_at: str, minutes: int = 15
    ) -> requests.Response:
        return self.post(
            "visits", calendar_id=calendar["id"], patient_id=patient["id"], starts_at=starts_at, minutes=minutes
        )


class Sandbox:
    """What the sandbox's phone and mailbox received."""

    def __init__(self, url: str) -> None:
        self.url = url

    def messages(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = requests.get(f"{self.url}/messages", timeout=CALL_SECONDS).json()["items"]
        return items

    def to(self, address: str) -> list[dict[str, Any]]:
        digits = address.lstrip("+")
        return [message for message in self.messages() if message["to"].lstrip("+") == digits]

    def faults(self, **channels: dict[str, Any]) -> None:
        requests.put(f"{self.url}/faults", json=channels, timeout=CALL_SECONDS).raise_for_status()
