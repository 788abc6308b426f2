"""Spans of instants, the end not included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From ``starts_at`` up to, and without, ``ends_at``; both are kept in UTC, since arithmetic on wall times lies."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))
        if self.starts_at >= self.ends_at:
            message = "a span ends after it starts"
            raise ValueError(message)

    @classmethod
    def lasting(cls, starts_at: datetime, minutes: int) -> Span:
        start = starts_at.astimezone(UTC)
        return cls(start, start + timedelta(minutes=minutes))

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def overlaps(self, other: Span) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: Span) -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def without(self, taken: Iterable[Span]) -> list[Span]:
        """What is left of the span when ``taken`` is cut out of it, in order."""
        left = []
        start = self.starts_at
        for other in sorted(taken):
            if not self.overlaps(other):
                continue
            if start < other.starts_at:
                left.append(Span(start, other.starts_at))
            start = max(start, other.ends_at)
        if start < self.ends_at:
            left.append(Span(start, self.ends_at))
        return left

    def texts(self) -> dict[str, str]:
        """For the data of a refusal."""
        return {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same instants with as few spans as possible: those that touch or overlap become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.starts_at <= result[-1].ends_at:
            result[-1] = Span(result[-1].starts_at, max(result[-1].ends_at, span.ends_at))
        else:
            result.append(span)
    return result
