"""Everything the gateway takes from its environment, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


class SettingWrong(Exception):
    """A variable is missing or unusable; the message names it and never its value."""


@dataclass(frozen=True)
class GatewaySettings:
    env: Literal["production", "laptop", "test"]
    amqp_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    health_host: str = "127.0.0.1"
    health_port: int | None = None
    public_url: str = "http://127.0.0.1:8000"
    """Where the outside world sees us; no slash at the end."""
    web_workers: int = 2
    rpc_timeout: float = 5.0
    """Seconds one HTTP request may take, however many calls it makes."""
    clock_offset: float = 0.0
    """Seconds between the stack's clock and the real one; always 0 in production."""
    log_level: str = "INFO"
    sandbox_url: str | None = None
    """Where the laptop's phone and mailbox are shown; a link, only on the laptop."""

    @property
    def secure_cookies(self) -> bool:
        return self.env == "production"


def read_settings(environment: Mapping[str, str]) -> GatewaySettings:
    """Read the environment.

    Raises:
        SettingWrong: naming the variable.
    """
    env = environment.get("DENTORO_ENV", "production")
    if env not in {"production", "laptop", "test"}:
        raise SettingWrong("DENTORO_ENV")
    offset = _number(environment, "CLOCK_OFFSET_SECONDS", 0.0)
    if offset and env == "production":
        raise SettingWrong("CLOCK_OFFSET_SECONDS")
    port = int(_number(environment, "PORT", 8000))
    health_port = int(_number(environment, "HEALTH_PORT", 0))
    return GatewaySettings(
        env=env,  # type: ignore[arg-type]
        amqp_url=_text(environment, "AMQP_URL"),
        secret_key=_text(environment, "SECRET_KEY"),
        host=environment.get("HOST", "127.0.0.1"),
        port=port,
        health_host=environment.get("HEALTH_HOST", "127.0.0.1"),
        health_port=health_port or None,
        public_url=environment.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        web_workers=int(_number(environment, "WEB_WORKERS", 2)),
        rpc_timeout=_number(environment, "RPC_TIMEOUT_SECONDS", 5.0),
        clock_offset=offset,
        log_level=environment.get("LOG_LEVEL", "INFO"),
        sandbox_url=(environment.get("SANDBOX_URL") or None) if env == "laptop" else None,
    )


def _text(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise SettingWrong(name)
    return value


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(environment.get(name) or default)
    except ValueError:
        raise SettingWrong(name) from None
