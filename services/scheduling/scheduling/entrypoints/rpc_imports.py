"""Patients from a file."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_imports
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.office import Office
from scheduling.application.prepare_import import (
    change_import_columns,
    discard_import,
    prepare_import,
    start_import,
)

MOST_IMPORTS = 20
"""That are listed."""


class ImportMethods:
    office: Office

    @rpc(methods.prepare_import)
    def prepare_import(self, context: Context, request: methods.PrepareImport) -> methods.Import:
        return self.office.change(
            methods.prepare_import,
            context,
            request,
            lambda desk: wire_imports.patient_import(
                prepare_import(desk, file_name=request.file_name, text=request.text, columns=request.columns)
            ),
        )

    @rpc(methods.change_import_columns)
    def change_import_columns(self, context: Context, request: methods.ChangeImportColumns) -> methods.Import:
        return self.office.change(
            methods.change_import_columns,
            context,
            request,
            lambda desk: wire_imports.patient_import(
                change_import_columns(desk, import_id=request.import_id, columns=request.columns)
            ),
        )

    @rpc(methods.start_import)
    def start_import(self, context: Context, request: methods.StartImport) -> methods.Import:
        return self.office.change(
            methods.start_import,
            context,
            request,
            lambda desk: wire_imports.patient_import(
                start_import(desk, import_id=request.import_id, duplicates_too=request.duplicates_too)
            ),
        )

    @rpc(methods.discard_import)
    def discard_import(self, context: Context, request: methods.ImportId) -> methods.Import:
        return self.office.change(
            methods.discard_import,
            context,
            request,
            lambda desk: wire_imports.patient_import(discard_import(desk, import_id=request.import_id)),
        )

    @rpc(methods.read_import)
    def read_import(self, context: Context, request: methods.ImportId) -> methods.Import:
        return self.office.read(context, lambda desk: wire_imports.patient_import(desk.imports.read(request.import_id)))

    @rpc(methods.list_imports)
    def list_imports(self, context: Context, request: methods.Page) -> methods.Imports:
        most = min(request.limit, MOST_IMPORTS)
        return self.office.read(context, lambda desk: wire_imports.patient_imports(desk.imports.newest(most)))

    @rpc(methods.list_import_rows)
    def list_import_rows(self, context: Context, request: methods.ListImportRows) -> methods.ImportRows:
        def rows(desk: SqlDesk) -> methods.ImportRows:
            one = desk.imports.read(request.import_id)
            page = desk.imports.rows(request.import_id, request.state, request.limit, request.cursor)
            return wire_imports.import_rows(one, page)

        return self.office.read(context, rows)
