"""How the sandbox misbehaves when told to, per channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from threading import Lock
from typing import Any

from dev.sandbox.messages import Channel

CHANNELS: tuple[Channel, ...] = ("sms", "email")
DEFAULT_STATUS = {"sms": 500, "email": 451}
REPORTS = ("delivered", "undelivered", "expired", "rejected", "none")
"""What a phone's operator reports of an accepted SMS."""


class FaultsInvalid(Exception):  # noqa: N818 - says what happened
    """What was asked for is not a fault that the sandbox knows."""


@dataclass(frozen=True)
class Fault:
    fail_next: int | bool = 0
    """So many of the next attempts are refused with ``status`` and nothing is kept; True: all of them."""
    status: int | None = None
    """SMS: an HTTP status (400-599); any other number is answered as that error of SMSAPI. Mail: an SMTP reply code."""
    delay_ms: int = 0
    """How long every answer waits; what is accepted is accepted before the wait."""
    drop_after_accept: int | bool = 0
    """So many of the next accepted ones are kept, and the connection breaks instead of an answer; True: all of them."""


@dataclass(frozen=True)
class SmsFault(Fault):
    reports: str | None = None
    """What is reported of each accepted one; None: what the settings say."""
    report_delay_ms: int = 300
    """From accepting to the report."""


class Faults:
    def __init__(self) -> None:
        self._lock = Lock()
        self._faults: dict[Channel, Fault] = {channel: _KINDS[channel]() for channel in CHANNELS}

    def put(self, wanted: Any) -> None:
        """Replaces everything: a channel or field left out misbehaves no more."""
        if not isinstance(wanted, Mapping) or set(wanted) - set(CHANNELS):
            raise FaultsInvalid("expected an object with the fields sms and email")
        faults = {channel: _fault(_KINDS[channel], wanted.get(channel) or {}) for channel in CHANNELS}
        with self._lock:
            self._faults = faults

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {channel: asdict(fault) for channel, fault in self._faults.items()}

    def delay(self, channel: Channel) -> float:
        """Seconds."""
        return self._faults[channel].delay_ms / 1000

    def report(self, usual: str) -> tuple[str, float]:
        """What to report of an SMS accepted now, and after how many seconds."""
        fault = self._faults["sms"]
        assert isinstance(fault, SmsFault)
        return fault.reports or usual, fault.report_delay_ms / 1000

    def refusal(self, channel: Channel) -> int | None:
        """The status to refuse this attempt with, or None when it is to be taken."""
        with self._lock:
            fault = self._faults[channel]
            if not fault.fail_next:
                return None
            self._faults[channel] = replace(fault, fail_next=_less(fault.fail_next))
            return fault.status or DEFAULT_STATUS[channel]

    def drops(self, channel: Channel) -> bool:
        """Whether the connection breaks now instead of the answer that this accepted message would get."""
        with self._lock:
            fault = self._faults[channel]
            if not fault.drop_after_accept:
                return False
            self._faults[channel] = replace(fault, drop_after_accept=_less(fault.drop_after_accept))
            return True


def _less(count: int | bool) -> int | bool:
    return count if count is True else count - 1


_KINDS: dict[Channel, type[Fault]] = {"sms": SmsFault, "email": Fault}


def _fault(kind: type[Fault], wanted: Any) -> Fault:
    names = [field.name for field in fields(kind)]
    if not isinstance(wanted, Mapping) or set(wanted) - set(names):
        raise FaultsInvalid(f"a fault has the fields {', '.join(names)}")
    for name, value in wanted.items():
        if name == "reports":
            if value is not None and value not in REPORTS:
                raise FaultsInvalid(f"reports is one of {', '.join(REPORTS)}")
            continue
        always = value is True and name in ("fail_next", "drop_after_accept")
        whole = isinstance(value, int) and value >= 0 and value is not True
        if not (always or whole or (name == "status" and value is None)):
            raise FaultsInvalid(f"{name} must be a whole number")
    return kind(**wanted)
