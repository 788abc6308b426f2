"""What SMSAPI tells by itself: it calls back with delivery reports, and with what somebody answers on the phone.

It asks for a body of exactly ``OK`` and comes again, ever more seldom, while it gets none.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from threading import Condition, Thread
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

AGAIN_AFTER = (1, 2, 4, 8, 15, 30, 60, 60, 60, 60)
"""Seconds; the last one is the last try."""
SECONDS = 10
STATUSES = {"delivered": 404, "undelivered": 405, "expired": 402, "rejected": 407}

Then = Callable[[bool], None]
"""Told whether it was taken."""


class Callbacks:
    """Calls ``url`` with ``/delivery`` or ``/incoming`` behind it, in a thread of its own; nobody if it is None."""

    def __init__(self, url: str | None, now: Callable[[], datetime]) -> None:
        self._url = url
        self._now = now
        self._waiting: list[tuple[float, int, str, dict[str, str], int, Then]] = []
        self._changed = Condition()
        self._numbers = itertools.count()
        if url is not None:
            Thread(target=self._run, name="callbacks", daemon=True).start()

    @property
    def somebody_listens(self) -> bool:
        return self._url is not None

    def report(self, sms: dict[str, str], outcome: str, delay: float, then: Then) -> None:
        """Report of an SMS (its ``MsgId``, ``to`` and ``idx``) after ``delay`` seconds."""
        form = sms | {"status": str(STATUSES[outcome]), "status_name": outcome.upper(), "username": "sandbox"}
        self._later(delay, "delivery", form, 0, then)

    def reply(self, reply_id: str, sender: str, text: str, then: Then) -> None:
        """Somebody with the number ``sender`` (E.164) wrote back."""
        form = {"MsgId": reply_id, "sms_from": sender.lstrip("+"), "sms_to": "48000000000", "sms_text": text}
        form |= {"sms_date": str(int(self._now().timestamp())), "username": "sandbox"}
        self._later(0, "incoming", form, 0, then)

    def _later(self, delay: float, where: str, form: dict[str, str], tries: int, then: Then) -> None:
        if self._url is None:
            return
        with self._changed:
            heapq.heappush(self._waiting, (time.monotonic() + delay, next(self._numbers), where, form, tries, then))
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting or self._waiting[0][0] > time.monotonic():
                    self._changed.wait(self._waiting[0][0] - time.monotonic() if self._waiting else None)
                _, _, where, form, tries, then = heapq.heappop(self._waiting)
            if where == "delivery":
                form = form | {"donedate": form.get("donedate") or str(int(self._now().timestamp()))}
            taken = self._call(where, form)
            if not taken and tries < len(AGAIN_AFTER):
                self._later(AGAIN_AFTER[tries], where, form, tries + 1, then)
            else:
                then(taken)

    def _call(self, where: str, form: dict[str, str]) -> bool:
        request = Request(f"{self._url}/{where}", urlencode(form).encode())  # noqa: S310 - http, from our own settings
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return bool(answer.status == HTTPStatus.OK and answer.read(10) == b"OK")
        except (URLError, OSError):
            return False
