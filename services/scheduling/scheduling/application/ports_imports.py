"""What a use case needs of the imports that are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from scheduling.application.shown import Page
from scheduling.domain.patient_file import FileRow
from scheduling.domain.patient_import import ImportRow, PatientImport


class Imports(Protocol):
    def add(self, one: PatientImport, rows: Sequence[FileRow]) -> None:
        """The worker hears of it once the transaction is kept."""
        ...

    def save(self, one: PatientImport) -> None:
        """The worker hears of it once the transaction is kept."""
        ...

    def read(self, import_id: UUID) -> PatientImport:
        """Raises NotFound."""
        ...

    def read_to_change(self, import_id: UUID) -> PatientImport:
        """The same, and nobody else works on it until the transaction ends. Raises NotFound."""
        ...

    def claim(self, import_id: UUID) -> PatientImport | None:
        """The same; None if somebody else works on it now."""
        ...

    def newest(self, limit: int) -> list[PatientImport]: ...

    def rows(self, import_id: UUID, state: str | None, limit: int, cursor: str | None) -> Page[ImportRow]:
        """That were looked at, by number. Raises ValidationFailed for a cursor that is none."""
        ...

    def unseen(self, import_id: UUID, limit: int) -> list[ImportRow]:
        """The next rows that were not looked at, by number."""
        ...

    def in_states(self, import_id: UUID, states: Collection[str], limit: int) -> list[ImportRow]:
        """The next rows in these states, by number."""
        ...

    def numbers_by_key(self, import_id: UUID, keys: Collection[str]) -> dict[str, int]:
        """The first row that has each of these keys, of those that were looked at."""
        ...

    def save_rows(self, import_id: UUID, rows: Sequence[ImportRow]) -> None: ...

    def look_again(self, import_id: UUID) -> None:
        """No row was looked at."""
        ...

    def skip_duplicates(self, import_id: UUID) -> None:
        """Those that are left."""
        ...

    def wipe(self, import_id: UUID, *, but_refused: bool) -> None:
        """Forget what the file said; without ``but_refused`` for good."""
        ...


@dataclass(frozen=True, slots=True)
class OpenImport:
    """One that a worker has something to do with."""

    practice_id: UUID
    id: UUID
    actor_id: UUID | None
    trace_id: str


class Backlog(Protocol):
    """What waits for a worker, of all practices."""

    def imports(self) -> list[OpenImport]:
        """To be looked through or taken over: each practice's oldest, so that a file sees whom the one before added."""
        ...

    def imports_to_forget(self, now: datetime) -> list[OpenImport]:
        """Left alone for longer than their contents may be kept."""
        ...

    def patients_to_forget(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """Practice and patient, erased long ago, whose documents need not be kept any more."""
        ...
