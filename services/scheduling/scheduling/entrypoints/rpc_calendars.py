"""Calendars."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.base import Nothing
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire, wire_hours
from scheduling.adapters.office import Office
from scheduling.application.add_calendar import add_calendar
from scheduling.application.change_calendar import change_calendar
from scheduling.application.order_calendars import order_calendars


class CalendarMethods:
    office: Office

    @rpc(methods.list_calendars)
    def list_calendars(self, context: Context, _request: Nothing) -> methods.Calendars:
        return self.office.read(context, lambda desk: wire.calendars(desk.calendars.all()))

    @rpc(methods.read_calendar)
    def read_calendar(self, context: Context, request: methods.CalendarId) -> methods.Calendar:
        return self.office.read(context, lambda desk: wire.calendar(desk.calendars.read(request.calendar_id)))

    @rpc(methods.add_calendar)
    def add_calendar(self, context: Context, request: methods.AddCalendar) -> methods.Calendar:
        return self.office.change(
            methods.add_calendar,
            context,
            request,
            lambda desk: wire.calendar(add_calendar(desk, name=request.name, color=request.color)),
        )

    @rpc(methods.change_calendar)
    def change_calendar(self, context: Context, request: methods.ChangeCalendar) -> methods.Calendar:
        return self.office.change(
            methods.change_calendar,
            context,
            request,
            lambda desk: wire.calendar(
                change_calendar(
                    desk,
                    calendar_id=request.calendar_id,
                    change=wire_hours.calendar_change(request),
                    expected_version=request.expected_version,
                )
            ),
        )

    @rpc(methods.order_calendars)
    def order_calendars(self, context: Context, request: methods.OrderCalendars) -> methods.Calendars:
        return self.office.change(
            methods.order_calendars,
            context,
            request,
            lambda desk: wire.calendars(order_calendars(desk, order=request.calendar_ids)),
        )
