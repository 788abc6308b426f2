"""Free times."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_visits
from scheduling.adapters.office import Office
from scheduling.application.list_free_times import list_free_times


class FreeTimeMethods:
    office: Office

    @rpc(methods.list_free_times)
    def list_free_times(self, context: Context, request: methods.ListFreeTimes) -> methods.FreeTimes:
        return self.office.read(
            context,
            lambda desk: wire_visits.free_times(
                list_free_times(
                    desk,
                    from_=request.from_,
                    to=request.to,
                    minutes=request.minutes,
                    service_id=request.service_id,
                    calendar_ids=request.calendar_ids,
                    limit=request.limit,
                    notice_minutes=request.notice_minutes,
                )
            ),
        )
