"""Imports in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from scheduling.domain.patient_file import FileRow
from scheduling.domain.patient_import import ImportRow, PatientImport
from scheduling.domain.refusals import NotFound


class FakeImports:
    def __init__(self) -> None:
        self.kept: dict[UUID, PatientImport] = {}
        self.of: dict[UUID, dict[int, ImportRow]] = {}
        self.elsewhere: set[UUID] = set()
        """Somebody else works on these now."""

    def add(self, one: PatientImport, rows: Sequence[FileRow]) -> None:
        self.kept[one.id] = one
        self.of[one.id] = {row.number: ImportRow(row.number, row.cells) for row in rows}

    def save(self, one: PatientImport) -> None:
        self.kept[one.id] = one

    def read(self, import_id: UUID) -> PatientImport:
        if import_id not in self.kept:
            raise NotFound("import")
        return self.kept[import_id]

    read_to_change = read

    def claim(self, import_id: UUID) -> PatientImport | None:
        return None if import_id in self.elsewhere else self.kept.get(import_id)

    def all_rows(self, import_id: UUID) -> list[ImportRow]:
        return [row for _, row in sorted(self.of[import_id].items())]

    def unseen(self, import_id: UUID, limit: int) -> list[ImportRow]:
        return [row for row in self.all_rows(import_id) if row.state is None][:limit]

    def in_states(self, import_id: UUID, states: Collection[str], limit: int) -> list[ImportRow]:
        return [row for row in self.all_rows(import_id) if row.state in states][:limit]

    def numbers_by_key(self, import_id: UUID, keys: Collection[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in self.all_rows(import_id):
            for key in set(row.keys) & set(keys):
                found.setdefault(key, row.number)
        return found

    def save_rows(self, import_id: UUID, rows: Sequence[ImportRow]) -> None:
        self.of[import_id] |= {row.number: row for row in rows}

    def look_again(self, import_id: UUID) -> None:
        rows = self.all_rows(import_id)
        self.save_rows(import_id, [ImportRow(row.number, row.cells) for row in rows])

    def skip_duplicates(self, import_id: UUID) -> None:
        left = [row for row in self.all_rows(import_id) if row.state == "duplicate"]
        self.save_rows(import_id, [replace(row, state="skipped") for row in left])

    def wipe(self, import_id: UUID, *, but_refused: bool) -> None:
        rows = [row for row in self.all_rows(import_id) if not (but_refused and row.state == "refused")]
        self.save_rows(import_id, [replace(row, cells=None, keys=[]) for row in rows])
