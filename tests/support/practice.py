"""A practice as an outside program sees it: registered over HTTP, its visits booked, its patients' phone and mailbox read."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote

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


class Caller:
    """Whoever calls the HTTP API, a stranger without a token: thin words around it."""

    email: str
    user_id: str

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.http = requests.Session()
        if token is not None:
            self.use(token)

    def use(self, token: str) -> None:
        """Be whose token this is from now on."""
        self.token = token
        self.http.headers["Authorization"] = f"Bearer {token}"

    def call(self, verb: str, path: str, **request: Any) -> requests.Response:
        """Any request, as ``requests`` takes it."""
        return self.http.request(verb, f"{self.url}/api/v1/{path}", timeout=CALL_SECONDS, **request)

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.call("GET", path, params=query)

    def post(self, path: str, *, key: str | None = None, **body: Any) -> requests.Response:
        return self.call("POST", path, json=body, headers={"Idempotency-Key": key or str(uuid.uuid4())})

    def put(self, path: str, **body: Any) -> requests.Response:
        return self.call("PUT", path, json=body)

    def patch(self, path: str, **body: Any) -> requests.Response:
        return self.call("PATCH", path, json=body)

    def delete(self, path: str) -> requests.Response:
        return self.call("DELETE", path)


class Practice(Caller):
    """A registered practice, called as its owner."""

    def __init__(self, url: str, *, name: str = "Gabinet Uśmiech") -> None:
        super().__init__(url)
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
        self.user_id = answer.json()["user"]["id"]
        self.slug = answer.json()["practice"]["slug"]
        self.use(answer.json()["session"]["token"])

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
        self.calendar()  # scheduling knows a new practice some moments after its registration
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

    def invite(self, role: str, sandbox: Sandbox) -> Invited:
        """Somebody new, asked to join by a letter that has come."""
        email = f"{role}.{uuid.uuid4().hex[:12]}@example.com"
        answer = self.post("invitations", email=email, role=role)
        assert answer.status_code == requests.codes.created, answer.text
        return Invited(answer.json()["id"], email, sandbox.token("invitation", email))

    def hire(self, role: str, sandbox: Sandbox, first_name: str = "Ewa", last_name: str = "Lis") -> Caller:
        """Somebody new in this role, who has come in by an invitation's letter."""
        invited = self.invite(role, sandbox)
        answer = Caller(self.url).post(
            "invitation-answers",
            token=invited.token,
            first_name=first_name,
            last_name=last_name,
            password=PASSWORD,
            accept_terms=True,
        )
        assert answer.status_code == requests.codes.created, answer.text
        hired = Caller(self.url, answer.json()["token"])
        hired.email, hired.user_id = invited.email, answer.json()["user"]["id"]
        return hired


@dataclass(frozen=True)
class Invited:
    id: str
    email: str
    token: str


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

    def token(self, page: str, email: str, *, but: str = "") -> str:
        """The token of the link to ``page`` in the newest letter to an address; waits for one other than ``but``."""

        def look() -> str | None:
            links = [re.search(rf"/{page}/([^\s/?#]+)", letter["text"]) for letter in self.to(email)]
            found = [unquote(link[1]) for link in links if link and unquote(link[1]) != but]
            return found[-1] if found else None

        return eventually(look, what=f"a letter to {email} with a link to /{page}")

    def faults(self, **channels: dict[str, Any]) -> None:
        requests.put(f"{self.url}/faults", json=channels, timeout=CALL_SECONDS).raise_for_status()
