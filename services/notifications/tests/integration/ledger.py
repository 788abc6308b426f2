"""Short ways to fill the ledger and to look at it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from notifications.adapters.desk import open_desk
from notifications.adapters.register import PostgresRegister
from notifications.adapters.wording import Templates
from notifications.application.ports import Wanted
from notifications.application.send_message import SendMessage
from notifications.domain.channel import Lane

from services.notifications.tests.factories import (
    PATIENCE,
    PRACTICE,
    a_patient,
    a_practice,
    a_visit,
    local,
)
from services.notifications.tests.fakes import Provider

DUE = local("2026-11-23 10:00")
LEASE = timedelta(seconds=30)


def book(plan, count=1, practice=PRACTICE):
    plan.take_practice(uuid4(), a_practice(id=practice))
    patient = uuid4()
    plan.take_patient(uuid4(), a_patient(id=patient, practice_id=practice))
    visits = [a_visit(id=uuid4(), practice_id=practice, patient_id=patient) for _ in range(count)]
    for visit in visits:
        plan.take_visit(uuid4(), visit)
    return visits


def claimed_by(due, now=DUE, limit=10, lane=Lane.SMS):
    return due.claim(lane, now, limit, LEASE).due


def entries(db, practice=PRACTICE, **wanted):
    return PostgresRegister(db).find(practice, Wanted(**wanted))


def states(db, practice=PRACTICE):
    return sorted(entry.case.line.state.value for entry in entries(db, practice))


def send(db, clock, provider=None):
    return SendMessage(open_desk(db), provider or Provider(), Templates(), clock, PATIENCE)
