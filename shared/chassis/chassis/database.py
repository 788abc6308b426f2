"""One pool of connections a process, one transaction a unit of work, each bound to one practice.

SQLAlchemy is imported when the first engine is built, not with this module: a process that needs only
:meth:`Database.connect` (the relay) starts without it.
"""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import psycopg

if TYPE_CHECKING:
    from sqlalchemy import Engine, TextClause
    from sqlalchemy.orm import Session

_SCHEMES = ("postgresql+psycopg://", "postgresql://", "postgres://")


class AllPractices(enum.Enum):
    """Stands where a practice's id would: the transaction sees every practice."""

    ALL = "all"


ALL_PRACTICES: Final = AllPractices.ALL
"""Only for what truly works across practices: senders, dispatcher, sign-in by e-mail or token."""


class DriverBlocks(Exception):  # noqa: N818 - it is what happened
    """Under eventlet psycopg must wait with ``wait_selector``; otherwise one query stops every greenlet."""


def address(url: str) -> str:
    """The URL as libpq takes it, without the driver that SQLAlchemy would want in it."""
    for scheme in _SCHEMES:
        if url.startswith(scheme):
            return "postgresql://" + url.removeprefix(scheme)
    raise ValueError("a database URL begins with postgresql://")


def session_options(*, statement_timeout: str, lock_timeout: str) -> dict[str, Any]:
    """Connection parameters: give up on a server that is away or frozen, and on waits that nobody waits for."""
    options = {
        "timezone": "UTC",
        "statement_timeout": statement_timeout,
        "lock_timeout": lock_timeout,
        "idle_in_transaction_session_timeout": "30s",
    }
    return {
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }


def is_away(error: BaseException) -> bool:
    """Whether this says that the database could not be reached or did not answer in time: asking again may help."""
    from sqlalchemy.exc import InterfaceError, OperationalError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    return isinstance(error, OperationalError | InterfaceError | PoolTimeout | psycopg.OperationalError)


class Database:
    """The application's side of the service's database.

    ``url`` is ``postgresql://user:password@host:port/name``. At most ``pool_size`` transactions run at once; a further
    one waits up to five seconds and then fails with ``sqlalchemy.exc.TimeoutError``.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self._url = address(url)
        self._pool_size = pool_size
        _assert_driver_yields()

    @cached_property
    def engine(self) -> Engine:
        """The pool. Connections that died (server restarted) are replaced when they are next asked for."""
        from sqlalchemy import create_engine

        return create_engine(
            self._url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=self._pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=session_options(statement_timeout="10s", lock_timeout="4s"),
        )

    @contextmanager
    def transaction(self, practice_id: UUID | AllPractices) -> Iterator[Session]:
        """One transaction that sees one practice: committed at the end of the block, rolled back if it raises.

        Raises what SQLAlchemy raises. The session's objects stay readable afterwards.
        """
        from sqlalchemy.orm import Session

        whose = practice_id.value if isinstance(practice_id, AllPractices) else str(practice_id)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.execute(_choice_of_practice(), {"whose": whose})
            yield session

    def connect(self, dsn: str | None = None) -> psycopg.Connection[Any]:
        """A connection of its own in autocommit mode, outside the pool: for LISTEN and locks that outlive transactions.

        ``dsn`` where that needs another address than the pool's (a pooler knows no LISTEN).
        """
        options = session_options(statement_timeout="10s", lock_timeout="4s")
        return psycopg.connect(address(dsn or self._url), autocommit=True, **options)

    def ping(self) -> None:
        """Raises unless the database answers."""
        from sqlalchemy import text

        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close what the pool holds; transactions under way keep theirs until they end."""
        if "engine" in vars(self):
            self.engine.dispose()


@cache
def _choice_of_practice() -> TextClause:
    from sqlalchemy import text

    return text("SELECT set_config('app.practice_id', :whose, true)")


def _assert_driver_yields() -> None:
    patcher = sys.modules.get("eventlet.patcher")
    if patcher is None or not patcher.is_monkey_patched("socket"):
        return
    from psycopg import waiting

    if waiting.wait is not waiting.wait_selector:
        raise DriverBlocks
