"""The environment, read once. Errors name the variable and never its value: it may be a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PLACES = ("production", "laptop", "test")


class SettingMissing(Exception):  # noqa: N818 - it is what happened
    """A variable that has no default is not set."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set")
        self.name = name


class SettingInvalid(Exception):  # noqa: N818 - it is what happened
    """A variable holds something that cannot be used."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")
        self.name = name


class Environment:
    """Typed access to environment variables. An empty one counts as not set; one without default must be set."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, name: str, default: str | None = None) -> str:
        value = self._variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise SettingMissing(name)
        return default

    def integer(self, name: str, default: int | None = None) -> int:
        text = self.text(name, None if default is None else str(default))
        try:
            return int(text)
        except ValueError:
            raise SettingInvalid(name, "a whole number") from None

    def number(self, name: str, default: float | None = None) -> float:
        text = self.text(name, None if default is None else str(default))
        try:
            return float(text)
        except ValueError:
            raise SettingInvalid(name, "a number") from None

    def url(self, name: str, default: str | None = None) -> str:
        text = self.text(name, default)
        try:
            parts = urlsplit(text)
            complete = bool(parts.scheme and parts.hostname and (parts.port is None or parts.port > 0))
        except ValueError:
            complete = False
        if not complete:
            raise SettingInvalid(name, "scheme://host[:port]/...")
        return text


@dataclass(frozen=True)
class ProcessSettings:
    """What every process needs, whatever it does."""

    service: str
    kind: str
    amqp_url: str = field(repr=False)
    health_host: str
    health_port: int
    env: str
    """``production``, ``laptop`` or ``test``."""
    clock_offset: float
    """Seconds that the process's clock runs ahead of the machine's."""
    log_level: str


def process_settings(environment: Environment, service: str, kind: str) -> ProcessSettings:
    """Read them; raises SettingMissing or SettingInvalid."""
    env = environment.text("DENTORO_ENV", "production")
    if env not in PLACES:
        raise SettingInvalid("DENTORO_ENV", " or ".join(PLACES))
    clock_offset = environment.number("CLOCK_OFFSET_SECONDS", 0)
    if clock_offset and env == "production":
        raise SettingInvalid("CLOCK_OFFSET_SECONDS", "no offset in production")
    log_level = environment.text("LOG_LEVEL", "INFO").upper()
    if log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise SettingInvalid("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR")
    return ProcessSettings(
        service=service,
        kind=kind,
        amqp_url=environment.url("AMQP_URL"),
        health_host=environment.text("HEALTH_HOST", "127.0.0.1"),
        health_port=environment.integer("HEALTH_PORT"),
        env=env,
        clock_offset=clock_offset,
        log_level=log_level,
    )
