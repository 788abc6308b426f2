"""Practices apart, as raw SQL finds them: every table of the database's own catalogue, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

_RELATIONS = """
SELECT class.oid::regclass::text AS name, class.relkind IN ('r', 'p') AS is_table,
    class.relrowsecurity AS enabled, class.relforcerowsecurity AS forced,
    EXISTS (SELECT FROM pg_policy WHERE polrelid = class.oid) AS has_policy,
    pg_has_role(class.relowner, 'MEMBER') AS is_owned,
    bool_or(attname = 'practice_id') AS of_practices,
    array_agg(attname::text) FILTER (WHERE attgenerated = '' AND attidentity <> 'a') AS columns
FROM pg_class AS class
JOIN pg_attribute ON attrelid = class.oid AND attnum > 0 AND NOT attisdropped
WHERE class.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND class.relnamespace <> ALL (ARRAY['pg_catalog', 'information_schema', 'pg_toast']::regnamespace[])
GROUP BY class.oid
ORDER BY 1
"""
_SEE = "SELECT 1 FROM {table}"
_GIVE = "UPDATE {table} SET practice_id = %(stranger)s"
_DEEDS = {
    "see": _SEE,
    "change": "UPDATE {table} SET practice_id = practice_id",
    "take over": _GIVE,
    "delete": "DELETE FROM {table}",
    "add": "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %(row)s)",
}
_ROLE = "SELECT rolsuper OR rolbypassrls AS unbound FROM pg_roles WHERE rolname = current_user"


class _Relation(NamedTuple):
    name: str
    is_table: bool
    enabled: bool
    forced: bool
    has_policy: bool
    is_owned: bool
    of_practices: bool
    columns: list[str]


def tables_of_nobody(app_url: str) -> set[str]:
    """Tables and views without a ``practice_id``: nothing keeps practices apart in them."""
    with psycopg.connect(app_url) as connection:
        return {each.name for each in _relations(connection) if not each.of_practices}


def breaches(app_url: str, theirs: UUID) -> list[str]:
    """What is not locked, and what the application's role can do to the practice's rows when working for another.

    Every table with a ``practice_id`` must have a row of ``theirs`` to try it with. Nothing is kept of what is tried.
    """
    with psycopg.connect(app_url) as connection:
        attempts = [_Attempt(connection, each, theirs) for each in _relations(connection) if each.of_practices]
        # First, while nothing was ever set on this connection.
        found = [f"{each.relation.name}: is seen without a setting" for each in attempts if each.seen_by(None)]
        for each in attempts:
            found += [f"{each.relation.name}: {wrong}" for wrong in (*_not_locked(each.relation), *each.what_works())]
        if connection.execute(_ROLE).fetchone() != (False,):
            found.append("the role: row-level security does not bind it")
    return found


def _relations(connection: psycopg.Connection[Any]) -> list[_Relation]:
    with connection.transaction(), connection.cursor(row_factory=namedtuple_row) as cursor:
        return [_Relation(*row) for row in cursor.execute(_RELATIONS)]


def _not_locked(relation: _Relation) -> Iterator[str]:
    if not relation.is_table:
        yield "is a view or the like"
    if not relation.enabled:
        yield "row-level security is not enabled"
    if not relation.forced:
        yield "row-level security is not forced"
    if not relation.has_policy:
        yield "there is no policy"
    if relation.is_owned:
        yield "the application owns it"


@dataclass(frozen=True)
class _Attempt:
    connection: psycopg.Connection[Any]
    relation: _Relation
    theirs: UUID

    def what_works(self) -> Iterator[str]:
        theirs, stranger = str(self.theirs), str(uuid4())
        if not self.seen_by(theirs):
            yield "has no row to try it with"
            return
        row = self._row()
        for whose in ("", "nobody"):
            if self.seen_by(whose):
                yield f"is seen with the setting {whose!r}"
        for verb, statement in _DEEDS.items():
            if self._touched(stranger, statement, {"stranger": stranger, "row": row}):
                yield f"a stranger can {verb}"
        if self._touched(theirs, _GIVE, {"stranger": stranger}):
            yield "a row can be given away"

    def seen_by(self, whose: str | None) -> bool:
        return self._touched(whose, _SEE)

    def _touched(self, whose: str | None, statement: str, values: dict[str, str] | None = None) -> bool:
        """Whether it finds or writes a row, or would have but for a constraint; None leaves the setting out."""
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in self.relation.columns)
        query = sql.SQL(statement).format(table=sql.SQL(self.relation.name), columns=columns)
        try:
            with self.connection.transaction(force_rollback=True):
                if whose is not None:
                    self._work_for(whose)
                return bool(self.connection.execute(query, values).rowcount)
        except psycopg.errors.InsufficientPrivilege:
            return False
        except (psycopg.IntegrityError, psycopg.errors.GeneratedAlways):
            return True

    def _work_for(self, whose: str) -> None:
        self.connection.execute("SELECT set_config('app.practice_id', %s, true)", [whose])

    def _row(self) -> str:
        query = sql.SQL("SELECT to_jsonb(it)::text FROM {} AS it LIMIT 1").format(sql.SQL(self.relation.name))
        with self.connection.transaction(force_rollback=True):
            self._work_for(str(self.theirs))
            row = self.connection.execute(query).fetchone()
        assert row is not None
        return str(row[0])
