"""Take what a provider reports afterwards: a message arrived, or did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.application.ports import Clock, Handed, OpenReceipts
from notifications.domain.reports import Report, reported


@dataclass(frozen=True)
class Told:
    """One report. It names the message by our own key, by the provider's id, or both."""

    key: UUID | None
    provider_id: str | None
    report: Report
    at: datetime | None
    """When it arrived or failed, by the provider's clock."""


@dataclass(frozen=True)
class TakeReports:
    """Reports come twice, in any order, and before the sender has written down that the provider took the message."""

    open_receipts: OpenReceipts
    clock: Clock

    def __call__(self, told: Sequence[Told]) -> int:
        """How many messages it changed; reports about messages that are not ours change none."""
        now = self.clock()
        with self.open_receipts() as receipts:
            handed = receipts.handed(
                {one.key for one in told if one.key is not None},
                {one.provider_id for one in told if one.provider_id is not None},
            )
            return sum(receipts.put(line, at, now) for line, at in _settled(handed, told, now))


def _settled(handed: Sequence[Handed], told: Sequence[Told], now: datetime) -> list[tuple[Handed, datetime]]:
    by_key = {one.line.key: one for one in handed}
    by_provider_id = {one.provider_id: one for one in handed if one.provider_id is not None}
    after: dict[UUID, tuple[Handed, datetime]] = {}
    for one in told:
        before = by_key.get(one.key) if one.key is not None else by_provider_id.get(one.provider_id or "")
        if before is None or before.line.id in after:
            continue
        line = reported(before.line, one.report)
        if line is not None:
            kept = Handed(line, one.provider_id or before.provider_id)
            after[line.id] = kept, min(one.at or now, now)
    return list(after.values())
