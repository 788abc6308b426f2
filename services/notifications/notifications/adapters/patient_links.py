"""Links in reminders: whoever has one sees that visit and confirms it, or changes it while the practice allows."""

from __future__ import annotations

from chassis.signing import Signer
from contracts.links import VISIT, visit_content

from notifications.domain.case import ReminderCase


class VisitLinks:
    """To pages of the gateway under ``public_url``, signed with the first of ``keys``, which scheduling has as well.

    Nothing is kept of a link: made again for the same visit and time it is the same.
    """

    def __init__(self, public_url: str, keys: list[str]) -> None:
        self._public_url = public_url
        self._signer = Signer(VISIT, keys)

    def to(self, case: ReminderCase) -> str:
        """Good until the visit begins, and for the time that the reminder is about alone."""
        starts_at = case.line.visit_starts_at
        return f"{self._public_url}/v/{self._signer.sign(visit_content(case.line.visit_id, starts_at), starts_at)}"
