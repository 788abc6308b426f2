"""Days off, other hours on a date, public holidays."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.base import Nothing
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_hours
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.office import Office
from scheduling.application.add_exceptions import add_exceptions
from scheduling.application.change_holiday import change_holiday
from scheduling.application.list_exceptions import list_exceptions
from scheduling.application.list_holidays import list_holidays
from scheduling.application.remove_exception import remove_exception


class DayOffMethods:
    office: Office

    @rpc(methods.list_exceptions)
    def list_exceptions(self, context: Context, request: methods.ListExceptions) -> methods.DayExceptions:
        return self.office.read(
            context,
            lambda desk: wire_hours.day_exceptions(
                list_exceptions(desk, calendar_id=request.calendar_id, from_=request.from_, to=request.to)
            ),
        )

    @rpc(methods.add_exceptions)
    def add_exceptions(self, context: Context, request: methods.AddExceptions) -> methods.DayExceptions:
        return self.office.change(
            methods.add_exceptions,
            context,
            request,
            lambda desk: wire_hours.day_exceptions(add_exceptions(desk, asked=wire_hours.asked_exception(request))),
        )

    @rpc(methods.remove_exception)
    def remove_exception(self, context: Context, request: methods.ExceptionId) -> Nothing:
        def remove(desk: SqlDesk) -> Nothing:
            remove_exception(desk, exception_id=request.exception_id)
            return Nothing()

        return self.office.change(methods.remove_exception, context, request, remove)

    @rpc(methods.list_holidays)
    def list_holidays(self, context: Context, request: methods.DaySpan) -> methods.Holidays:
        return self.office.read(
            context, lambda desk: wire_hours.holidays(list_holidays(desk, from_=request.from_, to=request.to))
        )

    @rpc(methods.change_holiday)
    def change_holiday(self, context: Context, request: methods.ChangeHoliday) -> methods.Holiday:
        return self.office.change(
            methods.change_holiday,
            context,
            request,
            lambda desk: wire_hours.holiday(change_holiday(desk, day=request.date, closed=request.closed)),
        )
