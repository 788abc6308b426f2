"""Short ways to work at a practice's front desk over a real database."""

from __future__ import annotations

from uuid import UUID, uuid4

from chassis import audit
from contracts.changes import ListChanges
from contracts.context import Actor, Context
from contracts.notifications import rpc
from notifications.adapters import wire_messages
from notifications.adapters.office import Office
from notifications.adapters.register import PostgresRegister
from notifications.adapters.wording import Templates
from notifications.application.choose_words import change_template
from notifications.application.look_up import LookUp
from notifications.application.resend_message import resend_message
from notifications.application.write_messages import check_messages, stop_batch, write_messages
from notifications.domain.channel import Lane

from services.notifications.tests.factories import NOW, PRACTICE, TRACE, WARSAW, a_patient, a_practice
from services.notifications.tests.integration.ledger import claimed_by

ACTOR = UUID(int=0xC1)
TEXTS = Templates()


class FrontDesk:
    """A practice's receptionist, with requests and answers as they are on the wire."""

    def __init__(self, db, clock, practice=PRACTICE):
        self.practice = practice
        self.office = Office(db, clock)
        self.look_up = LookUp(PostgresRegister(db), TEXTS, clock)

    def context(self, key=None):
        actor = Actor(user_id=ACTOR, role="receptionist")
        return Context(trace_id=TRACE, practice_id=self.practice, actor=actor, idempotency_key=key or uuid4().hex)

    def change(self, method, request, work, key=None):
        return self.office.change(method, self.context(key), request, work)

    def check(self, request):
        draft = wire_messages.draft_from(request)
        checked = self.office.read(self.context(), lambda desk: check_messages(desk, TEXTS, draft))
        return wire_messages.written_to(checked, was_written=False)

    def write(self, request, key=None):
        def work(desk):
            written = write_messages(desk, TEXTS, wire_messages.draft_from(request))
            return wire_messages.written_to(written, was_written=True)

        return self.change(rpc.write_messages, request, work, key)

    def choose(self, template, expected=None):
        """The practice's own words for a reminder."""
        return self.office.read(
            self.context(), lambda desk: change_template(desk, TEXTS, template, expected_version=expected)
        )

    def trail(self, **about):
        """Acts, subjects and who did it, the newest first."""
        asked = ListChanges(**about)
        found = self.office.read(self.context(), lambda desk: audit.page(desk.session, desk.practice_id, asked)).items
        return [(change.act, change.subject, change.subject_id, change.actor_id) for change in found]

    def batch(self, batch_id):
        return wire_messages.batch_to(self.office.read(self.context(), lambda desk: desk.batch(batch_id)), WARSAW)

    def batches(self, limit=10, after=None):
        found = self.office.read(self.context(), lambda desk: desk.batches(limit, after))
        return [wire_messages.batch_to(each, WARSAW) for each in found]

    def stop(self, batch_id):
        return self.change(
            rpc.stop_batch,
            rpc.BatchId(batch_id=batch_id),
            lambda desk: wire_messages.batch_to(stop_batch(desk, batch_id), WARSAW),
        )

    def resend(self, message_id, key=None):
        return self.change(
            rpc.resend_message,
            rpc.MessageId(message_id=message_id),
            lambda desk: wire_messages.message_to(resend_message(desk, TEXTS, message_id)),
            key,
        )

    def listed(self, **wanted):
        page = self.look_up.find(self.practice, wire_messages.wanted_from(rpc.ListMessages(**wanted)))
        return wire_messages.messages_to(page).items


def draft(patients, text="Dzień dobry, {{ patient_first_name }}!", channel="sms", **more):
    ids = [patient.id for patient in patients]
    return rpc.WriteMessages(channel=channel, patient_ids=ids, text=text, **more)


def introduce(plan, count, practice=PRACTICE):
    """A practice and so many of its patients, each with a phone and mailbox of their own."""
    plan.take_practice(uuid4(), a_practice(id=practice))
    patients = [
        a_patient(id=uuid4(), practice_id=practice, phone=f"+48501{n:06}", email=f"p{n}@example.com")
        for n in range(count)
    ]
    for patient in patients:
        plan.take_patient(uuid4(), patient)
    return patients


def waiting(due, limit=10):
    """What was written and is due, as a dispatcher claims it."""
    return claimed_by(due, now=NOW, limit=limit, lane=Lane.WRITTEN_SMS)


def counts(batch):
    """How many of the batch's messages are in which state, where there are any."""
    names = ("planned", "queued", "sent", "delivered", "failed", "cancelled", "skipped")
    return {name: getattr(batch, name) for name in names if getattr(batch, name)}
