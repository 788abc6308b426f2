"""What online booking keeps, in memory; tokens, codes and marks that a test can foretell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import UUID

from scheduling.domain.booking_settings import DEFAULTS, BookingSettings
from scheduling.domain.public_hold import PublicHold
from scheduling.domain.refusals import NotFound
from scheduling.domain.throttle import Limit


class FakeBookingSettings:
    def __init__(self) -> None:
        self.kept = DEFAULTS

    def read(self) -> BookingSettings:
        return self.kept

    def save(self, settings: BookingSettings) -> None:
        self.kept = settings


class FakePublicHolds:
    def __init__(self) -> None:
        self.kept: dict[UUID, PublicHold] = {}

    def add(self, hold: PublicHold) -> None:
        self.kept[hold.hold_id] = hold

    save = add

    def read(self, hold_id: UUID) -> PublicHold:
        if hold_id not in self.kept:
            raise NotFound("hold")
        return self.kept[hold_id]

    read_to_change = read

    def forget(self, before: datetime) -> int:
        old = [hold.hold_id for hold in self.kept.values() if hold.created_at < before]
        for hold_id in old:
            del self.kept[hold_id]
        return len(old)


class FakeTries:
    def __init__(self) -> None:
        self.times: defaultdict[bytes, list[datetime]] = defaultdict(list)

    def count(self, tries: Mapping[bytes, Limit], now: datetime) -> None:
        counted = {
            key: [*(each for each in self.times[key] if each > now - limit.within), now] for key, limit in tries.items()
        }
        for key, times in counted.items():
            tries[key].judge(times, now)
        self.times.update(counted)


@dataclass
class FakeSecrets:
    """Codes are 000001, 000002 …"""

    numbers: count = field(default_factory=lambda: count(1))

    def new_token(self) -> str:
        return f"token {next(self.numbers)}"

    def new_code(self) -> str:
        return f"{next(self.numbers):06}"

    def mark(self, of: str) -> bytes:
        return f"mark of {of}".encode()

    def marks(self, of: str) -> list[bytes]:
        return [self.mark(of)]

    def is_mark(self, mark: bytes, of: str) -> bool:
        return mark == self.mark(of)

    def visit_link(self, visit_id: UUID, starts_at: datetime) -> str:
        return f"visit {visit_id} {starts_at.isoformat()}"
