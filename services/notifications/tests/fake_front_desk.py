"""A practice's front desk in memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from uuid import UUID

from notifications.application.ports import Entry
from notifications.domain.batch import Progress
from notifications.domain.case import WrittenCase
from notifications.domain.message import OPEN, Reason, State
from notifications.domain.planning import Withhold, withheld
from notifications.domain.refusals import NotFound, PracticeNotReady
from notifications.domain.words import MessageSettings, Words

from services.notifications.tests.factories import NOW, PRACTICE, TRACE, Ids, a_practice

ACTOR = UUID(int=0xC1)


class FakeFrontDesk:
    """``cards`` are what the practice knows of its patients, by id; ``merged_into`` points from card to card."""

    def __init__(self, *patients, now=NOW, practice=None):
        self.practice_id, self.now, self.trace_id, self.actor_id = PRACTICE, now, TRACE, ACTOR
        self.kept_practice = practice or a_practice()
        self.cards = {patient.id: patient for patient in patients}
        self.merged_into = {}
        self.kept_settings = MessageSettings(PRACTICE)
        self.kept_templates = {}
        self.kept_batches = {}
        self.lines = {}
        self.new_id = Ids()
        self.noted = []
        self.changes = self

    def note(self, subject, subject_id, fields):
        """What the audit trail would keep."""
        self.noted.append((subject, subject_id, fields))

    def hold_practice(self): ...

    def practice(self):
        if self.kept_practice is None:
            raise PracticeNotReady
        return self.kept_practice

    def patients(self, ids):
        found = {one: self.cards.get(self.merged_into.get(one, one)) for one in ids}
        return {one: card for one, card in found.items() if card is not None}

    def settings(self):
        return self.kept_settings

    settings_to_change = settings

    def save_settings(self, settings):
        self.kept_settings = settings

    def templates(self):
        return [*self.kept_templates.values()]

    def save_template(self, template):
        self.kept_templates[template.kind, template.channel, template.language] = template

    def drop_template(self, kind, channel, language):
        del self.kept_templates[kind, channel, language]

    def add_batch(self, batch, lines):
        self.kept_batches[batch.id] = batch
        self.lines.update({line.id: line for line, _ in lines})

    def batch(self, batch_id):
        if batch_id not in self.kept_batches:
            raise NotFound("batch")
        counts = Counter(line.state for line in self.lines.values() if line.batch_id == batch_id)
        return Progress(self.kept_batches[batch_id], counts)

    def stop_batch(self, batch_id):
        for line in [*self.lines.values()]:
            if line.batch_id == batch_id and line.state in OPEN:
                self.lines[line.id] = withheld(line, Withhold(State.CANCELLED, Reason.STOPPED))

    def entry_to_change(self, message_id):
        if message_id not in self.lines:
            raise NotFound("message")
        line = self.lines[message_id]
        batch = self.kept_batches[line.batch_id]
        words = Words(subject=batch.subject, text=batch.text)
        return Entry(WrittenCase(line, self.practice(), self.cards[line.patient_id], words), None, None)

    def plan_again(self, line):
        self.lines[line.id] = replace(line)
