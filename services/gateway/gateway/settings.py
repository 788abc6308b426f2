"""Everything the gateway takes from its environment, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chassis.settings import Environment, SettingInvalid, process_settings

_SECRET = re.compile(r"[A-Za-z0-9_-]{24,}")


@dataclass(frozen=True)
class GatewaySettings:
    env: str
    """``production``, ``laptop`` or ``test``."""
    amqp_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    health_host: str = "127.0.0.1"
    health_port: int = 0
    public_url: str = "http://127.0.0.1:8000"
    """Where the outside world sees us; no slash at the end."""
    web_workers: int = 2
    rpc_timeout: float = 5.0
    """Seconds one HTTP request may take, however many calls it makes."""
    clock_offset: float = 0.0
    """Seconds between the stack's clock and the real one; always 0 in production."""
    log_level: str = "INFO"
    max_body_bytes: int = 1_000_000
    worker_connections: int = 1000
    """How many connections one process serves at once; more wait to be accepted."""
    trusted_proxies: int = 0
    """How many proxies stand before us and each add an address to X-Forwarded-For; 0: the header is not believed."""
    smsapi_callback_secret: str | None = field(default=None, repr=False)
    """In the address that SMSAPI calls back; without one nobody is listened to there."""
    sandbox_url: str | None = None
    """Where the laptop's phone and mailbox are shown; a link, only on the laptop."""

    @property
    def secure_cookies(self) -> bool:
        return self.env == "production"


def read_settings(environment: Environment) -> GatewaySettings:
    """Read them; raises SettingMissing or SettingInvalid."""
    process = process_settings(environment, "gateway", "gateway")
    port = environment.integer("PORT", 8000)
    if port == process.health_port:
        raise SettingInvalid("HEALTH_PORT", "another port than PORT")
    rpc_timeout = environment.number("RPC_TIMEOUT_SECONDS", 5)
    if rpc_timeout <= 0:
        raise SettingInvalid("RPC_TIMEOUT_SECONDS", "more than 0")
    trusted_proxies = environment.integer("TRUSTED_PROXIES", 0)
    if trusted_proxies < 0:
        raise SettingInvalid("TRUSTED_PROXIES", "0 or more")
    callback_secret = environment.text("SMSAPI_CALLBACK_SECRET", "")
    if callback_secret and not _SECRET.fullmatch(callback_secret):
        raise SettingInvalid("SMSAPI_CALLBACK_SECRET", "24 or more letters and digits")
    return GatewaySettings(
        env=process.env,
        amqp_url=process.amqp_url,
        secret_key=environment.text("SECRET_KEY"),
        host=environment.text("HOST", "127.0.0.1"),
        port=port,
        health_host=process.health_host,
        health_port=process.health_port,
        public_url=environment.url("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        web_workers=environment.integer("WEB_WORKERS", 2),
        rpc_timeout=rpc_timeout,
        clock_offset=process.clock_offset,
        log_level=process.log_level,
        max_body_bytes=_positive(environment, "MAX_BODY_BYTES", 1_000_000),
        worker_connections=_positive(environment, "WORKER_CONNECTIONS", 1000),
        trusted_proxies=trusted_proxies,
        smsapi_callback_secret=callback_secret or None,
        sandbox_url=(environment.text("SANDBOX_URL", "") or None) if process.env == "laptop" else None,
    )


def _positive(environment: Environment, name: str, default: int) -> int:
    value = environment.integer(name, default)
    if value <= 0:
        raise SettingInvalid(name, "more than 0")
    return value
