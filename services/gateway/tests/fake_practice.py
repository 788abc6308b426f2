"""One practice as the pages' fake keeps it."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from contracts.accounts import rpc as accounts
from contracts.faults import Fault, FieldFault
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused

WARSAW = ZoneInfo("Europe/Warsaw")
PALETTE = ("blue", "green", "amber", "violet", "teal", "rose", "orange", "slate")


def refused(code: str, *errors: tuple[str, str], **data: Any) -> Refused:
    return Refused(Fault(code=code, data=data, errors=[FieldFault(field=f, code=c) for f, c in errors]))


@dataclasses.dataclass
class FakePractice:
    practice: accounts.Practice
    user: accounts.User
    password: str
    working: scheduling.WorkingTime
    calendars: list[scheduling.Calendar] = dataclasses.field(default_factory=list)
    patients: dict[uuid.UUID, scheduling.Patient] = dataclasses.field(default_factory=dict)
    visits: dict[uuid.UUID, scheduling.Visit] = dataclasses.field(default_factory=dict)
    messages: list[notifications.Message] = dataclasses.field(default_factory=list)
