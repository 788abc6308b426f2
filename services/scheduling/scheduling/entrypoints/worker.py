"""Looks through and takes over files of patients, and forgets in time what may not be kept. Several may run."""

from __future__ import annotations

import threading
from functools import partial

from chassis.clock import Clock
from chassis.logs import log, name_of
from chassis.process import Process
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from scheduling import bootstrap
from scheduling.adapters.office import DatabaseUnavailable
from scheduling.application.erase_patient import forget_patient
from scheduling.application.read_public_hold import forget_public_holds
from scheduling.application.work_on_import import forget_import, work_on_import
from scheduling.settings import read_settings

BATCHES = Counter("import_batches", "Batches of imported rows that were looked through or taken over")
FORGOTTEN = Counter(
    "forgotten", "Patients, imports and strangers' holds that were forgotten when their time was over", ["what"]
)

AT_MOST = 5.0
"""Seconds after which it looks for work even if nothing was heard of any."""
AFTER_FAILURE = 1.0


def run(process: Process) -> None:
    """Work until asked to stop."""
    worker = bootstrap.worker(read_settings(process.environment), process.clock)
    process.health.add_check("database", worker.office.ping)
    try:
        rounds(worker, process.clock, process.stop)
    finally:
        worker.close()


def rounds(worker: bootstrap.Worker, clock: Clock, stop: threading.Event) -> None:
    """One round after the other; a database that is away is waited for."""
    while not stop.is_set():
        try:
            busy = one_round(worker, clock)
        except (SQLAlchemyError, DatabaseUnavailable) as error:
            log.warning("could not work", error=name_of(error))
            stop.wait(AFTER_FAILURE)
            continue
        if not busy:
            worker.signal.wait(AT_MOST, stop)


def one_round(worker: bootstrap.Worker, clock: Clock) -> bool:
    """One batch of every import that waits, so that a large file keeps nobody waiting; whether any did."""
    office, now = worker.office, clock()
    batches = 0
    for one in worker.backlog.imports():
        step = partial(work_on_import, import_id=one.id)
        batches += office.work(one.practice_id, "start_import", step, actor_id=one.actor_id, trace_id=one.trace_id)
    BATCHES.inc(batches)
    for old in worker.backlog.imports_to_forget(now):
        gone = office.work(old.practice_id, "forget_import", partial(forget_import, import_id=old.id))
        FORGOTTEN.labels("import").inc(gone)
    for practice_id in worker.backlog.public_holds_to_forget(now):
        FORGOTTEN.labels("public_hold").inc(office.work(practice_id, "forget_public_holds", forget_public_holds))
    for practice_id, patient_id in worker.backlog.patients_to_forget(now):
        gone = office.work(practice_id, "forget_patient", partial(forget_patient, patient_id=patient_id))
        FORGOTTEN.labels("patient").inc(gone)
    return batches > 0
