"""Answers the RPC methods of notifications."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from chassis.entrypoints import Provide, rpc
from chassis.nameko_process import serve
from chassis.process import Process
from contracts.context import Context
from contracts.notifications import rpc as wire_rpc

from notifications import bootstrap
from notifications.adapters import wire
from notifications.application.look_up import LookUp
from notifications.application.take_reply import TakeReply
from notifications.application.take_reports import TakeReports
from notifications.entrypoints.rpc_provider import TakesProvidersWord

WORKERS = 10


class PracticeMissing(Exception):  # noqa: N818 - it is what happened
    """The caller speaks for no practice."""

    code: ClassVar[str] = "unauthenticated"


def run(process: Process) -> None:
    """Serve until asked to stop."""
    reading = bootstrap.build_reading(process.environment, process.clock, workers=WORKERS)
    process.health.add_check("database", reading.database.ping)
    provider = bootstrap.build_providers_word(reading.database, process.clock)
    serve(service_class(reading.look_up, provider), process.settings, WORKERS, health=process.health)
    reading.database.dispose()


def service_class(look_up: LookUp, provider: bootstrap.ProvidersWord) -> type:
    """The Nameko service, standing on ``look_up`` and ``provider``."""

    class NotificationsService(TakesProvidersWord):
        name = "notifications"

        look_up: LookUp = Provide(lambda: look_up)
        take_reports: TakeReports = Provide(lambda: provider.take_reports)
        take_reply: TakeReply = Provide(lambda: provider.take_reply)

        @rpc(wire_rpc.list_messages)
        def list_messages(self, context: Context, request: wire_rpc.ListMessages) -> wire_rpc.Messages:
            return wire.messages_to(self.look_up.find(_practice_of(context), wire.wanted_from(request)))

        @rpc(wire_rpc.read_message)
        def read_message(self, context: Context, request: wire_rpc.MessageId) -> wire_rpc.Message:
            return wire.message_to(self.look_up.get(_practice_of(context), request.message_id))

    return NotificationsService


def _practice_of(context: Context) -> UUID:
    if context.practice_id is None:
        raise PracticeMissing
    return context.practice_id
