"""What can go wrong with patients' cards and with files of them: a part of ``refusals``."""

from __future__ import annotations

from uuid import UUID

from scheduling.domain.refusals import Refusal


class PatientMerged(Refusal):
    """Another card goes on for this person."""

    code = "patient_merged"

    def __init__(self, merged_into: UUID) -> None:
        super().__init__({"merged_into": str(merged_into)})


class PatientErased(Refusal):
    """The practice forgot this person."""

    code = "patient_erased"


class PatientHasVisits(Refusal):
    """They are expected at visits still ahead: first these are cancelled."""

    code = "patient_has_visits"

    def __init__(self, count: int) -> None:
        super().__init__({"count": count})


class ImportTooLarge(Refusal):
    """More than one file may hold."""

    code = "import_too_large"

    def __init__(self, *, max_bytes: int, max_rows: int) -> None:
        super().__init__({"max_bytes": max_bytes, "max_rows": max_rows})


class ImportNotCsv(Refusal):
    """No table with a first line of column names."""

    code = "import_not_csv"


class ImportStateWrong(Refusal):
    """In its state this cannot be done with an import."""

    code = "import_state"

    def __init__(self, state: str) -> None:
        super().__init__({"state": state})
