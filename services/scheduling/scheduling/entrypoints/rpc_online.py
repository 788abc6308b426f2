"""Online booking: what a practice allows, and how a stranger gets a time."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.base import Nothing
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_online
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.office import Office
from scheduling.application.change_booking_settings import change_booking_settings
from scheduling.application.confirm_public_hold import confirm_public_hold
from scheduling.application.hold_public_time import hold_public_time
from scheduling.application.list_public_times import list_public_times
from scheduling.application.public_booking import read_offer
from scheduling.application.read_public_hold import read_public_hold, release_public_hold
from scheduling.application.request_booking_code import request_booking_code
from scheduling.domain.refusals_online import WrongCode
from scheduling.entrypoints.strangers import address_of, with_own_key


class OnlineMethods:
    office: Office

    @rpc(methods.read_booking_settings)
    def read_booking_settings(self, context: Context, _request: Nothing) -> methods.BookingSettings:
        return self.office.read(context, lambda desk: wire_online.booking_settings(desk.booking_settings.read()))

    @rpc(methods.change_booking_settings)
    def change_booking_settings(
        self, context: Context, request: methods.ChangeBookingSettings
    ) -> methods.BookingSettings:
        return self.office.change(
            methods.change_booking_settings,
            context,
            request,
            lambda desk: wire_online.booking_settings(
                change_booking_settings(
                    desk,
                    fields=wire_online.booking_settings_fields(request),
                    expected_version=request.expected_version,
                )
            ),
        )

    @rpc(methods.read_public_booking)
    def read_public_booking(self, context: Context, _request: Nothing) -> methods.PublicBooking:
        return self.office.read(context, lambda desk: wire_online.public_booking(read_offer(desk), desk.now))

    @rpc(methods.list_public_times)
    def list_public_times(self, context: Context, request: methods.ListPublicTimes) -> methods.PublicTimes:
        return self.office.read(
            context,
            lambda desk: wire_online.public_times(
                list_public_times(
                    desk,
                    service_id=request.service_id,
                    from_=request.from_,
                    to=request.to,
                    calendar_id=request.calendar_id,
                )
            ),
        )

    @rpc(methods.hold_public_time)
    def hold_public_time(self, context: Context, request: methods.HoldPublicTime) -> methods.PublicHold:
        return self.office.change(
            methods.hold_public_time,
            with_own_key(context),
            request,
            lambda desk: wire_online.public_hold(
                hold_public_time(
                    desk,
                    service_id=request.service_id,
                    starts_at=request.starts_at,
                    calendar_id=request.calendar_id,
                    address=address_of(context),
                )
            ),
        )

    @rpc(methods.read_public_hold)
    def read_public_hold(self, context: Context, request: methods.HoldToken) -> methods.PublicHold:
        return self.office.read(
            context,
            lambda desk: wire_online.public_hold(read_public_hold(desk, hold_id=request.hold_id, token=request.token)),
        )

    @rpc(methods.release_public_hold)
    def release_public_hold(self, context: Context, request: methods.HoldToken) -> Nothing:
        def release(desk: SqlDesk) -> Nothing:
            release_public_hold(desk, hold_id=request.hold_id, token=request.token)
            return Nothing()

        return self.office.change(methods.release_public_hold, context, request, release)

    @rpc(methods.request_booking_code)
    def request_booking_code(self, context: Context, request: methods.RequestBookingCode) -> methods.BookingCodeSent:
        return self.office.change(
            methods.request_booking_code,
            context,
            request,
            lambda desk: wire_online.code_sent(
                request_booking_code(
                    desk,
                    hold_id=request.hold_id,
                    token=request.token,
                    channel=request.channel,
                    fields=wire_online.asked_fields(request),
                    note=request.note,
                    language=request.language,
                    address=address_of(context),
                )
            ),
        )

    @rpc(methods.confirm_public_hold)
    def confirm_public_hold(self, context: Context, request: methods.ConfirmPublicHold) -> methods.PublicVisit:
        """Its answer needs no key to be the same again; a wrong try is kept before it is refused."""
        answer = self.office.serve(
            methods.confirm_public_hold,
            context,
            lambda desk: confirm_public_hold(desk, hold_id=request.hold_id, token=request.token, code=request.code),
        )
        if isinstance(answer, WrongCode):
            raise answer
        return wire_online.public_visit(answer)
