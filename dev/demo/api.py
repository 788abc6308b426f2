"""The few calls that the demonstration makes, repeated safely while the system comes up."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Self, TypeVar
from uuid import uuid4

import requests

ANSWER_WITHIN = 15.0
NOW_HEADER = "Dentoro-Now"
Found = TypeVar("Found")


class NotRunning(Exception):  # noqa: N818 - says what happened
    """Nothing answers at the address."""


class Refused(Exception):  # noqa: N818 - says what happened
    """The system answered, and said no; names the call and its code, never what was sent."""


class NeverCame(Exception):  # noqa: N818 - says what happened
    """What was waited for did not happen in time."""


class Api:
    """One practice's session. Every POST has an Idempotency-Key of its own, so repeating one changes nothing twice."""

    def __init__(self, url: str, patience: float = 30.0) -> None:
        """``patience``: for how many seconds a call is repeated while the system is not ready."""
        self.url = url.rstrip("/")
        self._patience = patience
        self._http = requests.Session()
        self._clock_offset = timedelta()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def require_running(self) -> None:
        """Raises NotRunning at once; any answer will do."""
        self._once("GET", "/session", {}, last=True)

    def sign_in(self, token: str) -> None:
        self._http.headers["Authorization"] = f"Bearer {token}"

    def now(self) -> datetime:
        """The time on the system's clock, which may be set to another day; ours if it has not said."""
        return datetime.now(UTC) + self._clock_offset

    def get(self, path: str, **query: str) -> Any:
        return self._call("GET", path, params=query)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("PUT", path, json=body)

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("PATCH", path, json=body)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("POST", path, json=body, headers={"Idempotency-Key": str(uuid4())})

    def wait_for(self, what: str, look: Callable[[], Found]) -> Found:
        """What ``look`` finds, as soon as it is something. Raises NeverCame."""
        deadline = time.monotonic() + self._patience
        while not (found := look()):
            if time.monotonic() > deadline:
                raise NeverCame(f"waited {self._patience:.0f} s for {what}")
            time.sleep(0.1)
        return found

    def _call(self, method: str, path: str, **request: Any) -> Any:
        deadline = time.monotonic() + self._patience
        while True:
            answer = self._once(method, path, request, last=time.monotonic() > deadline)
            if answer is not None:
                break
            time.sleep(0.3)
        if not answer.ok:
            raise Refused(f"{method} {path} was refused: {answer.status_code} {_code(answer)}")
        return answer.json() if answer.content else None

    def _once(self, method: str, path: str, request: dict[str, Any], *, last: bool) -> requests.Response | None:
        """The answer, or None when asking again makes sense."""
        try:
            answer = self._http.request(method, f"{self.url}/api/v1{path}", timeout=ANSWER_WITHIN, **request)
        except (requests.ConnectionError, requests.Timeout) as failure:
            if last:
                raise NotRunning(f"nothing answers at {self.url}") from failure
            return None
        self._read_clock(answer)
        retry = answer.status_code in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)
        return None if retry and not last else answer

    def _read_clock(self, answer: requests.Response) -> None:
        try:
            now = datetime.fromisoformat(answer.headers[NOW_HEADER])
        except (KeyError, ValueError):
            return
        if now.tzinfo is not None:
            self._clock_offset = now - datetime.now(UTC)


def _code(answer: requests.Response) -> str:
    try:
        problem = answer.json()
        fields = [f"{error['field']}: {error['code']}" for error in problem.get("errors") or []]
        return " ".join([str(problem["code"]), *fields])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "(no problem document)"
