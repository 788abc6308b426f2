"""Cards that may be one person, and making one of two."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from contracts.base import Message, Method, Page
from contracts.scheduling.rpc.patients import Patient

SameBecause = Literal["phone", "name_and_birth_date", "pesel"]


class FindDuplicates(Message):
    """Of a card that is kept already, or of one that is being typed; with both, of the card as it would be."""

    patient_id: UUID | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    pesel: str | None = Field(default=None, repr=False)


class Duplicate(Message):
    patient: Patient
    because: list[SameBecause]


class Duplicates(Message):
    """Likeliest first, at most 10."""

    items: list[Duplicate]


class DuplicatePair(Message):
    """``first`` is the older card."""

    first: Patient
    second: Patient
    because: list[SameBecause]


class DuplicatePairs(Message):
    items: list[DuplicatePair]
    next_cursor: str | None


class MergePatients(Message):
    """One card goes on, the other's visits become its own. What it lacks is taken from the other; notes are joined."""

    patient_id: UUID
    """The card that goes on."""
    merged_id: UUID
    take: list[str] = Field(default_factory=list)
    """Fields of the other card that win: ``phone``, ``email``, ``birth_date`` ..."""
    expected_version: int | None = None
    merged_expected_version: int | None = None


find_duplicates = Method("scheduling", "find_duplicates", FindDuplicates, Duplicates, act="use_patients")
list_duplicates = Method("scheduling", "list_duplicates", Page, DuplicatePairs, act="use_patients")
merge_patients = Method("scheduling", "merge_patients", MergePatients, Patient, act="use_patients")
