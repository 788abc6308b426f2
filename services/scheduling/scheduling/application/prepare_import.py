from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from scheduling.application.ports import Desk
from scheduling.domain.checks import Checks, line
from scheduling.domain.patient_file import checked_columns, guessed_columns, read_table
from scheduling.domain.patient_import import PatientImport

LONGEST_FILE_NAME = 200


def prepare_import(desk: Desk, *, file_name: str, text: str, columns: Mapping[str, str] | None) -> PatientImport:
    """Keeps the file, for a worker to look through; nobody is added by this.

    Without ``columns`` (card field -> name of the column) they are guessed. Raises ValidationFailed, ImportTooLarge or
    ImportNotCsv.
    """
    checks = Checks()
    name = checks.take("file_name", line(LONGEST_FILE_NAME), file_name)
    checks.finish()
    table = read_table(text)
    chosen = guessed_columns(table.headers) if columns is None else checked_columns(columns, table.headers)
    one = PatientImport(
        desk.new_id(),
        desk.practice_id,
        name,
        table.headers,
        chosen,
        len(table.rows),
        desk.now,
        state="checking" if table.rows else "checked",
        actor_id=desk.actor_id,
    )
    desk.imports.add(one, table.rows)
    desk.changes.note("import", one.id, [("rows", None, one.rows)])
    return one


def change_import_columns(desk: Desk, *, import_id: UUID, columns: Mapping[str, str]) -> PatientImport:
    """All rows are looked through again. Raises NotFound, ValidationFailed or ImportStateWrong."""
    before = desk.imports.read_to_change(import_id)
    one = before.change_columns(checked_columns(columns, before.headers))
    desk.imports.look_again(import_id)
    desk.imports.save(one)
    desk.changes.note("import", one.id, [("columns", None, None)])
    return one


def start_import(desk: Desk, *, import_id: UUID, duplicates_too: bool) -> PatientImport:
    """A worker takes the rows over. Asked again it answers how far that is. Raises NotFound or ImportStateWrong."""
    before = desk.imports.read_to_change(import_id)
    one = before.start(duplicates_too=duplicates_too, actor_id=desk.actor_id)
    if one is not before:
        desk.imports.save(one)
        desk.changes.note("import", one.id, [("state", before.state, one.state)])
    return one


def discard_import(desk: Desk, *, import_id: UUID) -> PatientImport:
    """Nobody is added, and what the file said is forgotten. Raises NotFound or ImportStateWrong."""
    before = desk.imports.read_to_change(import_id)
    one = before.discard(desk.now)
    if one is not before:
        desk.imports.save(one)
        desk.imports.wipe(import_id, but_refused=False)
        desk.changes.note("import", one.id, [("state", before.state, one.state)])
    return one
