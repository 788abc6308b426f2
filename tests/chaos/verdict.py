"""What patients got, beside what was due: none lost, none twice, none for a cancelled visit, none at the old time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from tests.chaos.book import Story

WARSAW = ZoneInfo("Europe/Warsaw")
NEWS_TAKES = timedelta(seconds=60)
"""A change that was answered may take so long to reach a sender while broker, database and processes are down."""
CHANNELS = ("sms", "email")
_NAMED = re.compile(r"\b(\d{1,2})(?:\.\d{2}\)? o| [^\W\d]+,) (\d{1,2}:\d{2})\b")
"""``(wt. 24.11) o 12:00`` in an SMS, ``wtorek, 24 listopada, 12:00`` in the subject of a mail."""


@dataclass(frozen=True)
class Line:
    """Of the ledger."""

    id: UUID
    visit_id: UUID
    channel: str
    starts_at: datetime
    state: str
    reason: str | None
    due: bool
    """It is live and its time has come."""


@dataclass
class Verdict:
    expected: int = 0
    received: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    for_cancelled: list[str] = field(default_factory=list)
    at_old_time: list[str] = field(default_factory=list)
    too_early: list[str] = field(default_factory=list)
    disagreeing: list[str] = field(default_factory=list)
    """Of ledger and sandbox."""
    waiting: int = 0
    unknown: int = 0
    """The answer was lost, and before anybody could ask again the visit was moved or cancelled."""
    repeated: Counter[str] = field(default_factory=Counter)
    """Handed over again and recognised: by SMSAPI's idx, by the mailbox's Message-ID."""
    before_a_change: int = 0
    """Named a time that was right when they went out."""
    states: Counter[str] = field(default_factory=Counter)

    @property
    def wrong(self) -> tuple[list[str], ...]:
        return (self.lost, self.twice, self.for_cancelled, self.at_old_time, self.too_early, self.disagreeing)

    @property
    def good(self) -> bool:
        return not any(self.wrong) and not self.waiting


def read_ledger(url: str, now: datetime) -> list[Line]:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        rows = connection.execute(
            "SELECT id, visit_id, channel, visit_starts_at, state, reason,"
            " state IN ('queued', 'sending') OR (state = 'planned' AND due_at <= %s) FROM messages",
            [now],
        ).fetchall()
    return [Line(*row) for row in rows]


def judge(
    stories: Sequence[Story], items: Iterable[Mapping[str, Any]], ledger: Sequence[Line], due: datetime
) -> Verdict:
    """``due``: when the reminders of the next day's visits go out; later visits have none yet."""
    verdict = Verdict(waiting=sum(line.due for line in ledger))
    verdict.states.update(line.state for line in ledger)
    by_address = {address: story for story in stories for address in (story.phone, story.email)}
    got: defaultdict[tuple[int, str], list[Mapping[str, Any]]] = defaultdict(list)
    for item in items:
        story = by_address.get(item["to"])
        if story is not None:
            got[story.number, item["channel"]].append(item)
            verdict.repeated[item["channel"]] += item["deliveries"] - 1
            verdict.received += 1
    for story in stories:
        for channel in CHANNELS:
            _judge_one(verdict, story, channel, got[story.number, channel], due)
    _compare(verdict, ledger, [item for mine in got.values() for item in mine])
    return verdict


def _judge_one(verdict: Verdict, story: Story, channel: str, items: Sequence[Mapping[str, Any]], due: datetime) -> None:
    what = f"visit {story.number} ({story.plan}, {channel})"
    times = Counter(_named_in(item) for item in items)
    verdict.twice += [f"{what} at {time}: {count} of it" for time, count in times.items() if count > 1]
    final = story.now_at
    early = [item for item in items if datetime.fromisoformat(item["received_at"]) < due]
    verdict.too_early += [f"{what} at {_named_in(item)}: received {item['received_at']}" for item in early]
    if final is not None and final.astimezone(WARSAW).date() == due.astimezone(WARSAW).date() + timedelta(days=1):
        verdict.expected += 1
        if _on_wall(final) not in times:
            verdict.lost.append(f"{what} at {_on_wall(final)}: has {dict(times)}")
    for item in items:
        if final is not None and _named_in(item) == _on_wall(final):
            if final.astimezone(WARSAW).date() > due.astimezone(WARSAW).date() + timedelta(days=1):
                verdict.too_early.append(f"{what}: the visit is on a later day")
            continue
        _judge_other(verdict, story, what, item)


def _judge_other(verdict: Verdict, story: Story, what: str, item: Mapping[str, Any]) -> None:
    """A message that does not name where the visit is now: the visit must have been there, or have just left."""
    received = datetime.fromisoformat(item["received_at"])
    stays = [stay for stay in story.stays if _on_wall(stay.starts_at) == _named_in(item) and stay.until is not None]
    if any(stay.since <= received <= stay.until + NEWS_TAKES for stay in stays if stay.until is not None):
        verdict.before_a_change += 1
        return
    left = max((stay.until for stay in stays if stay.until is not None), default=None)
    told = f"{what} at {_named_in(item)}: received {received:%H:%M:%S}, left {left and f'{left:%H:%M:%S}'} UTC"
    (verdict.for_cancelled if story.cancelled else verdict.at_old_time).append(told)


def _compare(verdict: Verdict, ledger: Sequence[Line], items: Sequence[Mapping[str, Any]]) -> None:
    """A line is sent if and only if phone or mailbox have a message with its key, unless it says that it cannot know."""
    keys = {(item["channel"], _key(item)) for item in items}
    for line in ledger:
        if line.state == "failed" and line.reason == "outcome_unknown":
            verdict.unknown += 1
            continue
        went = line.state in ("sent", "delivered")
        there = (line.channel, str(line.id)) in keys
        if went != there:
            told = f"{line.channel} {line.id} is {line.state} ({line.reason}), {'' if there else 'not '}received"
            verdict.disagreeing.append(told)
    known = {(line.channel, str(line.id)) for line in ledger}
    verdict.disagreeing += [f"{channel} {key} was received and is in no ledger" for channel, key in keys - known]


def _key(item: Mapping[str, Any]) -> str:
    """``idx``, or what stands before the @ of a Message-ID."""
    return str(item["idempotency_key"]).strip("<>").partition("@")[0]


def _named_in(item: Mapping[str, Any]) -> str:
    """Day and hour that a reminder names."""
    found = _NAMED.search(item["subject"] or item["text"])
    return f"{int(found[1])}. {found[2]:0>5}" if found else "no time"


def _on_wall(moment: datetime) -> str:
    local = moment.astimezone(WARSAW)
    return f"{local.day}. {local:%H:%M}"
