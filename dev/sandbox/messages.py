"""What has arrived: held in memory up to a limit, newest last, each copy of a known one counted and not kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from threading import Lock
from typing import Any, Literal

from dev.sandbox.journal import Journal

Channel = Literal["sms", "email"]


@dataclass(frozen=True, slots=True)
class Message:
    channel: Channel
    to: str
    """A number in E.164, or a mail address."""
    sender: str
    text: str
    received_at: str
    """RFC 3339, UTC."""
    subject: str | None = None
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    idempotency_key: str | None = None
    """``idx`` of an SMS, Message-ID of a mail."""
    deliveries: int = 1
    """How often it came; an SMS refused for its known ``idx`` and a mail that the mailbox already held count too."""
    report: str | None = None
    """What was reported of an SMS, once whoever sent it has taken the report."""
    id: int = 0

    @property
    def identity(self) -> tuple[str, ...] | None:
        """What a second copy has in common with it: SMSAPI looks at ``idx`` alone, a mailbox at its own Message-IDs."""
        if self.idempotency_key is None:
            return None
        return (self.channel, self.idempotency_key) + ((self.to.casefold(),) if self.channel == "email" else ())

    def as_json(self) -> dict[str, Any]:
        item = asdict(self)
        item["from"] = item.pop("sender")
        item["id"] = str(self.id)
        return item


class Messages:
    """Safe to use from many threads."""

    def __init__(self, journal: Journal, keep: int) -> None:
        self._journal = journal
        self._keep = max(keep, 1)
        self._lock = Lock()
        self._held: OrderedDict[int, Message] = OrderedDict()
        self._known: dict[tuple[str, ...], int] = {}
        self._last_id = 0
        for record in journal.read():
            self._replay(record)
        journal.rewrite(_record(message) for message in self._held.values())

    def take(self, arrivals: Sequence[Message], *, refuse_known: bool) -> list[int]:
        """Keep all of them and say their ids; or, if one is here and ``refuse_known``, keep none, count the copy."""
        with self._lock:
            copies = [self._known[a.identity] for a in arrivals if a.identity in self._known] if refuse_known else []
            for known in copies:
                self._count(known)
                self._journal.append({"copy_of": known})
            if copies:
                return []
            kept = []
            for arrival in arrivals:
                message = replace(arrival, id=self._last_id + 1)
                self._hold(message)
                self._journal.append(_record(message))
                kept.append(message.id)
            return kept

    def report(self, message_id: int, report: str) -> None:
        """Note what was reported of a message."""
        with self._lock:
            held = self._held.get(message_id)
            if held is not None:
                self._held[message_id] = replace(held, report=report)
                self._journal.append({"report_of": message_id, "report": report})

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._known.clear()
            self._journal.rewrite([])

    def all(self) -> list[Message]:
        """In the order of arrival."""
        with self._lock:
            return list(self._held.values())

    def find(self, message_id: int) -> Message | None:
        with self._lock:
            return self._held.get(message_id)

    def _hold(self, message: Message) -> None:
        self._last_id = max(self._last_id, message.id)
        self._held[message.id] = message
        if message.identity is not None:
            self._known[message.identity] = message.id
        while len(self._held) > self._keep:
            _, oldest = self._held.popitem(last=False)
            if oldest.identity is not None and self._known.get(oldest.identity) == oldest.id:
                del self._known[oldest.identity]

    def _count(self, message_id: int) -> None:
        held = self._held.get(message_id)
        if held is not None:
            self._held[message_id] = replace(held, deliveries=held.deliveries + 1)

    def _replay(self, record: Mapping[str, Any]) -> None:
        if "copy_of" in record:
            self._count(record["copy_of"])
        elif "report_of" in record:
            held = self._held.get(record["report_of"])
            if held is not None:
                self._held[held.id] = replace(held, report=record["report"])
        else:
            self._hold(Message(**record["message"]))


def _record(message: Message) -> dict[str, Any]:
    return {"message": asdict(message)}
