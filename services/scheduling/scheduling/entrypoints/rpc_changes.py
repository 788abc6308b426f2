"""Who changed what."""

from __future__ import annotations

from chassis import audit
from chassis.entrypoints import rpc
from contracts.changes import Changes, ListChanges
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.office import Office

MOST_CHANGES = 200
"""Of one visit."""


class ChangeMethods:
    office: Office

    @rpc(methods.list_changes)
    def list_changes(self, context: Context, request: ListChanges) -> Changes:
        return self.office.read(context, lambda desk: audit.page(desk.session, desk.practice_id, request))

    @rpc(methods.read_visit_history)
    def read_visit_history(self, context: Context, request: methods.VisitId) -> Changes:
        def history(desk: SqlDesk) -> Changes:
            desk.visits.read(request.visit_id)
            about = ListChanges(subject="visit", subject_id=request.visit_id, limit=MOST_CHANGES)
            newest_first = audit.page(desk.session, desk.practice_id, about).items
            return Changes(items=newest_first[::-1])

        return self.office.read(context, history)
