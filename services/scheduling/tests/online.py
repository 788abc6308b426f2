"""A stranger who books online at a practice in a real database."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from contracts.base import Nothing
from contracts.context import Client, Context
from contracts.registry import METHODS
from scheduling.application.follow_practice import follow_practice

from services.scheduling.tests.builders import at
from services.scheduling.tests.practice import TRACE, Practice, serving

CODE = "booking_code_requested.v1"
WHO = {"channel": "sms", "first_name": "Żaneta", "last_name": "Łęcka", "language": "pl"}
_NUMBERS = itertools.count(501_700_000)


def who_books() -> dict[str, Any]:
    """With a phone that is nobody else's: limits are counted over all practices."""
    return WHO | {"phone": f"+48{next(_NUMBERS)}"}


@dataclass
class Stranger:
    """Has no session; comes from an address."""

    practice: Practice
    address: str | None = None
    phone: str = field(default_factory=lambda: f"+48{next(_NUMBERS)}")
    """Nobody else's: limits are counted over all practices."""

    def ask(self, method: str, key: str | None = None, **request: Any) -> dict[str, Any]:
        return self.asking(method, key, **request)()

    def asking(self, method: str, key: str | None = None, **request: Any) -> Any:
        known = METHODS[f"scheduling.{method}"]
        by_link = "token" in known.request.model_fields and "hold_id" not in known.request.model_fields
        client = Client(address=self.address) if self.address else None
        context = Context(
            trace_id=TRACE, practice_id=None if by_link else self.practice.id, client=client, idempotency_key=key
        )
        serve, message = getattr(serving(self.practice.office), method), known.request.model_validate(request)

        def ask() -> dict[str, Any]:
            content: dict[str, Any] = json.loads((serve(context, message) or Nothing()).model_dump_json(by_alias=True))
            return content

        return ask

    def hold(self, when: str = "2026-11-24 10:00", **parts: Any) -> dict[str, Any]:
        return self.ask(
            "hold_public_time", service_id=parts.pop("service_id", None) or self.service_id, starts_at=at(when), **parts
        )

    @property
    def service_id(self) -> str:
        return str(self.ask("read_public_booking")["services"][0]["id"])

    def send_code(self, held: dict[str, Any], **who: Any) -> str:
        """The code that went out."""
        self.ask("request_booking_code", hold_id=held["id"], token=held["token"], **WHO | {"phone": self.phone} | who)
        return self.codes()[-1]

    def codes(self) -> list[str]:
        return [envelope.data.code for envelope in self.practice.announced() if envelope.type == CODE]

    def confirm(self, held: dict[str, Any], code: str) -> dict[str, Any]:
        return self.ask("confirm_public_hold", hold_id=held["id"], token=held["token"], code=code)

    def book(self, when: str = "2026-11-24 10:00", **who: Any) -> dict[str, Any]:
        held = self.hold(when)
        return self.confirm(held, self.send_code(held, **who))


def open_online(practice: Practice, chairs: int = 1) -> Stranger:
    """Online booking is on, with one service of half an hour on so many chairs."""
    switch(practice, on=True)
    for number in range(1, chairs):
        practice.ask("add_calendar", name=f"Fotel {number + 1}")
    practice.ask("add_service", name="Przegląd", minutes=30, price="120.00", bookable_online=True)
    return Stranger(practice)


def switch(practice: Practice, *, on: bool, version: int = 2) -> None:
    practice.do(
        lambda desk: follow_practice(
            desk, name="Gabinet", time_zone="Europe/Warsaw", version=version, phone="+48221234567", online_booking=on
        )
    )
