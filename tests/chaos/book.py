"""Visits that are booked, moved and cancelled over HTTP by clients who do not give up, and what they did when."""

from __future__ import annotations

import itertools
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tests.support.practice import Practice

CHAIRS = 7
VISITS_OF_PRACTICE = 100
QUARTERS = 32
PLANS: Sequence[tuple[str, int, tuple[str, ...]]] = (
    ("stays", 40, ()),
    ("moved", 18, ("second",)),
    ("moved away and back", 10, ("second", "first")),
    ("moved to tomorrow", 10, ("second",)),
    ("moved to the day after", 10, ("later",)),
    ("cancelled", 12, ("cancel",)),
)
"""What becomes of a visit, how often out of a hundred, and by which steps."""


@dataclass(frozen=True)
class Slot:
    calendar_id: str
    starts_at: datetime


@dataclass
class Stay:
    """From when to when a visit had this time: from the first try to be there to the answer that it left."""

    starts_at: datetime
    since: datetime
    until: datetime | None = None


@dataclass
class Story:
    number: int
    practice: Practice
    plan: str
    steps: tuple[str, ...]
    slots: dict[str, Slot]
    in_time: bool
    """It is changed before its reminder is due, not after."""
    visit_id: str = ""
    stays: list[Stay] = field(default_factory=list)
    cancelled: bool = False

    @property
    def phone(self) -> str:
        return f"+4850{self.number:07d}"

    @property
    def email(self) -> str:
        return f"p{self.number}@example.com"

    @property
    def now_at(self) -> datetime | None:
        """Where the visit ended up; None: cancelled."""
        return None if self.cancelled or not self.stays else self.stays[-1].starts_at


class GaveUp(Exception):  # noqa: N818 - it is what happened
    """No definite answer for minutes."""


@dataclass(frozen=True)
class Reception:
    """What books: many clients at once. ``clock`` is the stack's."""

    clock: Callable[[], datetime]
    patience: float
    stop: threading.Event

    def book(self, story: Story) -> None:
        patient = self.certain(
            lambda key: story.practice.post(
                "patients", key=key, first_name="Jan", last_name="Test", phone=story.phone, email=story.email
            )
        )
        first = story.slots["later" if story.plan == "moved to tomorrow" else "first"]
        since = self.clock()
        visit = self.certain(
            lambda key: story.practice.post(
                "visits",
                key=key,
                calendar_id=first.calendar_id,
                patient_id=patient["id"],
                starts_at=first.starts_at.isoformat(),
                minutes=15,
            )
        )
        story.visit_id = visit["id"]
        story.stays.append(Stay(first.starts_at, since))

    def change(self, story: Story) -> None:
        for step in story.steps:
            if step == "cancel":
                self.certain(lambda key: self._cancel(story, key))
                story.stays[-1].until = self.clock()
                story.cancelled = True
            else:
                self._move(story, story.slots[step])

    def _move(self, story: Story, slot: Slot) -> None:
        since = self.clock()
        self.certain(
            lambda _: story.practice.patch(
                f"visits/{story.visit_id}", calendar_id=slot.calendar_id, starts_at=slot.starts_at.isoformat()
            )
        )
        story.stays[-1].until = self.clock()
        story.stays.append(Stay(slot.starts_at, since))

    def _cancel(self, story: Story, key: str) -> requests.Response:
        answer = story.practice.post(f"visits/{story.visit_id}/cancel", key=key)
        if answer.status_code == requests.codes.conflict:  # an earlier try, whose answer was lost, did it
            return story.practice.get(f"visits/{story.visit_id}")
        return answer

    def certain(self, call: Callable[[str], requests.Response]) -> Any:
        """The answer to a call that is repeated, with the same key, until there is one, as a good client does."""
        key, until = str(uuid.uuid4()), time.monotonic() + self.patience
        while True:
            try:
                answer = call(key)
            except (requests.RequestException, OSError):  # the gateway itself is away
                answer = None
            if answer is not None and answer.ok:
                return answer.json()
            if answer is not None and answer.status_code not in {500, 502, 503, 429}:
                raise GaveUp(f"{answer.status_code} {answer.text[:300]}")
            if time.monotonic() > until or self.stop.is_set():
                raise GaveUp("no answer" if answer is None else str(answer.status_code))
            time.sleep(0.3)


def stories(chance: random.Random, count: int, url: str, tomorrow: datetime) -> list[Story]:
    """So many visits to come, in practices that are registered here; ``tomorrow`` is its 8:00."""
    made: list[Story] = []
    names = [name for name, weight, _ in PLANS for _ in range(weight)]
    steps = {name: steps for name, _, steps in PLANS}
    while len(made) < count:
        practice = Practice(url, name=f"Gabinet {len(made) // VISITS_OF_PRACTICE + 1}")
        calendars = [practice.calendar()["id"]]
        while len(calendars) < CHAIRS:
            answer = practice.post("calendars", name=f"STANOWISKO {len(calendars) + 1}")
            answer.raise_for_status()
            calendars.append(answer.json()["id"])
        near, far = _slots(calendars, tomorrow), _slots(calendars, tomorrow + timedelta(days=1))
        for _ in range(min(VISITS_OF_PRACTICE, count - len(made))):
            plan = chance.choice(names)
            slots = {"first": next(near), "second": next(near), "later": next(far)}
            made.append(Story(len(made), practice, plan, steps[plan], slots, in_time=chance.random() < 0.7))
    return made


def _slots(calendars: Sequence[str], eight: datetime) -> Iterator[Slot]:
    for quarter, calendar in itertools.product(range(QUARTERS), calendars):
        yield Slot(calendar, eight + timedelta(minutes=15 * quarter))


def stack_clock(offset_seconds: float) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) + timedelta(seconds=offset_seconds)
