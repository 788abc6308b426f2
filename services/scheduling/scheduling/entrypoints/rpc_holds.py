"""Holds."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire, wire_holds
from scheduling.adapters.office import Office
from scheduling.application.confirm_hold import confirm_hold
from scheduling.application.hold_time import hold_time
from scheduling.application.list_holds import list_holds
from scheduling.application.release_hold import release_hold


class HoldMethods:
    office: Office

    @rpc(methods.hold_time)
    def hold_time(self, context: Context, request: methods.HoldTime) -> methods.Hold:
        return self.office.change(
            methods.hold_time,
            context,
            request,
            lambda desk: wire_holds.hold(
                hold_time(
                    desk,
                    calendar_id=request.calendar_id,
                    starts_at=request.starts_at,
                    minutes=request.minutes,
                    service_id=request.service_id,
                    hold_minutes=request.hold_minutes,
                )
            ),
        )

    @rpc(methods.confirm_hold)
    def confirm_hold(self, context: Context, request: methods.ConfirmHold) -> methods.Visit:
        return self.office.change(
            methods.confirm_hold,
            context,
            request,
            lambda desk: wire.visit(
                confirm_hold(desk, hold_id=request.hold_id, patient_id=request.patient_id, note=request.note)
            ),
        )

    @rpc(methods.release_hold)
    def release_hold(self, context: Context, request: methods.HoldId) -> methods.Hold:
        return self.office.change(
            methods.release_hold,
            context,
            request,
            lambda desk: wire_holds.hold(release_hold(desk, hold_id=request.hold_id)),
        )

    @rpc(methods.list_holds)
    def list_holds(self, context: Context, request: methods.ListHolds) -> methods.Holds:
        return self.office.read(
            context, lambda desk: wire_holds.holds(list_holds(desk, from_=request.from_, to=request.to))
        )
