from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from scheduling.adapters.cursors import cursor_at, date_and_ids_in
from scheduling.adapters.patients import patient_of
from scheduling.application.ports_feeds import Recall, RecallMark
from scheduling.application.shown import Page, ServiceInBrief

_HAD: Final = "patient_id IS NOT NULL AND status NOT IN ('cancelled', 'no_show')"
"""As the index ``visits_by_service`` has it: what is neither a hold nor fell through."""

_DUE = f"""
WITH had AS (
    SELECT services.id AS service_id, services.name, services.color, last.patient_id, last.at,
        CAST(CAST(timezone(:zone, last.at) AS date) + make_interval(months => interval_months) AS date) AS due_on
    FROM services CROSS JOIN LATERAL (
        SELECT patient_id, max(starts_at) AS at FROM visits
        WHERE practice_id = :practice_id AND service_id = services.id AND {_HAD} GROUP BY patient_id
    ) AS last
    WHERE services.practice_id = :practice_id AND services.active AND interval_months IS NOT NULL
), due AS (
    -- Put in order before cards and marks are looked at: then those of one page are, and not of all who are due.
    SELECT * FROM had
    WHERE due_on <= :today AND (CAST(:after AS date) IS NULL
        OR (due_on, patient_id, service_id) > (:after, :after_patient, :after_service))
    ORDER BY due_on, patient_id, service_id
)
SELECT patients.*, due.service_id, due.name AS service_name, due.color AS service_color, due.at, due.due_on,
    CASE WHEN invited_for >= due.at THEN invited_at END AS invited_at
FROM due
JOIN patients ON patients.practice_id = :practice_id AND patients.id = due.patient_id AND patients.state = 'active'
LEFT JOIN recall_marks AS marked ON marked.practice_id = :practice_id
    AND marked.patient_id = due.patient_id AND marked.service_id = due.service_id
WHERE dismissed_for IS NULL OR dismissed_for < due.at
ORDER BY due.due_on, due.patient_id, due.service_id LIMIT :limit
"""  # noqa: S608 - made of our own words alone

_LAST = f"""
SELECT max(starts_at) FROM visits
WHERE practice_id = :practice_id AND service_id = :service AND patient_id = :patient AND starts_at <= :now AND {_HAD}
"""  # noqa: S608

_BESIDE = """
ON CONFLICT (practice_id, patient_id, service_id) DO UPDATE SET
    invited_at = greatest(marked.invited_at, excluded.invited_at),
    invited_for = greatest(marked.invited_for, excluded.invited_for),
    dismissed_for = greatest(marked.dismissed_for, excluded.dismissed_for)
WHERE excluded.invited_at > coalesce(marked.invited_at, '-infinity')
    OR excluded.dismissed_for > coalesce(marked.dismissed_for, '-infinity')
RETURNING patient_id
"""

_MARK = f"""
INSERT INTO recall_marks AS marked (practice_id, patient_id, service_id, invited_at, invited_for, dismissed_for)
VALUES (:practice_id, :patient, :service, :invited_at, :invited_for, :dismissed_for) {_BESIDE}
"""  # noqa: S608

_HAND_OVER = f"""
INSERT INTO recall_marks AS marked (practice_id, patient_id, service_id, invited_at, invited_for, dismissed_for)
SELECT practice_id, :to, service_id, invited_at, invited_for, dismissed_for FROM recall_marks
WHERE practice_id = :practice_id AND patient_id = :from_ {_BESIDE}
"""  # noqa: S608

_FORGET = "DELETE FROM recall_marks WHERE practice_id = :practice_id AND patient_id = :patient"


class SqlRecalls:
    """The last visit of a service decides, wherever it lies: one that is ahead is due long after today."""

    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def due(self, today: date, zone: ZoneInfo, *, limit: int, cursor: str | None) -> Page[Recall]:
        after, patient, service = (None, None, None) if cursor is None else date_and_ids_in(cursor)
        place = {"after": after, "after_patient": patient, "after_service": service}
        rows = self._rows(_DUE, zone=zone.key, today=today, limit=limit + 1, **place)
        found = [_recall_of(row) for row in rows[:limit]]
        last = found[-1] if len(rows) > limit else None
        return Page(found, cursor_at(last.due_on, last.patient.id, last.service.id) if last else None)

    def last_visit_at(self, patient_id: UUID, service_id: UUID, now: datetime) -> datetime | None:
        values = {"practice_id": self._practice_id, "patient": patient_id, "service": service_id, "now": now}
        found: datetime | None = self._session.scalar(text(_LAST), values)
        return found

    def mark(self, mark: RecallMark) -> bool:
        columns = {
            "patient": mark.patient_id,
            "service": mark.service_id,
            "invited_at": mark.invited_at,
            "invited_for": mark.invited_for,
            "dismissed_for": mark.dismissed_for,
        }
        return bool(self._rows(_MARK, **columns))

    def hand_over(self, from_: UUID, to: UUID) -> None:
        self._rows(_HAND_OVER, from_=from_, to=to)
        self.forget(from_)

    def forget(self, patient_id: UUID) -> None:
        self._session.execute(text(_FORGET), {"practice_id": self._practice_id, "patient": patient_id})

    def _rows(self, query: str, **values: Any) -> Sequence[Row[Any]]:
        return self._session.execute(text(query), {"practice_id": self._practice_id, **values}).all()


def _recall_of(row: Any) -> Recall:
    return Recall(
        patient=patient_of(row),
        service=ServiceInBrief(row.service_id, row.service_name, row.service_color),
        last_visit_at=row.at,
        due_on=row.due_on,
        invited_at=row.invited_at,
    )
