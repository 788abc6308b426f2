"""Who changed what."""

from __future__ import annotations

from chassis import audit
from chassis.entrypoints import rpc
from contracts.changes import Changes, ListChanges
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters.office import Office


class ChangeMethods:
    office: Office

    @rpc(methods.list_changes)
    def list_changes(self, context: Context, request: ListChanges) -> Changes:
        return self.office.read(context, lambda desk: audit.page(desk.session, desk.practice_id, request))
