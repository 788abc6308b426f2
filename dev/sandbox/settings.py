"""What the sandbox is told through the environment, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from dev.sandbox.faults import REPORTS


class SettingInvalid(Exception):  # noqa: N818 - says what happened
    """A variable holds what cannot be used; says which one, never its value."""


@dataclass(frozen=True)
class Settings:
    host: str
    http_port: int
    """0 takes any free port."""
    smtp_port: int
    token: str | None
    """The Bearer token that SMSAPI's side asks for; without one any token will do."""
    directory: Path | None
    """Where messages are kept over a restart; without one they are gone with the process."""
    keep: int
    """How many messages are held; the oldest make room."""
    callback_url: str | None
    """``http://host/callbacks/smsapi/<secret>``: where reports and replies go; without one nowhere."""
    reports: str
    """What is reported of an accepted SMS when no fault says otherwise."""
    clock_offset: timedelta
    """Added to the real time, so that arrivals are shown on the clock of a stack that runs at another time."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    def number(name: str, default: int, most: int) -> int:
        text = environment.get(name) or str(default)
        if not text.isascii() or not text.isdigit() or int(text) > most:
            raise SettingInvalid(f"{name} must be a whole number from 0 to {most}")
        return int(text)

    try:
        offset = timedelta(seconds=float(environment.get("CLOCK_OFFSET_SECONDS") or 0))
    except (ValueError, OverflowError):
        raise SettingInvalid("CLOCK_OFFSET_SECONDS must be a number of seconds") from None
    directory = environment.get("SANDBOX_DIR")
    reports = environment.get("SANDBOX_REPORTS") or "delivered"
    if reports not in REPORTS:
        raise SettingInvalid(f"SANDBOX_REPORTS must be one of {', '.join(REPORTS)}")
    callback_url = environment.get("SANDBOX_CALLBACK_URL") or None
    if callback_url is not None and not callback_url.startswith(("http://", "https://")):
        raise SettingInvalid("SANDBOX_CALLBACK_URL must begin with http")
    return Settings(
        host=environment.get("SANDBOX_HOST") or "127.0.0.1",
        http_port=number("SANDBOX_PORT", 8025, 65535),
        smtp_port=number("SANDBOX_SMTP_PORT", 8026, 65535),
        token=environment.get("SANDBOX_TOKEN") or None,
        directory=Path(directory) if directory else None,
        keep=number("SANDBOX_KEEP", 10_000, 1_000_000),
        callback_url=None if callback_url is None else callback_url.rstrip("/"),
        reports=reports,
        clock_offset=offset,
    )
