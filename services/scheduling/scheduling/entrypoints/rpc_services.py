"""Services."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.base import Nothing
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_services
from scheduling.adapters.office import Office
from scheduling.application.add_service import add_service
from scheduling.application.change_service import change_service


class ServiceMethods:
    office: Office

    @rpc(methods.list_services)
    def list_services(self, context: Context, _request: Nothing) -> methods.Services:
        return self.office.read(context, lambda desk: wire_services.services(desk.services.all()))

    @rpc(methods.read_service)
    def read_service(self, context: Context, request: methods.ServiceId) -> methods.Service:
        return self.office.read(context, lambda desk: wire_services.service(desk.services.read(request.service_id)))

    @rpc(methods.add_service)
    def add_service(self, context: Context, request: methods.AddService) -> methods.Service:
        return self.office.change(
            methods.add_service,
            context,
            request,
            lambda desk: wire_services.service(add_service(desk, fields=wire_services.service_fields(request))),
        )

    @rpc(methods.change_service)
    def change_service(self, context: Context, request: methods.ChangeService) -> methods.Service:
        return self.office.change(
            methods.change_service,
            context,
            request,
            lambda desk: wire_services.service(
                change_service(
                    desk,
                    service_id=request.service_id,
                    fields=wire_services.service_fields(request),
                    expected_version=request.expected_version,
                )
            ),
        )
