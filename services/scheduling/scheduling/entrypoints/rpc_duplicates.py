"""Cards that may be one person's."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_patients
from scheduling.adapters.office import Office
from scheduling.application.find_duplicates import find_duplicates, list_duplicates
from scheduling.application.merge_patients import merge_patients


class DuplicateMethods:
    office: Office

    @rpc(methods.find_duplicates)
    def find_duplicates(self, context: Context, request: methods.FindDuplicates) -> methods.Duplicates:
        typed = {name: getattr(request, name) for name in request.model_fields_set - {"patient_id"}}
        return self.office.read(
            context,
            lambda desk: wire_patients.duplicates(find_duplicates(desk, patient_id=request.patient_id, typed=typed)),
        )

    @rpc(methods.list_duplicates)
    def list_duplicates(self, context: Context, request: methods.Page) -> methods.DuplicatePairs:
        return self.office.read(
            context,
            lambda desk: wire_patients.duplicate_pairs(
                list_duplicates(desk, limit=request.limit, cursor=request.cursor)
            ),
        )

    @rpc(methods.merge_patients)
    def merge_patients(self, context: Context, request: methods.MergePatients) -> methods.Patient:
        return self.office.change(
            methods.merge_patients,
            context,
            request,
            lambda desk: wire_patients.patient(
                merge_patients(
                    desk,
                    patient_id=request.patient_id,
                    merged_id=request.merged_id,
                    take=request.take,
                    expected_version=request.expected_version,
                    merged_expected_version=request.merged_expected_version,
                )
            ),
        )
