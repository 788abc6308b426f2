from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from scheduling.adapters.cursors import cursor_at, number_in
from scheduling.adapters.tables import patient_import_rows as rows
from scheduling.adapters.tables import patient_imports as imports
from scheduling.application.shown import Page
from scheduling.domain.patient_file import FileRow
from scheduling.domain.patient_import import ROW_STATES, ImportRow, PatientImport
from scheduling.domain.refusals import FieldError, NotFound

SIGNAL: Final = "patient_imports"
"""The PostgreSQL channel that wakes the worker."""
_ROW = (
    *(rows.c[name] for name in ("number", "cells", "state", "problems", "patient_id")),
    rows.c["keys"].label("its_keys"),
)


class SqlImports:
    def __init__(self, session: Session, practice_id: UUID, trace_id: str) -> None:
        self._session = session
        self._practice_id = practice_id
        self._trace_id = trace_id

    def add(self, one: PatientImport, rows_: Sequence[FileRow]) -> None:
        new = insert(imports).values(
            practice_id=one.practice_id,
            id=one.id,
            file_name=one.file_name,
            headers=one.headers,
            row_count=one.rows,
            created_at=one.created_at,
            **self._state(one),
        )
        self._session.execute(new.returning(func.pg_notify(SIGNAL, "")))
        table = literal([[row.number, row.cells] for row in rows_], JSONB)
        each = func.jsonb_array_elements(table).table_valued("value").render_derived()
        number, cells = each.c.value.op("->")(0), each.c.value.op("->")(1)
        self._session.execute(
            insert(rows).from_select(
                ["practice_id", "import_id", "number", "cells"],
                select(literal(self._practice_id), literal(one.id), cast(number, Integer), cells),
            )
        )

    def save(self, one: PatientImport) -> None:
        changed = update(imports).where(*self._is_it(one.id)).values(**self._state(one))
        self._session.execute(changed.returning(func.pg_notify(SIGNAL, "")))

    def read(self, import_id: UUID) -> PatientImport:
        return self._one(select(imports).where(*self._is_it(import_id)))

    def read_to_change(self, import_id: UUID) -> PatientImport:
        return self._one(select(imports).where(*self._is_it(import_id)).with_for_update(key_share=True))

    def claim(self, import_id: UUID) -> PatientImport | None:
        query = select(imports).where(*self._is_it(import_id)).with_for_update(key_share=True, skip_locked=True)
        row = self._session.execute(query).one_or_none()
        return None if row is None else _import_of(row)

    def newest(self, limit: int) -> list[PatientImport]:
        query = select(imports).where(imports.c.practice_id == self._practice_id)
        found = self._session.execute(query.order_by(imports.c.created_at.desc(), imports.c.id.desc()).limit(limit))
        return [_import_of(row) for row in found]

    def rows(self, import_id: UUID, state: str | None, limit: int, cursor: str | None) -> Page[ImportRow]:
        query = select(*_ROW).where(*self._in(import_id), rows.c.state.in_(ROW_STATES if state is None else [state]))
        if cursor is not None:
            query = query.where(rows.c.number > number_in(cursor))
        found = self._rows(query, limit + 1)
        return Page(found[:limit], cursor_at(found[limit - 1].number) if len(found) > limit else None)

    def unseen(self, import_id: UUID, limit: int) -> list[ImportRow]:
        return self._rows(select(*_ROW).where(*self._in(import_id), rows.c.state.is_(None)), limit)

    def in_states(self, import_id: UUID, states: Collection[str], limit: int) -> list[ImportRow]:
        return self._rows(select(*_ROW).where(*self._in(import_id), rows.c.state.in_(states)), limit)

    def numbers_by_key(self, import_id: UUID, keys: Collection[str]) -> dict[str, int]:
        key = func.unnest(rows.c["keys"]).table_valued("key").render_derived()
        query = (
            select(key.c.key, func.min(rows.c.number).label("number"))
            .select_from(rows)
            .join(key, literal(True))
            .where(*self._in(import_id), key.c.key == any_(literal(sorted(keys), ARRAY(Text))))
            .group_by(key.c.key)
        )
        return {row.key: row.number for row in self._session.execute(query)} if keys else {}

    def save_rows(self, import_id: UUID, rows_: Sequence[ImportRow]) -> None:
        if not rows_:
            return
        changed = (
            update(rows)
            .where(*self._in(import_id), rows.c.number == bindparam("its_number"))
            .values(
                state=bindparam("its_state"),
                problems=bindparam("its_problems", type_=JSONB),
                patient_id=bindparam("its_patient_id"),
                keys=bindparam("its_keys", type_=ARRAY(Text)),
            )
        )
        values = [
            {
                "its_number": row.number,
                "its_state": row.state,
                "its_problems": [[error.field, error.code, error.data] for error in row.problems],
                "its_patient_id": row.patient_id,
                "its_keys": row.keys,
            }
            for row in rows_
        ]
        self._session.connection().execute(changed, values)

    def look_again(self, import_id: UUID) -> None:
        self._change_rows(import_id, state=None, problems=[], patient_id=None, keys=[])

    def skip_duplicates(self, import_id: UUID) -> None:
        self._change_rows(import_id, rows.c.state == "duplicate", state="skipped")

    def wipe(self, import_id: UUID, *, but_refused: bool) -> None:
        which = (rows.c.state != "refused",) if but_refused else ()
        self._change_rows(import_id, *which, cells=None, keys=[])
        if not but_refused:
            self._session.execute(update(imports).where(*self._is_it(import_id)).values(wiped=True))

    def _change_rows(self, import_id: UUID, *which: ColumnElement[bool], **values: Any) -> None:
        self._session.execute(update(rows).where(*self._in(import_id), *which).values(**values))

    def _rows(self, query: Select[Any], limit: int) -> list[ImportRow]:
        return [_row_of(row) for row in self._session.execute(query.order_by(rows.c.number).limit(limit))]

    def _is_it(self, import_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return imports.c.practice_id == self._practice_id, imports.c.id == import_id

    def _in(self, import_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return rows.c.practice_id == self._practice_id, rows.c.import_id == import_id

    def _one(self, query: Select[Any]) -> PatientImport:
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound("import")
        return _import_of(row)

    def _state(self, one: PatientImport) -> dict[str, Any]:
        return {
            "state": one.state,
            "columns": dict(one.columns),
            "looked_at": one.looked_at,
            "duplicates_too": one.duplicates_too,
            "actor_id": one.actor_id,
            "finished_at": one.finished_at,
            "trace_id": self._trace_id,
            **{state: one.count(state) for state in ROW_STATES},
        }


def _import_of(row: Any) -> PatientImport:
    return PatientImport(
        row.id,
        row.practice_id,
        row.file_name,
        row.headers,
        row.columns,
        row.row_count,
        row.created_at,
        row.state,
        row.looked_at,
        {state: getattr(row, state) for state in ROW_STATES},
        row.duplicates_too,
        row.actor_id,
        row.finished_at,
    )


def _row_of(row: Any) -> ImportRow:
    problems = [FieldError(field, code, data) for field, code, data in row.problems]
    return ImportRow(row.number, row.cells, row.state, problems, row.patient_id, row.its_keys)
