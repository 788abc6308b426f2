"""Everything notifications takes from its environment besides what every process takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from chassis.settings import Environment, SettingInvalid

from notifications.domain.sending import Patience


@dataclass(frozen=True)
class DispatcherSettings:
    lease: timedelta
    """After it a queued message that no sender took is queued again."""
    batch: int
    per_second: float
    """Of one dispatcher: after an outage the backlog goes out no faster."""
    at_most_under_way: int
    """Messages of one lane in its queue or at a provider; further ones wait in the ledger."""


SHORTEST_KEY = 32
"""Characters, of a key that signs links."""


@dataclass(frozen=True)
class LinkSettings:
    public_url: str
    """Where browsers reach the gateway: links in messages begin with it."""
    keys: list[str] = field(repr=False)
    """The first one signs links to visits; scheduling reads them with the same keys."""


@dataclass(frozen=True)
class SmsSettings:
    url: str
    token: str = field(repr=False)
    sender: str
    """The sender's name that the account may use."""
    answer_seconds: float
    per_second: float
    """Of all senders together; 0: as fast as it goes."""
    patience: Patience


@dataclass(frozen=True)
class EmailSettings:
    url: str = field(repr=False)
    mail_from: str
    returns_to: str | None
    """Undeliverable mails come back to addresses made of it; None: to ``mail_from``."""
    seconds: float
    per_second: float
    patience: Patience


@dataclass(frozen=True)
class BouncesSettings:
    returns_to: str
    host: str
    port: int


def database_url(environment: Environment) -> str:
    return environment.url("DATABASE_URL")


def read_dispatcher(environment: Environment) -> DispatcherSettings:
    return DispatcherSettings(
        lease=timedelta(seconds=environment.number("QUEUE_LEASE_SECONDS", 30)),
        batch=environment.integer("DISPATCH_BATCH", 200),
        per_second=environment.number("DISPATCH_PER_SECOND", 500),
        at_most_under_way=environment.integer("MOST_UNDER_WAY", 500),
    )


def read_links(environment: Environment) -> LinkSettings:
    keys = [key.strip() for key in environment.text("LINK_KEYS").split(",")]
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise SettingInvalid("LINK_KEYS", f"keys of at least {SHORTEST_KEY} characters, with commas between them")
    return LinkSettings(environment.url("PUBLIC_URL").rstrip("/"), keys)


def takes_replies(environment: Environment) -> bool:
    """Whether patients can answer an SMS: only where its sender is a number of our own (SMSAPI: 2way)."""
    said = environment.text("SMSAPI_REPLIES", "no")
    if said not in {"yes", "no"}:
        raise SettingInvalid("SMSAPI_REPLIES", "yes or no")
    return said == "yes"


def read_sms(environment: Environment) -> SmsSettings:
    answer_seconds = environment.number("SMSAPI_ANSWER_SECONDS", 10)
    return SmsSettings(
        url=environment.url("SMSAPI_URL"),
        token=environment.text("SMSAPI_TOKEN"),
        sender=environment.text("SMSAPI_SENDER"),
        answer_seconds=answer_seconds,
        per_second=_per_second(environment, "SMSAPI_PER_SECOND"),
        patience=_patience(environment, lease=answer_seconds + 10),
    )


def read_email(environment: Environment) -> EmailSettings:
    seconds = environment.number("SMTP_ANSWER_SECONDS", 10)
    return EmailSettings(
        url=environment.url("SMTP_URL"),
        mail_from=environment.text("MAIL_FROM"),
        returns_to=environment.text("BOUNCES_TO", "") or None,
        seconds=seconds,
        per_second=_per_second(environment, "SMTP_PER_SECOND"),
        patience=_patience(environment, lease=3 * seconds),
    )


def read_bounces(environment: Environment) -> BouncesSettings:
    returns_to = environment.text("BOUNCES_TO")
    if not all(returns_to.rpartition("@")):
        raise SettingInvalid("BOUNCES_TO", "an e-mail address")
    host = environment.text("BOUNCES_HOST", "127.0.0.1")
    return BouncesSettings(returns_to, host, environment.integer("BOUNCES_PORT", 2525))


def _per_second(environment: Environment, name: str) -> float:
    value = environment.number(name, 50)
    if value < 0:
        raise SettingInvalid(name, "0 or more")
    return value


def _patience(environment: Environment, lease: float) -> Patience:
    """SEND_LEASE_SECONDS, and SEND_RETRY_SECONDS (comma separated; the last one is repeated)."""
    text = environment.text("SEND_RETRY_SECONDS", "5,15,60,300,900")
    try:
        delays = [timedelta(seconds=float(part)) for part in text.split(",")]
    except ValueError:
        raise SettingInvalid("SEND_RETRY_SECONDS", "numbers separated by commas") from None
    return Patience(timedelta(seconds=environment.number("SEND_LEASE_SECONDS", lease)), delays)
