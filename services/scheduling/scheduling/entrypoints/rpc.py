"""Answers the RPC methods of scheduling."""

from __future__ import annotations

from chassis.entrypoints import Provide, rpc
from chassis.nameko_process import serve
from chassis.process import Process
from contracts.base import Nothing
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling import bootstrap
from scheduling.adapters import wire
from scheduling.adapters.office import Office
from scheduling.application.add_calendar import add_calendar
from scheduling.application.add_patient import add_patient
from scheduling.application.book_visit import book_visit
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.change_patient import change_patient
from scheduling.application.change_visit import change_visit
from scheduling.application.change_working_time import change_working_time
from scheduling.application.find_patients import find_patients
from scheduling.application.list_calendar_days import list_calendar_days
from scheduling.application.list_visits import list_visits
from scheduling.settings import read_settings


class SchedulingService:
    """Stands on an office, which ``run`` provides."""

    name = "scheduling"
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

    @rpc(methods.read_working_time)
    def read_working_time(self, context: Context, _request: Nothing) -> methods.WorkingTime:
        return self.office.read(context, lambda desk: wire.working_time(desk.practices.read()))

    @rpc(methods.change_working_time)
    def change_working_time(self, context: Context, request: methods.ChangeWorkingTime) -> methods.WorkingTime:
        return self.office.change(
            methods.change_working_time,
            context,
            request,
            lambda desk: wire.working_time(
                change_working_time(
                    desk,
                    days=wire.working_days(request),
                    apply_to_all=request.apply_to_all,
                    expected_version=request.expected_version,
                )
            ),
        )

    @rpc(methods.list_calendar_days)
    def list_calendar_days(self, context: Context, request: methods.DaySpan) -> methods.CalendarDays:
        return self.office.read(
            context,
            lambda desk: wire.calendar_days(list_calendar_days(desk, from_=request.from_, to=request.to)),
        )

    @rpc(methods.find_patients)
    def find_patients(self, context: Context, request: methods.FindPatients) -> methods.Patients:
        return self.office.read(
            context,
            lambda desk: wire.patients(
                find_patients(desk, typed=request.q, limit=request.limit, cursor=request.cursor)
            ),
        )

    @rpc(methods.add_patient)
    def add_patient(self, context: Context, request: methods.AddPatient) -> methods.Patient:
        return self.office.change(
            methods.add_patient,
            context,
            request,
            lambda desk: wire.patient(add_patient(desk, fields=wire.patient_fields(request))),
        )

    @rpc(methods.read_patient)
    def read_patient(self, context: Context, request: methods.PatientId) -> methods.Patient:
        return self.office.read(context, lambda desk: wire.patient(desk.patients.read(request.patient_id)))

    @rpc(methods.change_patient)
    def change_patient(self, context: Context, request: methods.ChangePatient) -> methods.Patient:
        return self.office.change(
            methods.change_patient,
            context,
            request,
            lambda desk: wire.patient(
                change_patient(
                    desk,
                    patient_id=request.patient_id,
                    fields=wire.patient_fields(request),
                    expected_version=request.expected_version,
                )
            ),
        )

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
                )
            ),
        )

    @rpc(methods.read_visit)
    def read_visit(self, context: Context, request: methods.VisitId) -> methods.Visit:
        return self.office.read(context, lambda desk: wire.visit(desk.visits.read(request.visit_id)))

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


def run(process: Process) -> None:
    """Serve until asked to stop."""
    settings = read_settings(process.environment)
    office = bootstrap.office(settings, process.clock)
    process.health.add_check("database", office.ping)

    class Service(SchedulingService):
        office: Office = Provide(lambda: office)

    serve(Service, process.settings, settings.workers, health=process.health)
