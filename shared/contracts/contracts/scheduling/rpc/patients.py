"""Patients and their cards."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Message, Method, Page

ConsentSource = Literal["reception", "patient", "import", "online_booking", "program", "assumed"]
"""How an answer came: at the desk, by the patient's hand, from a file, by a program; ``assumed``: nobody asked."""

PatientState = Literal["active", "merged", "erased"]


class Consents(Message):
    sms: bool = True
    email: bool = True


class ConsentSaid(Message):
    """One answer to "may we write to you?"."""

    channel: Literal["sms", "email"]
    given: bool
    at: AwareDatetime
    source: ConsentSource
    actor_id: UUID | None = None
    """The person of the practice who noted it; None: nobody of theirs."""


class Patient(Message):
    id: UUID
    first_name: str
    last_name: str
    phone: str | None
    """E.164."""
    email: str | None
    birth_date: date | None
    pesel: str | None = Field(repr=False)
    address: str | None
    notes: str | None
    consents: Consents
    version: int
    consents_said: list[ConsentSaid] = Field(default_factory=list)
    """The newest answer for each channel; only where one card is answered, not in lists."""
    state: PatientState = "active"
    merged_into: UUID | None = None
    """For ``merged``: the card that goes on."""
    keep_until: date | None = None
    """For ``erased``: what documents treatment is kept until then (art. 29 of the Polish act on patients' rights)."""
    visits: int | None = None
    """How many there were and are, cancelled ones not counted; only where one card is read."""
    last_visit_at: AwareDatetime | None = None
    next_visit_at: AwareDatetime | None = None


class AddPatient(Message):
    first_name: str
    last_name: str
    phone: str | None = None
    email: str | None = None
    birth_date: date | None = None
    pesel: str | None = Field(default=None, repr=False)
    address: str | None = None
    notes: str | None = None
    consents: Consents = Consents()
    consent_source: ConsentSource | None = None
    """Left out: ``reception`` for people who are signed in; ``assumed`` where ``consents`` was left out, too."""


class ChangePatient(Message):
    """Fields left out (not set) keep their value."""

    patient_id: UUID
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    email: str | None = None
    birth_date: date | None = None
    pesel: str | None = Field(default=None, repr=False)
    address: str | None = None
    notes: str | None = None
    consents: Consents | None = None
    consent_source: ConsentSource | None = None
    """Of answers that are others than before; where they are the same, one that is not ``reception`` is noted anew."""
    expected_version: int | None = None


class PatientId(Message):
    patient_id: UUID


class FindPatients(Page):
    q: str | None = None
    """Any part of a name or phone number, with or without Polish letters."""


class Patients(Message):
    items: list[Patient]
    next_cursor: str | None


class ConsentHistory(Message):
    """Newest first."""

    items: list[ConsentSaid]


class ErasePatient(Message):
    """Forget the person, but for what the law wants kept. Refused while visits are ahead (``patient_has_visits``)."""

    patient_id: UUID
    expected_version: int | None = None


class SelectPatients(Message):
    """Whom to write to: all, or those who fit every condition given. Dates in the practice's zone, ``to`` exclusive."""

    visit_from: date | None = None
    visit_to: date | None = None
    """With a visit (not cancelled) in this span, on ``calendar_id`` and for ``service_id`` if given."""
    calendar_id: UUID | None = None
    service_id: UUID | None = None
    not_seen_months: int | None = None
    """Whose last visit is at least so many months ago, and none is ahead."""


class PatientIds(Message):
    """At most 10,000, by last name; merged and erased cards are never among them."""

    items: list[UUID]
    complete: bool


find_patients = Method("scheduling", "find_patients", FindPatients, Patients, act="use_patients")
add_patient = Method("scheduling", "add_patient", AddPatient, Patient, act="use_patients")
read_patient = Method("scheduling", "read_patient", PatientId, Patient, act="use_patients")
change_patient = Method("scheduling", "change_patient", ChangePatient, Patient, act="use_patients")
list_consents = Method("scheduling", "list_consents", PatientId, ConsentHistory, act="use_patients")
erase_patient = Method("scheduling", "erase_patient", ErasePatient, Patient, act="erase_patients")
select_patients = Method("scheduling", "select_patients", SelectPatients, PatientIds, act="write_messages")
