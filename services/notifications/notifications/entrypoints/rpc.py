"""Answers the RPC methods of notifications."""

from __future__ import annotations

from chassis.entrypoints import Provide
from chassis.nameko_process import serve
from chassis.process import Process

from notifications import bootstrap
from notifications.adapters.office import Office
from notifications.adapters.wording import Templates
from notifications.application.look_up import LookUp
from notifications.application.take_reply import TakeReply
from notifications.application.take_reports import TakeReports
from notifications.entrypoints.rpc_messages import (
    ChangeMethods,
    MessageMethods,
    StateMethods,
    WordMethods,
    WritingMethods,
)
from notifications.entrypoints.rpc_provider import TakesProvidersWord

WORKERS = 10


def run(process: Process) -> None:
    """Serve until asked to stop."""
    reading = bootstrap.build_reading(process.environment, process.clock, workers=WORKERS)
    process.health.add_check("database", reading.database.ping)
    provider = bootstrap.build_providers_word(reading.database, process.clock)
    serve(service_class(reading, provider), process.settings, WORKERS, health=process.health)
    reading.database.dispose()


def service_class(reading: bootstrap.Reading, provider: bootstrap.ProvidersWord) -> type:
    """The Nameko service, standing on ``reading`` and ``provider``."""

    class NotificationsService(
        MessageMethods, StateMethods, WritingMethods, WordMethods, ChangeMethods, TakesProvidersWord
    ):
        name = "notifications"

        look_up: LookUp = Provide(lambda: reading.look_up)
        office: Office = Provide(lambda: reading.office)
        texts: Templates = Provide(lambda: reading.texts)
        take_reports: TakeReports = Provide(lambda: provider.take_reports)
        take_reply: TakeReply = Provide(lambda: provider.take_reply)

    return NotificationsService
