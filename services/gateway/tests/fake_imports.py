"""Files of patients in memory, as scheduling answers. ``work()`` does what its worker does when ``slow_imports``."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused

from services.gateway.tests.fake_patients import because, checked
from services.gateway.tests.fake_practice import FakeImport, FakePractice, found_in, refused

_NAMES = {
    "imię": "first_name", "nazwisko": "last_name", "telefon": "phone", "e-mail": "email", "data urodzenia": "birth_date",
    "pesel": "pesel", "adres": "address", "uwagi": "notes",
}  # fmt: skip
_COUNTS = ("ready", "duplicate", "refused", "added", "skipped")


class FakeImports:
    """Mixed into FakeServices."""

    slow_imports = False
    now: Any
    mine: Any
    add_patient: Any

    def prepare_import(self, request: scheduling.PrepareImport, context: Any) -> scheduling.Import:
        if len(request.text) > 5_000_000:
            raise refused("import_too_large", most_bytes=5_000_000)
        headers, *lines = list(csv.reader(io.StringIO(request.text), delimiter=_delimiter(request.text))) or [[]]
        if len(headers) < 2:
            raise refused("import_not_csv")
        columns = request.columns or {_NAMES[h.lower()]: h for h in headers if h.lower() in _NAMES}
        about = scheduling.Import(
            id=uuid.uuid4(), file_name=request.file_name, state="checking", headers=headers, columns=columns,
            rows=len(lines), looked_at=0, created_at=self.now(), finished_at=None, **dict.fromkeys(_COUNTS, 0),
        )  # fmt: skip
        kept = self.mine(context)
        kept.imports[about.id] = FakeImport(about, [dict(zip(headers, line, strict=False)) for line in lines])
        return self._going(kept, about.id)

    def change_import_columns(self, request: scheduling.ChangeImportColumns, context: Any) -> scheduling.Import:
        kept = self.mine(context)
        one = self._in_state(kept, request.import_id, "checked")
        if unknown := set(request.columns.values()) - set(one.about.headers):
            raise refused("validation_failed", *[(f"columns.{name}", "invalid") for name in unknown])
        one.about = one.about.model_copy(update={"columns": request.columns, "state": "checking", "looked_at": 0})
        return self._going(kept, one.about.id)

    def start_import(self, request: scheduling.StartImport, context: Any) -> scheduling.Import:
        kept = self.mine(context)
        one = self._in_state(kept, request.import_id, "checked")
        if request.duplicates_too:
            one.rows = [r.model_copy(update={"state": "ready"}) if r.state == "duplicate" else r for r in one.rows]
        one.about = one.about.model_copy(update={"state": "running"})
        return self._going(kept, one.about.id, context)

    def discard_import(self, request: scheduling.ImportId, context: Any) -> scheduling.Import:
        kept = self.mine(context)
        one = self._in_state(kept, request.import_id, "checking", "checked")
        one.rows.clear()
        one.about = one.about.model_copy(update={"state": "discarded"})
        return one.about

    def read_import(self, request: scheduling.ImportId, context: Any) -> scheduling.Import:
        return found_in(self.mine(context).imports, request.import_id, "import").about

    def list_imports(self, request: Any, context: Any) -> scheduling.Imports:
        return scheduling.Imports(items=[one.about for one in reversed(self.mine(context).imports.values())][:20])

    def list_import_rows(self, request: scheduling.ListImportRows, context: Any) -> scheduling.ImportRows:
        one = found_in(self.mine(context).imports, request.import_id, "import")
        rows = [row for row in one.rows if request.state in {None, row.state}]
        start = int(request.cursor or 0)
        end = start + request.limit
        return scheduling.ImportRows(items=rows[start:end], next_cursor=str(end) if end < len(rows) else None)

    def work(self, context: Any) -> None:
        """Whatever waits is looked through or taken over."""
        kept = self.mine(context)
        for one in kept.imports.values():
            if one.about.state == "checking":
                one.rows = [self._looked_at(kept, one, at, line) for at, line in enumerate(one.lines)]
                self._count(one, "checked")
            elif one.about.state == "running":
                one.rows = [self._taken_over(row, context) for row in one.rows]
                one.rows = [r if r.state == "refused" else r.model_copy(update={"values": {}}) for r in one.rows]
                self._count(one, "finished")

    def _going(self, kept: FakePractice, import_id: uuid.UUID, context: Any = None) -> scheduling.Import:
        if not self.slow_imports:
            self.work(context or type("Context", (), {"practice_id": kept.practice.id})())
        return kept.imports[import_id].about

    @staticmethod
    def _in_state(kept: FakePractice, import_id: uuid.UUID, *states: str) -> FakeImport:
        one = found_in(kept.imports, import_id, "import")
        if one.about.state not in states:
            raise refused("import_state", state=one.about.state)
        return one

    @staticmethod
    def _looked_at(kept: FakePractice, one: FakeImport, at: int, line: Mapping[str, str]) -> scheduling.ImportRow:
        values = {field: line.get(name, "") for field, name in one.about.columns.items()}
        problems, same = [], None
        try:
            card = card_of(values)
        except Refused as wrong:
            problems = [scheduling.RowProblem(field=e.field, code=e.code) for e in wrong.fault.errors]
        else:
            same = next((p for p in kept.patients.values() if because(scheduling.AddPatient(**card), p)), None)
        state = "refused" if problems else "duplicate" if same else "ready"
        return scheduling.ImportRow(
            number=at + 2, state=state, values=values, problems=problems, patient_id=same and same.id
        )

    def _taken_over(self, row: scheduling.ImportRow, context: Any) -> scheduling.ImportRow:
        if row.state != "ready":
            return row.model_copy(update={"state": "skipped"}) if row.state == "duplicate" else row
        added = self.add_patient(scheduling.AddPatient(**card_of(row.values), consent_source="import"), context)
        return row.model_copy(update={"state": "added", "patient_id": added.id})

    def _count(self, one: FakeImport, state: str) -> None:
        counts = {name: sum(row.state == name for row in one.rows) for name in _COUNTS}
        ended = {"finished_at": self.now()} if state == "finished" else {}
        one.about = one.about.model_copy(update={**counts, "looked_at": len(one.rows), "state": state, **ended})


def card_of(values: Mapping[str, str]) -> dict[str, Any]:
    filled: dict[str, Any] = {field: text or None for field, text in values.items()}
    filled |= {"first_name": values.get("first_name", ""), "last_name": values.get("last_name", "")}
    try:
        filled["birth_date"] = date.fromisoformat(values["birth_date"]) if values.get("birth_date") else None
    except ValueError:
        raise refused("validation_failed", ("birth_date", "invalid")) from None
    return checked(filled)


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(";,\t", key=first.count)
