"""Who is due for a service again, in memory: given by the tests, marked by the pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW, FakePractice, refused


class FakeRecalls:
    """Part of FakeServices."""

    now: Callable[[], datetime]
    mine: Any

    def __init__(self) -> None:
        super().__init__()
        self.due: dict[tuple[uuid.UUID, uuid.UUID], tuple[FakePractice, scheduling.Recall]] = {}
        """By patient and service."""

    def give_recall(
        self, kept: FakePractice, patient_id: uuid.UUID, service: scheduling.Service, last_visit_at: datetime
    ) -> scheduling.Recall:
        """They are due since today."""
        told = scheduling.VisitService(id=service.id, name=service.name, color=service.color)
        made = scheduling.Recall(
            patient=kept.patients[patient_id], service=told, last_visit_at=last_visit_at,
            due_on=self.now().astimezone(WARSAW).date(), invited_at=None,
        )  # fmt: skip
        self.due[patient_id, service.id] = (kept, made)
        return made

    def list_recalls(self, request: scheduling.Page, context: Any) -> scheduling.Recalls:
        kept = self.mine(context)
        items = [recall for whose, recall in self.due.values() if whose is kept]
        start = int(request.cursor or 0)
        end = start + request.limit
        return scheduling.Recalls(items=items[start:end], next_cursor=str(end) if end < len(items) else None)

    def mark_recall(self, request: scheduling.RecallMark, context: Any) -> Nothing:
        at = (request.patient_id, request.service_id)
        if at not in self.due or self.due[at][0] is not self.mine(context):
            raise refused("not_found", what="visit")
        kept, recall = self.due.pop(at)
        if request.mark == "invited":
            self.due[at] = (kept, recall.model_copy(update={"invited_at": self.now()}))
        return Nothing()
