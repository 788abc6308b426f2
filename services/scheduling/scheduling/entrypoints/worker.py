"""Takes over files of patients, offers freed times to who waits, and forgets in time what may not be kept.

Several may run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from chassis.clock import Clock
from chassis.logs import log, name_of
from chassis.persistence import DatabaseUnavailable
from chassis.process import Process
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from scheduling import bootstrap
from scheduling.adapters.office import Office
from scheduling.application.end_offer import run_out
from scheduling.application.erase_patient import forget_patient
from scheduling.application.offer_time import offer_time
from scheduling.application.read_public_hold import forget_public_holds
from scheduling.application.work_on_import import forget_import, work_on_import
from scheduling.domain.refusals import Refusal
from scheduling.settings import read_settings

BATCHES = Counter("import_batches", "Batches of imported rows that were looked through or taken over")
OFFERED = Counter("times_offered", "Freed times that were offered to who waits")
FAILED = Counter("work_failed", "Steps that failed, to be tried again")
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
    """One batch of every import and one offer of every freed time that wait, so that a large file keeps nobody waiting.

    Whether any went well.

    What fails keeps nobody else waiting either: it is tried again in the next round.
    """
    office, now = worker.office, clock()
    batches = 0
    for one in worker.backlog.imports():
        step = partial(work_on_import, import_id=one.id)
        asked = partial(office.work, actor_id=one.actor_id, trace_id=one.trace_id)
        batches += _went_well(partial(asked, one.practice_id, "start_import", step))
    BATCHES.inc(batches)
    offered = _offer_times(worker, now)
    for old in worker.backlog.imports_to_forget(now):
        step = partial(forget_import, import_id=old.id)
        FORGOTTEN.labels("import").inc(_went_well(partial(office.work, old.practice_id, "forget_import", step)))
    for practice_id in worker.backlog.public_holds_to_forget(now):
        FORGOTTEN.labels("public_hold").inc(_went_well(partial(_forget_public_holds, office, practice_id)))
    for practice_id, patient_id in worker.backlog.patients_to_forget(now):
        step = partial(forget_patient, patient_id=patient_id)
        FORGOTTEN.labels("patient").inc(_went_well(partial(office.work, practice_id, "forget_patient", step)))
    return batches + offered > 0


def _offer_times(worker: bootstrap.Worker, now: datetime) -> int:
    """How many were offered. What ran out comes first: the next may have it."""
    office, offered = worker.office, 0
    for practice_id, offer_id in worker.backlog.offers_run_out(now):
        _went_well(partial(office.work, practice_id, "end_offer", partial(run_out, offer_id=offer_id)))
    for practice_id, freed_id in worker.backlog.freed_times(now):
        step = partial(offer_time, freed_id=freed_id)
        offered += _went_well(partial(office.work, practice_id, "offer_time", step))
    OFFERED.inc(offered)
    return offered


def _forget_public_holds(office: Office, practice_id: UUID) -> int:
    return office.work(practice_id, "forget_public_holds", forget_public_holds)


def _went_well(work: Callable[[], int]) -> int:
    """What it did, counted; 0 when it failed."""
    try:
        return work()
    except (SQLAlchemyError, DatabaseUnavailable, Refusal) as error:
        FAILED.inc()
        log.error("could not work", error=name_of(error))
        return 0
