"""What all senders together know of the providers: told by them, read for whoever asks why messages are late."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from chassis.clock import Clock
from chassis.database import ALL_PRACTICES, Database
from chassis.logs import log, name_of
from sqlalchemy import Executable, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from notifications.adapters.tables import provider_standing
from notifications.domain.channel import Channel
from notifications.domain.punctuality import STILL_DOWN, UNHEARD_OF, Standing

SMSAPI, SMTP = "smsapi", "smtp"
PROVIDER_OF = {Channel.SMS: SMSAPI, Channel.EMAIL: SMTP}

AGAIN = timedelta(seconds=10)
"""So often each process says the same again."""

_WORKS = text(
    """
    INSERT INTO provider_standing AS standing (provider, worked_at) VALUES (:provider, :now)
    ON CONFLICT (provider) DO UPDATE SET
        worked_at = greatest(standing.worked_at, excluded.worked_at), down_since = NULL, down_at = NULL
    """
)
_DOWN = text(
    """
    INSERT INTO provider_standing AS standing (provider, down_since, down_at) VALUES (:provider, :now, :now)
    ON CONFLICT (provider) DO UPDATE SET
        down_since = CASE WHEN standing.down_at > :fresh THEN standing.down_since ELSE excluded.down_since END,
        down_at = greatest(standing.down_at, excluded.down_at)
    """
)


class Reporter:
    """One process's word about one provider. Never raises: that a word is lost must not hold up a message."""

    def __init__(self, database: Database, provider: str, clock: Clock) -> None:
        self._database = database
        self._provider = provider
        self._clock = clock
        self._lock = threading.Lock()
        self._said: tuple[bool, datetime] | None = None

    def tell(self, works: bool) -> None:
        """Written down when it is new, and then at most once in ``AGAIN``."""
        now = self._clock()
        with self._lock:
            if self._said is not None and self._said[0] is works and now - self._said[1] < AGAIN:
                return
            self._said = works, now
        given = {"provider": self._provider, "now": now}
        self._write(_WORKS if works else _DOWN, given if works else {**given, "fresh": now - STILL_DOWN})

    def _write(self, statement: Executable, given: dict[str, object]) -> None:
        try:
            with self._database.transaction(ALL_PRACTICES) as session:
                session.execute(statement, given)
        except SQLAlchemyError as error:
            log.warning("could not say how the provider does", provider=self._provider, error=name_of(error))


def standing_of(session: Session, channel: Channel) -> Standing:
    """What was said last of the provider behind a channel."""
    row = session.execute(
        select(provider_standing).where(provider_standing.c.provider == PROVIDER_OF[channel])
    ).one_or_none()
    return UNHEARD_OF if row is None else Standing(row.worked_at, row.down_since, row.down_at)
