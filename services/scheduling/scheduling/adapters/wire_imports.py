"""Contracts <-> domain for imports: a part of ``wire``."""

from __future__ import annotations

from typing import cast

from contracts.scheduling import rpc as messages

from scheduling.application.shown import Page
from scheduling.domain.patient_file import values_of
from scheduling.domain.patient_import import ImportRow, PatientImport


def patient_import(known: PatientImport) -> messages.Import:
    return messages.Import(
        id=known.id,
        file_name=known.file_name,
        state=cast("messages.ImportState", known.state),
        headers=known.headers,
        columns=dict(known.columns),
        rows=known.rows,
        looked_at=known.looked_at,
        ready=known.count("ready"),
        duplicate=known.count("duplicate"),
        refused=known.count("refused"),
        added=known.count("added"),
        skipped=known.count("skipped"),
        created_at=known.created_at,
        finished_at=known.finished_at,
    )


def patient_imports(known: list[PatientImport]) -> messages.Imports:
    return messages.Imports(items=[patient_import(each) for each in known])


def import_rows(known: PatientImport, page: Page[ImportRow]) -> messages.ImportRows:
    return messages.ImportRows(items=[_row(known, row) for row in page.items], next_cursor=page.next_cursor)


def _row(known: PatientImport, row: ImportRow) -> messages.ImportRow:
    return messages.ImportRow(
        number=row.number,
        state=cast("messages.RowState", row.state),
        values={} if row.cells is None else values_of(row.cells, known.headers, known.columns),
        problems=[messages.RowProblem(field=field, code=code, data=data) for field, code, data in row.problems],
        patient_id=row.patient_id,
    )
