"""Patients in memory: cards, consents, duplicates, merging and erasing, as scheduling answers."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW, FakePractice, found_in, refused, same_version

_PLAIN = str.maketrans("ąćęłńóśźż", "acelnoszz")
_NOT_THE_CARD = {"patient_id", "expected_version", "consent_source"}
_FIELDS = ("first_name", "last_name", "phone", "email", "birth_date", "pesel", "address", "notes")


class FakePatients:
    """Mixed into FakeServices, which says what ``now`` is."""

    now: Any
    mine: Any

    def add_patient(self, request: scheduling.AddPatient, context: Any) -> scheduling.Patient:
        data = checked(request.model_dump(exclude={"consent_source"}))
        made = scheduling.Patient(id=uuid.uuid4(), version=1, **data)
        kept = self.mine(context)
        source = request.consent_source or ("reception" if "consents" in request.model_fields_set else "assumed")
        return self._say_consents(kept, made, source, ("sms", "email"))

    def read_patient(self, request: scheduling.PatientId, context: Any) -> scheduling.Patient:
        kept = self.mine(context)
        found = found_in(kept.patients, request.patient_id, "patient")
        visits = [v for v in visits_of(kept, found.id) if v.status != "cancelled"]
        now = self.now()
        return found.model_copy(
            update={
                "visits": len(visits),
                "last_visit_at": max((v.starts_at for v in visits if v.starts_at <= now), default=None),
                "next_visit_at": min((v.starts_at for v in visits if v.starts_at > now), default=None),
            }
        )

    def change_patient(self, request: scheduling.ChangePatient, context: Any) -> scheduling.Patient:
        kept = self.mine(context)
        old = found_in(kept.patients, request.patient_id, "patient")
        _require_active(old)
        same_version(request, old)
        data = checked(request.model_dump(exclude_unset=True, exclude=_NOT_THE_CARD))
        new = scheduling.Patient(**{**old.model_dump(), **data, "version": old.version + 1})
        said = [c for c in ("sms", "email") if getattr(new.consents, c) != getattr(old.consents, c)]
        return self._say_consents(kept, new, request.consent_source or "reception", said)

    def find_patients(self, request: scheduling.FindPatients, context: Any) -> scheduling.Patients:
        q = plain(request.q or "")
        active = [p for p in self.mine(context).patients.values() if p.state == "active"]
        everybody = sorted(active, key=lambda p: (p.last_name, p.first_name))
        found = [p for p in everybody if all(w in plain(f"{p.first_name} {p.last_name} {p.phone}") for w in q.split())]
        start = int(request.cursor or 0)
        end = start + request.limit
        return scheduling.Patients(items=found[start:end], next_cursor=str(end) if end < len(found) else None)

    def list_consents(self, request: scheduling.PatientId, context: Any) -> scheduling.ConsentHistory:
        kept = self.mine(context)
        found = found_in(kept.patients, request.patient_id, "patient")
        return scheduling.ConsentHistory(items=list(reversed(kept.consents_said.get(found.id, []))))

    def _say_consents(
        self, kept: FakePractice, patient: scheduling.Patient, source: Any, channels: Any
    ) -> scheduling.Patient:
        history = kept.consents_said.setdefault(patient.id, [])
        history += [
            scheduling.ConsentSaid(
                channel=channel,
                given=getattr(patient.consents, channel),
                at=self.now(),
                source=source,
                actor_id=kept.people[0].user.id,
            )
            for channel in channels
        ]
        newest = {said.channel: said for said in history}
        kept.patients[patient.id] = patient.model_copy(update={"consents_said": list(newest.values())})
        return kept.patients[patient.id]

    # duplicates

    def find_duplicates(self, request: scheduling.FindDuplicates, context: Any) -> scheduling.Duplicates:
        kept = self.mine(context)
        asked = kept.patients[request.patient_id] if request.patient_id else request
        others = [p for p in kept.patients.values() if p.state == "active" and p.id != request.patient_id]
        found = [scheduling.Duplicate(patient=p, because=because(asked, p)) for p in others if because(asked, p)]
        return scheduling.Duplicates(items=found[:10])

    def list_duplicates(self, request: Any, context: Any) -> scheduling.DuplicatePairs:
        active = [p for p in self.mine(context).patients.values() if p.state == "active"]
        pairs = [
            scheduling.DuplicatePair(first=one, second=other, because=because(one, other))
            for at, one in enumerate(active)
            for other in active[at + 1 :]
            if because(one, other)
        ]
        start = int(request.cursor or 0)
        end = start + request.limit
        return scheduling.DuplicatePairs(items=pairs[start:end], next_cursor=str(end) if end < len(pairs) else None)

    def merge_patients(self, request: scheduling.MergePatients, context: Any) -> scheduling.Patient:
        kept = self.mine(context)
        one = found_in(kept.patients, request.patient_id, "patient")
        other = found_in(kept.patients, request.merged_id, "patient")
        for card, version in ((one, request.expected_version), (other, request.merged_expected_version)):
            _require_active(card)
            if version not in {None, card.version}:
                raise refused("version_conflict", current_version=card.version)
        taken = {f: getattr(other, f) for f in _FIELDS if f in request.take or not getattr(one, f)}
        taken["notes"] = "\n".join(dict.fromkeys(filter(None, (one.notes, other.notes)))) or None
        consents = other.consents if "consents" in request.take else _stricter(one.consents, other.consents)
        kept.patients[one.id] = one.model_copy(update={**taken, "consents": consents, "version": one.version + 1})
        gone = {"state": "merged", "merged_into": one.id, "version": other.version + 1}
        kept.patients[other.id] = other.model_copy(update=gone)
        for visit in visits_of(kept, other.id):
            kept.visits[visit.id] = visit.model_copy(update={"patient_id": one.id})
        return kept.patients[one.id]

    # forgetting, telling

    def erase_patient(self, request: scheduling.ErasePatient, context: Any) -> scheduling.Patient:
        kept = self.mine(context)
        old = found_in(kept.patients, request.patient_id, "patient")
        _require_active(old)
        same_version(request, old)
        if ahead := ahead_of(kept, old.id, self.now()):
            raise refused("patient_has_visits", count=len(ahead))
        treated = [v.starts_at.astimezone(WARSAW).year for v in visits_of(kept, old.id) if v.status == "finished"]
        gone: dict[str, Any] = {"phone": None, "email": None, "notes": None, "state": "erased", "consents_said": []}
        if treated:
            gone["keep_until"] = date(max(treated) + 20, 12, 31)
        else:
            gone |= {"first_name": "—", "last_name": "—", "birth_date": None, "pesel": None, "address": None}
        kept.patients[old.id] = old.model_copy(update={**gone, "version": old.version + 1})
        return kept.patients[old.id]

    def export_patient(self, request: scheduling.PatientId, context: Any) -> scheduling.PatientExport:
        kept = self.mine(context)
        patient = self.read_patient(request, context)
        ids = {patient.id, *(v.id for v in visits_of(kept, patient.id))}
        return scheduling.PatientExport(
            patient=patient,
            consents=self.list_consents(request, context).items,
            visits=visits_of(kept, patient.id),
            changes=[change for change in kept.changes_of_scheduling if change.subject_id in ids],
        )


def visits_of(kept: FakePractice, patient_id: uuid.UUID) -> list[scheduling.Visit]:
    """By start, cancelled ones too."""
    return sorted((v for v in kept.visits.values() if v.patient_id == patient_id), key=lambda v: v.starts_at)


def ahead_of(kept: FakePractice, patient_id: uuid.UUID, now: datetime) -> list[scheduling.Visit]:
    return [v for v in visits_of(kept, patient_id) if v.starts_at > now and v.status in {"planned", "confirmed"}]


def checked(data: dict[str, Any]) -> dict[str, Any]:
    names = ("first_name", "last_name")
    errors = [(field, "required") for field in names if field in data and not data[field].strip()]
    if data.get("phone"):
        digits = "".join(c for c in data["phone"] if c.isdecimal())
        if len(digits) < 9:
            errors.append(("phone", "invalid_phone"))
        data["phone"] = "+48" + digits[-9:]
    if data.get("email") and "@" not in data["email"]:
        errors.append(("email", "invalid_email"))
    if data.get("pesel") and not _right_pesel(data["pesel"]):
        errors.append(("pesel", "invalid_checksum"))
    if errors:
        raise refused("validation_failed", *errors)
    return data


def plain(text: str) -> str:
    return text.lower().translate(_PLAIN)


def because(one: Any, other: Any) -> list[Any]:
    """Why two cards look like one person."""
    names = [plain(f"{p.first_name or ''} {p.last_name or ''}").strip() for p in (one, other)]
    phones = ["".join(c for c in p.phone or "" if c.isdecimal())[-9:] for p in (one, other)]
    reasons = {
        "pesel": one.pesel and one.pesel == other.pesel,
        "phone": len(phones[0]) == 9 and phones[0] == phones[1],
        "name_and_birth_date": names[0] == names[1] and one.birth_date and one.birth_date == other.birth_date,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _require_active(patient: scheduling.Patient) -> None:
    if patient.state != "active":
        raise refused(
            f"patient_{patient.state}", **({"merged_into": str(patient.merged_into)} if patient.merged_into else {})
        )


def _stricter(one: scheduling.Consents, other: scheduling.Consents) -> scheduling.Consents:
    return scheduling.Consents(sms=one.sms and other.sms, email=one.email and other.email)


def _right_pesel(text: str) -> bool:
    weights = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
    return (
        len(text) == 11 and text.isdecimal() and sum(w * int(d) for w, d in zip(weights, text, strict=True)) % 10 == 0
    )
