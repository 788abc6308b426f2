"""Patients from a CSV file: looked through first (nothing is added), then taken over row by row."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, JsonValue

from contracts.base import Message, Method, Page

ImportState = Literal["checking", "checked", "running", "finished", "discarded"]
RowState = Literal["ready", "duplicate", "refused", "added", "skipped"]


class PrepareImport(Message):
    """``text``: the file, at most 5 MB and 20,000 rows, with a first line of column names. Nothing is added by this."""

    file_name: str
    text: str = Field(repr=False)
    columns: dict[str, str] | None = None
    """Card field -> name of the column; left out: guessed from the names (Polish and English).

    Beside the fields of the card: ``full_name`` ("Anna Maria Nowak": the last word is the last name) and
    ``last_first_name`` ("Nowak Anna Maria": the first one is); with a comma the last name stands before it.
    """


class ChangeImportColumns(Message):
    """Looks through all rows again."""

    import_id: UUID
    columns: dict[str, str]


class StartImport(Message):
    import_id: UUID
    duplicates_too: bool = False
    """Rows that look like patients who are here already are added as well; else they are skipped."""


class ImportId(Message):
    import_id: UUID


class Import(Message):
    id: UUID
    file_name: str
    state: ImportState
    headers: list[str]
    """The names of the file's columns."""
    columns: dict[str, str]
    """Card field -> name of the column."""
    rows: int
    looked_at: int
    """While ``checking``, of ``rows``; while ``running`` see ``added`` and ``skipped``."""
    ready: int
    duplicate: int
    refused: int
    added: int
    skipped: int
    created_at: AwareDatetime
    finished_at: AwareDatetime | None


class Imports(Message):
    """Newest first, at most 20."""

    items: list[Import]


class ListImportRows(Page):
    import_id: UUID
    state: RowState | None = None


class RowProblem(Message):
    field: str
    code: str
    data: dict[str, JsonValue] = Field(default_factory=dict)


class ImportRow(Message):
    number: int
    """Of the line in the file, as a spreadsheet counts: the first row under the names is 2."""
    state: RowState
    values: dict[str, str] = Field(repr=False)
    """Card field -> what the file says."""
    problems: list[RowProblem]
    patient_id: UUID | None
    """The patient it became, or the one it looks like."""


class ImportRows(Message):
    items: list[ImportRow]
    next_cursor: str | None


prepare_import = Method("scheduling", "prepare_import", PrepareImport, Import, act="import_patients")
change_import_columns = Method(
    "scheduling", "change_import_columns", ChangeImportColumns, Import, act="import_patients"
)
start_import = Method("scheduling", "start_import", StartImport, Import, act="import_patients")
discard_import = Method("scheduling", "discard_import", ImportId, Import, act="import_patients")
read_import = Method("scheduling", "read_import", ImportId, Import, act="import_patients")
list_imports = Method("scheduling", "list_imports", Page, Imports, act="import_patients")
list_import_rows = Method("scheduling", "list_import_rows", ListImportRows, ImportRows, act="import_patients")
