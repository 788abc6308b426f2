"""Patients' cards."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import trail, wire_patients
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.office import Office
from scheduling.application.add_patient import add_patient
from scheduling.application.change_patient import change_patient
from scheduling.application.erase_patient import erase_patient
from scheduling.application.export_patient import export_patient
from scheduling.application.find_patients import find_patients
from scheduling.application.read_patient import list_consents, read_patient
from scheduling.application.select_patients import select_patients


class PatientMethods:
    office: Office

    @rpc(methods.find_patients)
    def find_patients(self, context: Context, request: methods.FindPatients) -> methods.Patients:
        return self.office.read(
            context,
            lambda desk: wire_patients.patients(
                find_patients(desk, typed=request.q, limit=request.limit, cursor=request.cursor)
            ),
        )

    @rpc(methods.add_patient)
    def add_patient(self, context: Context, request: methods.AddPatient) -> methods.Patient:
        return self.office.change(
            methods.add_patient,
            context,
            request,
            lambda desk: wire_patients.patient(
                add_patient(desk, fields=wire_patients.patient_fields(request), consent_source=request.consent_source)
            ),
        )

    @rpc(methods.read_patient)
    def read_patient(self, context: Context, request: methods.PatientId) -> methods.Patient:
        return self.office.read(
            context, lambda desk: wire_patients.patient(read_patient(desk, patient_id=request.patient_id))
        )

    @rpc(methods.change_patient)
    def change_patient(self, context: Context, request: methods.ChangePatient) -> methods.Patient:
        return self.office.change(
            methods.change_patient,
            context,
            request,
            lambda desk: wire_patients.patient(
                change_patient(
                    desk,
                    patient_id=request.patient_id,
                    fields=wire_patients.patient_fields(request),
                    expected_version=request.expected_version,
                    consent_source=request.consent_source,
                )
            ),
        )

    @rpc(methods.list_consents)
    def list_consents(self, context: Context, request: methods.PatientId) -> methods.ConsentHistory:
        return self.office.read(
            context,
            lambda desk: wire_patients.consent_history(list_consents(desk, patient_id=request.patient_id)),
        )

    @rpc(methods.erase_patient)
    def erase_patient(self, context: Context, request: methods.ErasePatient) -> methods.Patient:
        return self.office.change(
            methods.erase_patient,
            context,
            request,
            lambda desk: wire_patients.patient(
                erase_patient(desk, patient_id=request.patient_id, expected_version=request.expected_version)
            ),
        )

    @rpc(methods.export_patient)
    def export_patient(self, context: Context, request: methods.PatientId) -> methods.PatientExport:
        def export(desk: SqlDesk) -> methods.PatientExport:
            known = export_patient(desk, patient_id=request.patient_id)
            return wire_patients.patient_export(known, trail.changes_of(desk, known.subjects))

        return self.office.read(context, export)

    @rpc(methods.select_patients)
    def select_patients(self, context: Context, request: methods.SelectPatients) -> methods.PatientIds:
        def select(desk: SqlDesk) -> methods.PatientIds:
            found, complete = select_patients(
                desk,
                visit_from=request.visit_from,
                visit_to=request.visit_to,
                calendar_id=request.calendar_id,
                service_id=request.service_id,
                not_seen_months=request.not_seen_months,
            )
            return methods.PatientIds(items=found, complete=complete)

        return self.office.read(context, select)
