"""Patients from a CSV file: looked through first, then taken over."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from uuid import UUID

from apiflask import APIBlueprint
from contracts.scheduling import rpc as scheduling
from flask import url_for
from pydantic import Field

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key, large_body
from gateway.api.bodies import Body

blueprint = APIBlueprint("patient_imports", __name__, tag="Patients")

MOST_BYTES = 12_000_000
"""A file of 5 MB in JSON, with what JSON adds to it; the broker takes 16 MiB."""


class NewImport(scheduling.PrepareImport, Body):
    """``text``: the file, at most 5 MB and 20,000 rows. ``columns``: card field -> name of the column; else guessed."""


class ImportColumns(Body):
    """Card field (``first_name``, ``phone``, ``consent_sms`` ...) -> name of the column.

    ``full_name`` or ``last_first_name`` is a column with the whole name.
    """

    columns: dict[str, str]


class ImportStart(Body):
    """``duplicates_too``: add also who looks like a patient that is here already."""

    may_be_left_out: ClassVar[bool] = True

    duplicates_too: bool = False


class RowSearch(Body):
    state: scheduling.RowState | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str, Field(max_length=1000)] | None = None


@blueprint.post("/patient-imports")
@large_body(MOST_BYTES)
@blueprint.input(NewImport)
@blueprint.output(scheduling.Import, 202)
def prepare_import(json_data: NewImport) -> Any:
    """Have a file looked through, row by row; nobody is added by this."""
    one = rpc.call(scheduling.prepare_import, json_data, idempotency_key=idempotency_key())
    return one, 202, {"Location": url_for("patient_imports.read_import", import_id=one.id, _external=False)}


@blueprint.get("/patient-imports")
@blueprint.output(scheduling.Imports)
def list_imports() -> Any:
    """The newest imports."""
    return rpc.call(scheduling.list_imports, scheduling.Page())


@blueprint.get("/patient-imports/<uuid:import_id>")
@blueprint.output(scheduling.Import)
def read_import(import_id: UUID) -> Any:
    """How far an import is."""
    return rpc.call(scheduling.read_import, scheduling.ImportId(import_id=import_id))


@blueprint.get("/patient-imports/<uuid:import_id>/rows")
@blueprint.input(RowSearch, location="query")
@blueprint.output(scheduling.ImportRows)
def list_import_rows(import_id: UUID, query_data: RowSearch) -> Any:
    """Rows that were looked at, with what is wrong with them. What the file said is forgotten when they are added."""
    asked = scheduling.ListImportRows(import_id=import_id, **versions.sent(query_data))
    return rpc.call(scheduling.list_import_rows, asked)


@blueprint.patch("/patient-imports/<uuid:import_id>")
@blueprint.input(ImportColumns)
@blueprint.output(scheduling.Import)
def change_import_columns(import_id: UUID, json_data: ImportColumns) -> Any:
    """Say which column is which; all rows are looked through again."""
    asked = scheduling.ChangeImportColumns(import_id=import_id, columns=json_data.columns)
    return rpc.call(scheduling.change_import_columns, asked)


@blueprint.post("/patient-imports/<uuid:import_id>/start")
@blueprint.input(ImportStart)
@blueprint.output(scheduling.Import, 202)
def start_import(import_id: UUID, json_data: ImportStart) -> Any:
    """Add the patients. The body may be left out."""
    asked = scheduling.StartImport(import_id=import_id, duplicates_too=json_data.duplicates_too)
    return rpc.call(scheduling.start_import, asked, idempotency_key=idempotency_key()), 202


@blueprint.delete("/patient-imports/<uuid:import_id>")
@blueprint.output({}, 204)
def discard_import(import_id: UUID) -> Any:
    """Forget the file; nobody is added."""
    rpc.call(scheduling.discard_import, scheduling.ImportId(import_id=import_id))
    return ""
