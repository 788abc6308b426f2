"""Answers the RPC methods of scheduling."""

from __future__ import annotations

from chassis.entrypoints import Provide
from chassis.nameko_process import serve
from chassis.process import Process

from scheduling import bootstrap
from scheduling.adapters.office import Office
from scheduling.entrypoints.rpc_book import BookMethods
from scheduling.entrypoints.rpc_calendars import CalendarMethods
from scheduling.entrypoints.rpc_changes import ChangeMethods
from scheduling.entrypoints.rpc_days_off import DayOffMethods
from scheduling.entrypoints.rpc_duplicates import DuplicateMethods
from scheduling.entrypoints.rpc_feeds import FeedMethods
from scheduling.entrypoints.rpc_free_times import FreeTimeMethods
from scheduling.entrypoints.rpc_holds import HoldMethods
from scheduling.entrypoints.rpc_hours import HourMethods
from scheduling.entrypoints.rpc_imports import ImportMethods
from scheduling.entrypoints.rpc_links import LinkMethods
from scheduling.entrypoints.rpc_online import OnlineMethods
from scheduling.entrypoints.rpc_patients import PatientMethods
from scheduling.entrypoints.rpc_services import ServiceMethods
from scheduling.entrypoints.rpc_visits import VisitMethods
from scheduling.entrypoints.rpc_waiting import WaitingMethods
from scheduling.settings import read_settings


class SchedulingService(
    BookMethods,
    CalendarMethods,
    HourMethods,
    DayOffMethods,
    PatientMethods,
    DuplicateMethods,
    ImportMethods,
    VisitMethods,
    HoldMethods,
    FreeTimeMethods,
    ServiceMethods,
    FeedMethods,
    OnlineMethods,
    LinkMethods,
    WaitingMethods,
    ChangeMethods,
):
    """Stands on an office, which ``run`` provides."""

    name = "scheduling"


def run(process: Process) -> None:
    """Serve until asked to stop."""
    settings = read_settings(process.environment)
    office = bootstrap.office(settings, process.clock)
    process.health.add_check("database", office.ping)

    class Service(SchedulingService):
        office: Office = Provide(lambda: office)

    serve(Service, process.settings, settings.workers, health=process.health)
