"""The phones: what arrives on them is reported as delivered, and they can write back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import uuid4

from dev.sandbox.callbacks import Callbacks
from dev.sandbox.faults import Faults
from dev.sandbox.messages import Message, Messages

LONGEST_REPLY = 459
REMEMBERED = 200


class ReplyInvalid(Exception):  # noqa: N818 - says what happened
    """It lacks a number or a text, or nobody listens."""


@dataclass(frozen=True)
class Reply:
    id: str
    sender: str
    """E.164."""
    text: str
    at: str
    """RFC 3339, UTC."""
    taken: bool | None = None
    """None: under way; False: nobody took it, however often it was tried."""


class Phones:
    """``usual`` is what is reported of an SMS when no fault says otherwise."""

    def __init__(
        self, messages: Messages, faults: Faults, callbacks: Callbacks, usual: str, now: Callable[[], datetime]
    ) -> None:
        self._messages = messages
        self._faults = faults
        self._callbacks = callbacks
        self._usual = usual
        self._now = now
        self._lock = Lock()
        self._replies: dict[str, Reply] = {}

    @property
    def can_reply(self) -> bool:
        return self._callbacks.somebody_listens

    def arrived(self, arrivals: Sequence[Message], kept: Sequence[int], provider_ids: Sequence[str]) -> None:
        """Report of each of these, which were kept under these ids, soon."""
        outcome, delay = self._faults.report(self._usual)
        if outcome == "none":
            return
        for message, message_id, provider_id in zip(arrivals, kept, provider_ids, strict=True):
            sms = {"MsgId": provider_id, "to": message.to.lstrip("+"), "idx": message.idempotency_key or ""}

            def then(taken: bool, message_id: int = message_id) -> None:
                if taken:
                    self._messages.report(message_id, outcome)

            self._callbacks.report(sms, outcome, delay, then)

    def reply(self, sender: str, text: str) -> Reply:
        """Write back. Raises ReplyInvalid."""
        digits = re.sub(r"[\s()+-]", "", sender)
        number = f"+48{digits}" if re.fullmatch(r"[0-9]{9}", digits) else f"+{digits}"
        if not re.fullmatch(r"\+[0-9]{8,15}", number) or not text.strip() or len(text) > LONGEST_REPLY:
            raise ReplyInvalid(f"from is a phone number, text has 1 to {LONGEST_REPLY} letters")
        if not self.can_reply:
            raise ReplyInvalid("nobody listens: SANDBOX_CALLBACK_URL is not set")
        reply = Reply(uuid4().hex, number, text, self._now().isoformat(timespec="milliseconds"))
        with self._lock:
            self._replies[reply.id] = reply
            while len(self._replies) > REMEMBERED:
                del self._replies[next(iter(self._replies))]
        self._callbacks.reply(reply.id, number, text, lambda taken: self._note(reply.id, taken))
        return reply

    def replies(self) -> list[Reply]:
        """The newest of those written since the process began, in their order."""
        with self._lock:
            return list(self._replies.values())

    def forget(self) -> None:
        with self._lock:
            self._replies.clear()

    def _note(self, reply_id: str, taken: bool) -> None:
        with self._lock:
            if reply_id in self._replies:
                self._replies[reply_id] = replace(self._replies[reply_id], taken=taken)


def as_json(reply: Reply) -> dict[str, Any]:
    item = asdict(reply)
    item["from"] = item.pop("sender")
    return item
