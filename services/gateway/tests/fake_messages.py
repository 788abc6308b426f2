"""Messages to patients in memory: lists, sendings, and the words of reminders, as notifications answers."""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW, FakePractice, found_in, refused, same_version

OURS = {
    ("sms", "pl"): (None, "{{ visit_relative_day }} o {{ visit_hour }} wizyta: {{ practice_name }}, tel. {{ practice_phone }}"),
    ("sms", "en"): (None, "Your appointment: {{ visit_day }}, {{ visit_hour }}. {{ practice_name }}, {{ practice_phone }}"),
    ("email", "pl"): (
        "Wizyta {{ visit_day }}, {{ visit_hour }}",
        "Dzień dobry,\n\nwizyta: {{ visit_day }}, {{ visit_hour }}.\n\n{{ practice_name }}, tel. {{ practice_phone }}",
    ),
    ("email", "en"): ("Your appointment", "Your appointment: {{ visit_day }}.\n{{ practice_name }}, {{ practice_phone }}"),
}  # fmt: skip
EXAMPLES = {
    "practice_name": "Gabinet Uśmiech",
    "practice_phone": "501 700 100",
    "patient_first_name": "Zofia",
    "patient_last_name": "Żółkiewska",
    "visit_relative_day": "Jutro",
    "visit_day": "wtorek, 24 listopada",
    "visit_date": "24.11",
    "visit_hour": "12:00",
    "link": "https://dentoro.example/v/token",
}
_PLACEHOLDER = re.compile(r"{{ *(\w+) *}}")
_PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
_NO_ADDRESS = {"sms": "no_phone", "email": "no_email"}


@dataclasses.dataclass
class MessageBook:
    """What notifications keeps of one practice, beside its messages."""

    batches: list[notifications.Batch] = dataclasses.field(default_factory=list)
    own: dict[tuple[str, str, str], notifications.Template] = dataclasses.field(default_factory=dict)
    language: str = "pl"
    without_polish_letters: bool = True
    version: int = 0
    troubles: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    """What is to be said of a channel that is not well, by channel."""


class FakeMessages:
    """Mixed into FakeServices, which says what ``now`` is. Nothing goes out by itself: tests say what became of it."""

    now: Any
    mine: Any

    def __init__(self) -> None:
        super().__init__()
        self._books: dict[uuid.UUID, MessageBook] = {}

    def book(self, kept: FakePractice) -> MessageBook:
        return self._books.setdefault(kept.practice.id, MessageBook())

    # scheduling

    def select_patients(self, request: scheduling.SelectPatients, context: Any) -> scheduling.PatientIds:
        kept = self.mine(context)
        active = [p for p in kept.patients.values() if p.state == "active"]
        found = sorted((p for p in active if _fits(kept, p, request, self.now())), key=lambda p: p.last_name)
        return scheduling.PatientIds(items=[p.id for p in found[:10_000]], complete=len(found) <= 10_000)

    # notifications

    def remind(self, kept: FakePractice, visit: scheduling.Visit, patient: scheduling.Patient) -> None:
        """What a fresh visit brings along."""
        local = visit.starts_at.astimezone(WARSAW)
        send_at = datetime.combine(local.date() - timedelta(days=1), time(10), WARSAW)
        late = send_at <= self.now()
        for channel, address in (("sms", patient.phone), ("email", patient.email)):
            if not getattr(patient.consents, channel):
                continue
            message = notifications.Message(
                id=uuid.uuid4(),
                channel=channel,
                visit_id=visit.id,
                patient_id=patient.id,
                to=address,
                text=f"{local:%d.%m, %H:%M} wizyta w {kept.practice.name}.",
                state="skipped" if not address else "sent" if late else "planned",
                reason=None if address else _NO_ADDRESS[channel],
                send_at=send_at,
                sent_at=self.now() if late and address else None,
                delivered_at=None,
                parts=1 if channel == "sms" else None,
                visit_starts_at=visit.starts_at,
                patient_name=f"{patient.first_name} {patient.last_name}",
            )
            kept.messages.append(message)

    def list_messages(self, request: notifications.ListMessages, context: Any) -> notifications.Messages:
        asked = request.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
        everything = self.mine(context).messages
        found = [m for m in everything if all(getattr(m, name) == value for name, value in asked.items())]
        start = int(request.cursor or 0)
        end = start + request.limit
        return notifications.Messages(items=found[start:end], next_cursor=str(end) if end < len(found) else None)

    def read_message(self, request: notifications.MessageId, context: Any) -> notifications.Message:
        return found_in({m.id: m for m in self.mine(context).messages}, request.message_id, "message")

    def resend_message(self, request: notifications.MessageId, context: Any) -> notifications.Message:
        old = self.read_message(request, context)
        if not old.can_resend:
            raise refused("message_not_resendable")
        planned = {"state": "planned", "reason": None, "send_at": self.now(), "can_resend": False}
        return self.becomes(self.mine(context), old, **planned)

    def becomes(self, kept: FakePractice, message: notifications.Message, **fields: Any) -> notifications.Message:
        """What the senders would do to it."""
        new = message.model_copy(update=fields)
        kept.messages = [new if m.id == message.id else m for m in kept.messages]
        return new

    def read_sending_state(self, _: Any, context: Any) -> notifications.SendingState:
        kept = self.mine(context)
        well = {"late": 0, "oldest_due": None, "why": None, "since": None}
        channels = [
            notifications.ChannelState(channel=channel, on=on, **(well | self.book(kept).troubles.get(channel, {})))
            for channel, on in (("sms", kept.notifications.sms), ("email", kept.notifications.email))
        ]
        late = sum(channel.late for channel in channels)
        return notifications.SendingState(checked_at=self.now(), late=late, channels=channels)

    # what is written by hand

    def write_messages(self, request: notifications.WriteMessages, context: Any) -> notifications.Written:
        kept = self.mine(context)
        if not getattr(kept.notifications, request.channel):
            raise refused("channel_off")
        problems = _problems("written", request.subject, request.text)
        if problems:
            raise refused("validation_failed", *((p.field, p.code) for p in problems))
        reasons: Counter[str] = Counter()
        samples = []
        for patient_id in dict.fromkeys(request.patient_ids):
            patient = kept.patients.get(patient_id)
            reason = _kept_from(patient, request.channel)
            if patient is None or reason:
                reasons[reason or "unknown_patient"] += 1
            else:
                samples.append(self._sample(kept, patient, request))
        sms = request.channel == "sms"
        batch = None if request.only_check else self._batch(kept, request, samples, context)
        return notifications.Written(
            batch_id=batch and batch.id,
            recipients=len(samples),
            parts=sum(s.parts or 0 for s in samples) if sms else None,
            left=[notifications.Left(reason=reason, count=count) for reason, count in reasons.items()],
            samples=samples[:5],
            send_at=self.now(),
        )

    def _sample(
        self, kept: FakePractice, patient: scheduling.Patient, request: notifications.WriteMessages
    ) -> notifications.Sample:
        words = EXAMPLES | {
            "patient_first_name": patient.first_name,
            "patient_last_name": patient.last_name,
            "practice_name": kept.practice.name,
        }
        text, _added = _complete(_filled(request.text, words), kept.practice.name)
        plain = request.channel == "sms" and self.book(kept).without_polish_letters
        text = text.translate(_PLAIN) if plain else text
        return notifications.Sample(
            patient_id=patient.id,
            patient_name=f"{patient.first_name} {patient.last_name}",
            to=(patient.phone if request.channel == "sms" else patient.email) or "",
            subject=(request.subject or kept.practice.name) if request.channel == "email" else None,
            text=text,
            parts=_parts(text)[0] if request.channel == "sms" else None,
        )

    def _batch(
        self,
        kept: FakePractice,
        request: notifications.WriteMessages,
        samples: list[notifications.Sample],
        context: Any,
    ) -> notifications.Batch:
        batch = notifications.Batch(
            id=uuid.uuid4(), channel=request.channel, subject=request.subject, text=request.text,
            written_at=self.now(), actor_id=context.actor and context.actor.user_id, recipients=len(samples),
            planned=0, queued=0, sent=0, delivered=0, failed=0, cancelled=0, skipped=0,
        )  # fmt: skip
        self.book(kept).batches.insert(0, batch)
        kept.messages = [
            notifications.Message(
                id=uuid.uuid4(), channel=request.channel, visit_id=None, patient_id=sample.patient_id, to=sample.to,
                subject=sample.subject, text=sample.text, state="planned", reason=None, send_at=self.now(), sent_at=None,
                delivered_at=None, kind="written", batch_id=batch.id, parts=sample.parts, patient_name=sample.patient_name,
            )
            for sample in samples
        ] + kept.messages  # fmt: skip
        return batch

    def list_batches(self, request: Any, context: Any) -> notifications.Batches:
        kept = self.mine(context)
        start = int(request.cursor or 0)
        end = start + request.limit
        found = [_counted(kept, batch) for batch in self.book(kept).batches]
        return notifications.Batches(items=found[start:end], next_cursor=str(end) if end < len(found) else None)

    def read_batch(self, request: notifications.BatchId, context: Any) -> notifications.Batch:
        kept = self.mine(context)
        return _counted(kept, found_in({b.id: b for b in self.book(kept).batches}, request.batch_id, "batch"))

    def stop_batch(self, request: notifications.BatchId, context: Any) -> notifications.Batch:
        kept = self.mine(context)
        for message in kept.messages:
            if message.batch_id == request.batch_id and message.state in {"planned", "queued"}:
                self.becomes(kept, message, state="cancelled", reason="stopped")
        return self.read_batch(request, context)

    # words

    def read_templates(self, _: Any, context: Any) -> notifications.Templates:
        book = self.book(self.mine(context))
        ours = [
            notifications.Template(
                kind="reminder", channel=channel, language=language, subject=subject, text=text, own=False, version=0
            )
            for (channel, language), (subject, text) in OURS.items()
        ]
        return notifications.Templates(
            items=[book.own.get((t.kind, t.channel, t.language), t) for t in ours],
            placeholders=[
                notifications.Placeholder(name=name, example=example, kinds=_kinds(name))
                for name, example in EXAMPLES.items()
            ],
            language=book.language,
            without_polish_letters=book.without_polish_letters,
            version=book.version,
        )

    def change_template(self, request: notifications.ChangeTemplate, context: Any) -> notifications.Templates:
        book = self.book(self.mine(context))
        key = (request.kind, request.channel, request.language)
        known = next(t for t in self.read_templates(None, context).items if (t.kind, t.channel, t.language) == key)
        same_version(request, known)
        if request.text is None:
            book.own.pop(key, None)
            return self.read_templates(None, context)
        if request.channel == "email" and not request.subject:
            raise refused("validation_failed", ("subject", "required"))
        problems = _problems("reminder", request.subject, request.text)
        if problems:
            raise refused("validation_failed", *((p.field, p.code) for p in problems))
        book.version += 1
        data = request.model_dump(exclude={"expected_version"})
        book.own[key] = notifications.Template(**data, own=True, version=book.version)
        return self.read_templates(None, context)

    def change_message_settings(
        self, request: notifications.ChangeMessageSettings, context: Any
    ) -> notifications.Templates:
        book = self.book(self.mine(context))
        same_version(request, book)
        for name, value in request.model_dump(exclude_unset=True, exclude={"expected_version"}).items():
            setattr(book, name, value)
        book.version += 1
        return self.read_templates(None, context)

    def preview_template(self, request: notifications.PreviewTemplate, context: Any) -> notifications.Preview:
        kept = self.mine(context)
        problems = _problems(request.kind, request.subject, request.text)
        if problems:
            return notifications.Preview(
                subject=None, text=None, html=None, characters=0, parts=None, encoding=None, left_in_part=None,
                problems=problems,
            )  # fmt: skip
        words = EXAMPLES | {"practice_name": kept.practice.name}
        text, added = _complete(_filled(request.text, words), kept.practice.name)
        sms = request.channel == "sms"
        text = text.translate(_PLAIN) if sms and self.book(kept).without_polish_letters else text
        parts, room = _parts(text)
        subject = None if sms else _filled(request.subject or kept.practice.name, words)
        return notifications.Preview(
            subject=subject,
            text=text,
            html=None if sms else f'<!doctype html><title>{subject}</title><p style="color:#1d4ed8">{text}</p>',
            characters=len(text),
            parts=parts if sms else None,
            encoding=("gsm7" if text == text.translate(_PLAIN) else "ucs2") if sms else None,
            left_in_part=room if sms else None,
            added=added,
        )


def _fits(kept: FakePractice, patient: scheduling.Patient, request: scheduling.SelectPatients, now: datetime) -> bool:
    visits = [v for v in kept.visits.values() if v.patient_id == patient.id and v.status != "cancelled"]
    if request.not_seen_months is not None:
        last = max((v.starts_at for v in visits), default=None)
        return last is not None and last < now - timedelta(days=30 * request.not_seen_months)
    if request.visit_from is None:
        return True
    return any(
        request.visit_from <= v.starts_at.astimezone(WARSAW).date()
        and (request.visit_to is None or v.starts_at.astimezone(WARSAW).date() < request.visit_to)
        and request.calendar_id in {None, v.calendar_id}
        and request.service_id in {None, v.service and v.service.id}
        for v in visits
    )


def _kept_from(patient: scheduling.Patient | None, channel: str) -> str | None:
    if patient is None or patient.state != "active":
        return "unknown_patient"
    if not getattr(patient.consents, channel):
        return "no_consent"
    return None if (patient.phone if channel == "sms" else patient.email) else _NO_ADDRESS[channel]


def _counted(kept: FakePractice, batch: notifications.Batch) -> notifications.Batch:
    states = Counter(m.state for m in kept.messages if m.batch_id == batch.id)
    return batch.model_copy(update=dict(states))


def _kinds(name: str) -> list[notifications.TemplateKind]:
    return ["reminder"] if name.startswith("visit") or name == "link" else ["reminder", "written"]


def _problems(kind: str, subject: str | None, text: str) -> list[notifications.TemplateProblem]:
    found = []
    for field, words in (("subject", subject or ""), ("text", text)):
        if words.count("{{") != words.count("}}"):
            found.append(notifications.TemplateProblem(field=field, code="template_syntax"))
        found += [
            notifications.TemplateProblem(field=field, code="unknown_placeholder", name=name)
            for name in _PLACEHOLDER.findall(words)
            if name not in EXAMPLES or kind not in _kinds(name)
        ]
    return found


def _filled(text: str, words: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: words[match[1]], text)


def _complete(text: str, practice: str) -> tuple[str, list[Any]]:
    """Practice and phone at the end, where the text lacks them."""
    missing = {"practice_name": practice, "practice_phone": EXAMPLES["practice_phone"]}
    added = {name: words for name, words in missing.items() if words not in text}
    return (f"{text} {', '.join(added.values())}" if added else text), list(added)


def _parts(text: str) -> tuple[int, int]:
    """How many SMS, and the room left in the last."""
    plain = text == text.translate(_PLAIN)
    one, each = (160, 153) if plain else (70, 67)
    if len(text) <= one:
        return 1, one - len(text)
    parts = -(-len(text) // each)
    return parts, parts * each - len(text)
