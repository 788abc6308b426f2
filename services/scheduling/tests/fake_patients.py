"""Patients, what they answered, who they look like and their visits, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from scheduling.application.ports_patients import LookAlike, Pair, Selection, Treatment, VisitsInBrief
from scheduling.application.shown import Page
from scheduling.domain.consent import CHANNELS, ConsentSaid
from scheduling.domain.likeness import BECAUSE, Likeness, because, likeness_of, plain, sure_keys
from scheduling.domain.patient import Patient
from scheduling.domain.refusals import NotFound
from scheduling.domain.search import Search
from scheduling.domain.visit import EXPECTED, Visit

if TYPE_CHECKING:
    from services.scheduling.tests.fakes import FakeDesk

NO_PLACE = ("cancelled", "no_show")


class FakePatients:
    def __init__(self) -> None:
        self.kept: dict[UUID, Patient] = {}

    def read(self, patient_id: UUID) -> Patient:
        if patient_id not in self.kept:
            raise NotFound("patient")
        return self.kept[patient_id]

    read_to_change = read

    def read_to_book(self, patient_id: UUID) -> Patient:
        patient = self.read(patient_id)
        patient.require_active()
        return patient

    def reached_by(self, channel: str, contact: str) -> list[Patient]:
        name = "phone" if channel == "sms" else "email"
        return [
            patient
            for patient in self.kept.values()
            if patient.is_active and (getattr(patient.card, name) or "").lower() == contact.lower()
        ]

    def merged_into(self, patient_id: UUID) -> list[Patient]:
        return [patient for patient in self.kept.values() if patient.merged_into == patient_id]

    def active(self) -> list[Patient]:
        """By last name."""
        found = [patient for patient in self.kept.values() if patient.is_active]
        return sorted(found, key=lambda patient: plain(likeness_of(patient.card).name or ""))

    def add(self, *new: Patient) -> None:
        self.kept |= {patient.id: patient for patient in new}

    save = add

    def find(self, search: Search, limit: int, cursor: str | None) -> Page[Patient]:
        found = [
            patient
            for patient in self.active()
            if all(
                part.lower() in f"{patient.card.last_name} {patient.card.first_name}".lower() for part in search.parts
            )
        ]
        return Page(found[:limit], None)


class FakeConsents:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: list[tuple[UUID, ConsentSaid]] = []

    def add(self, said: Mapping[UUID, Sequence[ConsentSaid]]) -> None:
        self.kept += [(patient_id, each) for patient_id, answers in said.items() for each in answers]

    def newest(self, patient_id: UUID) -> list[ConsentSaid]:
        found = {said.channel: said for whose, said in self.kept if whose == patient_id}
        return [found[channel] for channel in CHANNELS if channel in found]

    def all(self, patient_id: UUID) -> list[ConsentSaid]:
        cards = {patient_id, *(each.id for each in self.desk.patients.merged_into(patient_id))}
        newest_first = (said for whose, said in self.kept[::-1] if whose in cards)
        return sorted(newest_first, key=lambda said: said.at, reverse=True)

    def forget(self, patient_id: UUID) -> None:
        cards = {patient_id, *(each.id for each in self.desk.patients.merged_into(patient_id))}
        self.kept = [(whose, said) for whose, said in self.kept if whose not in cards]


class FakeLookAlikes:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk

    def of(self, wanted: Likeness, *, but: UUID | None, limit: int) -> list[LookAlike]:
        others = [patient for patient in self.desk.patients.active() if patient.id != but]
        told = [LookAlike(patient, because(wanted, likeness_of(patient.card))) for patient in others]
        return sorted((each for each in told if each.because), key=lambda each: BECAUSE.index(each.because[0]))[:limit]

    def first_of_each(self, wanted: Sequence[Likeness]) -> list[UUID | None]:
        return [self._first(each) for each in wanted]

    def _first(self, wanted: Likeness) -> UUID | None:
        keys = set(sure_keys(wanted))
        alike = (
            patient.id for patient in self.desk.patients.active() if keys & set(sure_keys(likeness_of(patient.card)))
        )
        return next(alike, None)

    def pairs(self, limit: int, cursor: str | None) -> Page[Pair]:
        raise NotImplementedError


class FakePatientVisits:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk

    def of(self, patient_id: UUID) -> list[Visit]:
        found = [visit for visit in self.desk.visits.kept.values() if visit.patient_id == patient_id]
        return sorted(found, key=lambda visit: visit.starts_at)

    def brief(self, patient_id, now) -> VisitsInBrief:
        live = [visit for visit in self.of(patient_id) if visit.live]
        begun = [visit.starts_at for visit in live if visit.starts_at <= now]
        ahead = [visit.starts_at for visit in live if visit.starts_at > now and visit.status in EXPECTED]
        return VisitsInBrief(len(live), max(begun, default=None), min(ahead, default=None))

    def open_online(self, patient_id, now) -> int:
        ahead = [visit for visit in self.of(patient_id) if visit.status in EXPECTED and visit.starts_at > now]
        return len([visit for visit in ahead if visit.source == "online"])

    def treatment(self, patient_id, now) -> Treatment:
        visits = self.of(patient_id)
        ahead = [each for each in visits if each.status in {*EXPECTED, "in_chair"} and each.during.ends_at > now]
        begun = [each.starts_at for each in visits if each.status not in NO_PLACE and each.starts_at <= now]
        return Treatment(len(ahead), max(begun, default=None))

    def hand_over(self, from_: UUID, to: UUID) -> None:
        for visit in self.of(from_):
            self.desk.visits.kept[visit.id] = replace(visit, patient_id=to)

    def forget_words(self, patient_id: UUID, *, of_treatment_too: bool) -> None:
        for visit in self.of(patient_id):
            if of_treatment_too or visit.status in NO_PLACE:
                self.desk.visits.kept[visit.id] = replace(visit, note=None, cancel_reason=None)

    def select(self, wanted: Selection, now, limit: int) -> list[UUID]:
        raise NotImplementedError
