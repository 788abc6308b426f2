"""Visits."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire, wire_visits
from scheduling.adapters.office import Office
from scheduling.application.book_series import book_series
from scheduling.application.book_visit import book_visit
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.change_visit import change_visit
from scheduling.application.list_visits import list_visits
from scheduling.application.read_visit import read_visit
from scheduling.application.restore_visit import restore_visit
from scheduling.application.visits_outside import list_visits_outside


class VisitMethods:
    office: Office

    @rpc(methods.list_visits)
    def list_visits(self, context: Context, request: methods.ListVisits) -> methods.Visits:
        return self.office.read(
            context,
            lambda desk: wire.visits(
                list_visits(
                    desk,
                    from_=request.from_,
                    to=request.to,
                    calendar_id=request.calendar_id,
                    patient_id=request.patient_id,
                    limit=request.limit,
                    cursor=request.cursor,
                )
            ),
        )

    @rpc(methods.list_visits_outside)
    def list_visits_outside(self, context: Context, request: methods.Page) -> methods.Visits:
        return self.office.read(
            context,
            lambda desk: wire.visits(list_visits_outside(desk, limit=request.limit, cursor=request.cursor)),
        )

    @rpc(methods.book_visit)
    def book_visit(self, context: Context, request: methods.BookVisit) -> methods.Visit:
        return self.office.change(
            methods.book_visit,
            context,
            request,
            lambda desk: wire.visit(
                book_visit(
                    desk,
                    calendar_id=request.calendar_id,
                    patient_id=request.patient_id,
                    starts_at=request.starts_at,
                    minutes=request.minutes,
                    note=request.note,
                    service_id=request.service_id,
                    overbook=request.overbook,
                )
            ),
        )

    @rpc(methods.read_visit)
    def read_visit(self, context: Context, request: methods.VisitId) -> methods.Visit:
        return self.office.read(context, lambda desk: wire.visit(read_visit(desk, visit_id=request.visit_id)))

    @rpc(methods.change_visit)
    def change_visit(self, context: Context, request: methods.ChangeVisit) -> methods.Visit:
        return self.office.change(
            methods.change_visit,
            context,
            request,
            lambda desk: wire.visit(
                change_visit(
                    desk,
                    visit_id=request.visit_id,
                    change=wire.visit_change(request),
                    expected_version=request.expected_version,
                )
            ),
        )

    @rpc(methods.cancel_visit)
    def cancel_visit(self, context: Context, request: methods.CancelVisit) -> methods.Visit:
        return self.office.change(
            methods.cancel_visit,
            context,
            request,
            lambda desk: wire.visit(
                cancel_visit(
                    desk,
                    visit_id=request.visit_id,
                    reason=request.reason,
                    expected_version=request.expected_version,
                )
            ),
        )

    @rpc(methods.restore_visit)
    def restore_visit(self, context: Context, request: methods.RestoreVisit) -> methods.Visit:
        return self.office.change(
            methods.restore_visit,
            context,
            request,
            lambda desk: wire.visit(
                restore_visit(
                    desk,
                    visit_id=request.visit_id,
                    overbook=request.overbook,
                    expected_version=request.expected_version,
                )
            ),
        )

    @rpc(methods.book_series)
    def book_series(self, context: Context, request: methods.BookSeries) -> methods.SeriesBooked:
        return self.office.change(
            methods.book_series,
            context,
            request,
            lambda desk: wire_visits.series_booked(
                book_series(
                    desk,
                    calendar_id=request.calendar_id,
                    patient_id=request.patient_id,
                    starts_at=request.starts_at,
                    minutes=request.minutes,
                    note=request.note,
                    service_id=request.service_id,
                    every_weeks=request.every_weeks,
                    count=request.count,
                    skip_refused=request.skip_refused,
                )
            ),
        )
