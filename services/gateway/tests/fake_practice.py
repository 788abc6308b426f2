"""One practice as the pages' fake keeps it."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from contracts.accounts import rpc as accounts
from contracts.accounts.events import QuietHours
from contracts.changes import Change
from contracts.faults import Fault, FieldFault
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused

WARSAW = ZoneInfo("Europe/Warsaw")
PALETTE = ("blue", "green", "amber", "violet", "teal", "rose", "orange", "slate")


NOTIFICATIONS = accounts.NotificationSettings(
    sms=True,
    email=True,
    online_booking=False,
    reminder_hour=time(10),
    quiet_hours=QuietHours(from_=time(21), to=time(8)),
    version=1,
)


def refused(code: str, *errors: tuple[str, str], **data: Any) -> Refused:
    return Refused(Fault(code=code, data=data, errors=[FieldFault(field=f, code=c) for f, c in errors]))


def same_version(request: Any, kept: Any) -> None:
    if request.expected_version not in {None, kept.version}:
        raise refused("version_conflict", current_version=kept.version)


def found_in(where: dict[uuid.UUID, Any], key: uuid.UUID, what: str) -> Any:
    if key not in where:
        raise refused("not_found", what=what)
    return where[key]


@dataclasses.dataclass(eq=False)
class FakePerson:
    user: accounts.User
    password: str
    recovery_codes: list[str] = dataclasses.field(default_factory=list)
    removed: bool = False
    last_seen_at: datetime | None = None
    version: int = 1

    def change(self, **fields: Any) -> None:
        self.user = self.user.model_copy(update=fields)
        self.version += 1

    @property
    def shown(self) -> accounts.Person:
        return accounts.Person(
            **self.user.model_dump(), removed=self.removed, last_seen_at=self.last_seen_at, version=self.version
        )


@dataclasses.dataclass
class FakeImport:
    """A file of patients: what is said of it, and its rows."""

    about: scheduling.Import
    lines: list[dict[str, str]]
    """By the names of the columns."""
    rows: list[scheduling.ImportRow] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class FakePractice:
    practice: accounts.Practice
    people: list[FakePerson]
    """The first one registered it and owns it."""
    working: scheduling.WorkingTime
    terms_version: str | None = None
    online_booking: bool = False
    notifications: accounts.NotificationSettings = NOTIFICATIONS
    own_hours: dict[uuid.UUID, list[scheduling.WorkingDay]] = dataclasses.field(default_factory=dict)
    exceptions: list[scheduling.DayException] = dataclasses.field(default_factory=list)
    worked: set[date] = dataclasses.field(default_factory=set)
    """Public holidays on which the practice chose to work."""
    services: list[scheduling.Service] = dataclasses.field(default_factory=list)
    invitations: dict[uuid.UUID, accounts.Invitation] = dataclasses.field(default_factory=dict)
    changes: list[Change] = dataclasses.field(default_factory=list)
    changes_of_scheduling: list[Change] = dataclasses.field(default_factory=list)
    changes_of_notifications: list[Change] = dataclasses.field(default_factory=list)
    calendars: list[scheduling.Calendar] = dataclasses.field(default_factory=list)
    patients: dict[uuid.UUID, scheduling.Patient] = dataclasses.field(default_factory=dict)
    consents_said: dict[uuid.UUID, list[scheduling.ConsentSaid]] = dataclasses.field(default_factory=dict)
    imports: dict[uuid.UUID, FakeImport] = dataclasses.field(default_factory=dict)
    visits: dict[uuid.UUID, scheduling.Visit] = dataclasses.field(default_factory=dict)
    holds: list[scheduling.Hold] = dataclasses.field(default_factory=list)
    messages: list[notifications.Message] = dataclasses.field(default_factory=list)

    @property
    def user(self) -> accounts.User:
        """The owner who registered."""
        return self.people[0].user

    def person(self, person_id: uuid.UUID) -> FakePerson:
        return next(p for p in self.people if p.user.id == person_id)
