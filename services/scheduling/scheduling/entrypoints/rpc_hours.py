"""Working time, and when calendars take visits."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.base import Nothing
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_hours
from scheduling.adapters.office import Office
from scheduling.application.change_calendar_working_time import change_calendar_working_time
from scheduling.application.change_working_time import change_working_time, check_working_time
from scheduling.application.list_calendar_days import list_calendar_days


class HourMethods:
    office: Office

    @rpc(methods.read_working_time)
    def read_working_time(self, context: Context, _request: Nothing) -> methods.WorkingTime:
        return self.office.read(context, lambda desk: wire_hours.working_time(desk.practices.read()))

    @rpc(methods.change_working_time)
    def change_working_time(self, context: Context, request: methods.ChangeWorkingTime) -> methods.WorkingTime:
        days, expected_version = wire_hours.working_days(request), request.expected_version
        if request.only_check:
            return self.office.read(
                context,
                lambda desk: wire_hours.working_time(
                    check_working_time(desk, days=days, expected_version=expected_version)
                ),
            )
        return self.office.change(
            methods.change_working_time,
            context,
            request,
            lambda desk: wire_hours.working_time(
                change_working_time(
                    desk, days=days, apply_to_all=request.apply_to_all, expected_version=expected_version
                )
            ),
        )

    @rpc(methods.read_calendar_working_time)
    def read_calendar_working_time(self, context: Context, request: methods.CalendarId) -> methods.CalendarWorkingTime:
        return self.office.read(
            context, lambda desk: wire_hours.calendar_working_time(desk.calendars.timetable(request.calendar_id))
        )

    @rpc(methods.change_calendar_working_time)
    def change_calendar_working_time(
        self, context: Context, request: methods.ChangeCalendarWorkingTime
    ) -> methods.CalendarWorkingTime:
        return self.office.change(
            methods.change_calendar_working_time,
            context,
            request,
            lambda desk: wire_hours.calendar_working_time(
                change_calendar_working_time(
                    desk,
                    calendar_id=request.calendar_id,
                    inherits=request.inherits,
                    days=wire_hours.working_days(request),
                    expected_version=request.expected_version,
                )
            ),
        )

    @rpc(methods.list_calendar_days)
    def list_calendar_days(self, context: Context, request: methods.DaySpan) -> methods.CalendarDays:
        return self.office.read(
            context,
            lambda desk: wire_hours.calendar_days(list_calendar_days(desk, from_=request.from_, to=request.to)),
        )
