"""What patients do by the links of messages."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_online
from scheduling.adapters.office import Office
from scheduling.application.linked_visit import (
    cancel_linked_visit,
    confirm_linked_visit,
    read_linked_visit,
)
from scheduling.application.move_linked_visit import list_linked_times, move_linked_visit


class LinkMethods:
    office: Office

    @rpc(methods.read_linked_visit)
    def read_linked_visit(self, context: Context, request: methods.LinkToken) -> methods.LinkedVisit:
        there, to = self.office.by_visit_link(context, request.token)
        return self.office.read(
            there,
            lambda desk: wire_online.linked_visit(
                read_linked_visit(desk, visit_id=to.visit_id, written_for=to.written_for)
            ),
        )

    @rpc(methods.confirm_linked_visit)
    def confirm_linked_visit(self, context: Context, request: methods.LinkToken) -> methods.LinkedVisit:
        there, to = self.office.by_visit_link(context, request.token)
        return self.office.change(
            methods.confirm_linked_visit,
            there,
            request,
            lambda desk: wire_online.linked_visit(
                confirm_linked_visit(desk, visit_id=to.visit_id, written_for=to.written_for)
            ),
        )

    @rpc(methods.cancel_linked_visit)
    def cancel_linked_visit(self, context: Context, request: methods.CancelLinkedVisit) -> methods.LinkedVisit:
        there, to = self.office.by_visit_link(context, request.token)
        return self.office.change(
            methods.cancel_linked_visit,
            there,
            request,
            lambda desk: wire_online.linked_visit(
                cancel_linked_visit(desk, visit_id=to.visit_id, written_for=to.written_for, reason=request.reason)
            ),
        )

    @rpc(methods.list_linked_times)
    def list_linked_times(self, context: Context, request: methods.ListLinkedTimes) -> methods.PublicTimes:
        there, to = self.office.by_visit_link(context, request.token)
        return self.office.read(
            there,
            lambda desk: wire_online.public_times(
                list_linked_times(
                    desk,
                    visit_id=to.visit_id,
                    written_for=to.written_for,
                    dates=(request.from_, request.to),
                    any_calendar=request.any_calendar,
                )
            ),
        )

    @rpc(methods.move_linked_visit)
    def move_linked_visit(self, context: Context, request: methods.MoveLinkedVisit) -> methods.LinkedVisitMoved:
        there, to = self.office.by_visit_link(context, request.token)
        return self.office.change(
            methods.move_linked_visit,
            there,
            request,
            lambda desk: wire_online.linked_visit_moved(
                move_linked_visit(
                    desk,
                    visit_id=to.visit_id,
                    written_for=to.written_for,
                    starts_at=request.starts_at,
                    calendar_id=request.calendar_id,
                )
            ),
        )
