"""Patients' cards."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire
from scheduling.adapters.office import Office
from scheduling.application.add_patient import add_patient
from scheduling.application.change_patient import change_patient
from scheduling.application.find_patients import find_patients


class PatientMethods:
    office: Office

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
