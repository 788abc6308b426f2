"""An import of patients from a file: looked through first, then taken over, each row once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from scheduling.domain.refusals import FieldError
from scheduling.domain.refusals_patients import ImportStateWrong

ROW_STATES: Final = ("ready", "duplicate", "refused", "added", "skipped")
KEPT_FOR: Final = timedelta(hours=24)
"""How long the practice may still look at what rows said that could not be added."""
WAITED_FOR: Final = timedelta(days=7)
"""How long a file that was looked through waits to be taken over."""


@dataclass(frozen=True, slots=True)
class PatientImport:
    id: UUID
    practice_id: UUID
    file_name: str
    headers: list[str]
    columns: Mapping[str, str]
    """Card field -> name of the column."""
    rows: int
    created_at: datetime
    state: str = "checking"
    looked_at: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    """Row state -> how many rows are in it."""
    duplicates_too: bool = False
    actor_id: UUID | None = None
    """Who prepared it or, later, started it."""
    finished_at: datetime | None = None

    def count(self, state: str) -> int:
        return self.counts.get(state, 0)

    def change_columns(self, columns: Mapping[str, str]) -> PatientImport:
        """All rows are to be looked through again. Raises ImportStateWrong."""
        self._require("checking", "checked")
        return replace(self, columns=columns, state="checking", looked_at=0, counts={})

    def start(self, *, duplicates_too: bool, actor_id: UUID | None) -> PatientImport:
        """The same one if it was started like this before. Raises ImportStateWrong."""
        if self.state in {"running", "finished"} and self.duplicates_too == duplicates_too:
            return self
        self._require("checked")
        return replace(self, state="running", duplicates_too=duplicates_too, actor_id=actor_id)

    def discard(self, now: datetime) -> PatientImport:
        """Raises ImportStateWrong for one that is being taken over, or was."""
        if self.state == "discarded":
            return self
        self._require("checking", "checked")
        return replace(self, state="discarded", finished_at=now)

    def looked_through(self, rows: list[ImportRow]) -> PatientImport:
        """These rows were looked at, for the first time."""
        looked_at = self.looked_at + len(rows)
        state = "checked" if looked_at >= self.rows else self.state
        return replace(self, looked_at=looked_at, state=state, counts=_counted(self.counts, rows, 1))

    def taken_over(self, before: list[ImportRow], after: list[ImportRow]) -> PatientImport:
        """These rows have come from one state into another."""
        return replace(self, counts=_counted(_counted(self.counts, before, -1), after, 1))

    def finish(self, now: datetime) -> PatientImport:
        """Duplicates that are left were not wanted."""
        skipped = self.count("skipped") + self.count("duplicate")
        return replace(
            self, state="finished", finished_at=now, counts={**self.counts, "duplicate": 0, "skipped": skipped}
        )

    def _require(self, *states: str) -> None:
        if self.state not in states:
            raise ImportStateWrong(self.state)


@dataclass(frozen=True, slots=True)
class ImportRow:
    number: int
    cells: list[str] | None = field(repr=False)
    """None: what the file said is not kept any more."""
    state: str | None = None
    """One of ROW_STATES; None: not looked at yet."""
    problems: list[FieldError] = field(default_factory=list)
    patient_id: UUID | None = None
    """The patient it became, or the one it looks like."""
    keys: list[str] = field(default_factory=list, repr=False)
    """Rows that have one in common are about one person."""

    def refuse(self, problems: list[FieldError]) -> ImportRow:
        return replace(self, state="refused", problems=problems, keys=[])


def _counted(counts: Mapping[str, int], rows: list[ImportRow], by: int) -> dict[str, int]:
    found = dict(counts)
    for row in rows:
        if row.state is not None:
            found[row.state] = found.get(row.state, 0) + by
    return found
