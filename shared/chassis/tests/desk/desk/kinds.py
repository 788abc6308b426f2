"""What the kinds of the test service do."""

import json
import logging
import sys
import threading
import time
from pathlib import Path

from chassis.logs import bound, log
from chassis.process import Process

PHONE = "+48 600 700 800"


def idle(process: Process) -> None:
    """Wait for the end, then finish something that takes a moment."""
    process.health.add_check("itself", lambda: True)
    log.info("begun", now=process.clock())
    process.stop.wait(60)
    threading.Event().wait(0.2)
    log.info("finished")


def telling(_process: Process) -> None:
    """Fail in every way whose text holds a phone number."""
    with bound(trace_id="0af7651916cd43dd8448eb211c80319c"):
        try:
            int(PHONE)
        except ValueError as error:
            log.exception("caught", error=error, odd=[error])
            logging.getLogger("pika").exception("library failed: %s", error)  # noqa: TRY401 - they do that
            logging.getLogger("nameko").warning(f"library talks of {PHONE} and anna@example.pl")  # noqa: G004
            logging.getLogger("kombu").info("library chats")
    thread = threading.Thread(target=lambda: int(PHONE))
    thread.start()
    thread.join()
    raise RuntimeError(PHONE) from KeyError(PHONE)


def green_database(process: Process) -> None:
    """Three queries of a second each, beside each other; the number of seconds they took goes to a file."""
    import eventlet
    from chassis.database import ALL_PRACTICES, Database
    from sqlalchemy import text

    database = Database(process.environment.url("DATABASE_URL"), pool_size=3)

    def sleep() -> None:
        with database.transaction(ALL_PRACTICES) as session:
            session.execute(text("SELECT pg_sleep(1)"))

    sleep()
    began = time.monotonic()
    ticks = [0]

    def tick() -> None:
        while True:
            eventlet.sleep(0.05)
            ticks[0] += 1

    ticker = eventlet.spawn(tick)
    for greenlet in [eventlet.spawn(sleep) for _ in range(3)]:
        greenlet.wait()
    took = time.monotonic() - began
    ticker.kill()

    killed = [eventlet.spawn(sleep) for _ in range(6)]
    eventlet.sleep(0.2)
    for greenlet in killed:
        greenlet.kill()
    eventlet.sleep(0)
    left = database.engine.pool.checkedout()
    with database.transaction(ALL_PRACTICES) as session:
        works = session.execute(text("SELECT 1")).scalar()
    report = {"took": took, "ticks": ticks[0], "left": left, "works": works}
    Path(process.environment.text("REPORT")).write_text(json.dumps(report))
    sys.stdout.flush()


def worker(process: Process) -> None:
    """Writes a line for each delivery; its body says what to do."""
    from chassis.worker import ACK, DEAD, Delivery, Outcome, RetryLater, Worker

    diary = Path(process.environment.text("DIARY"))

    def note(line: str) -> None:
        with diary.open("a") as file:
            file.write(f"{line} {time.time()}\n")

    def handle(delivery: Delivery) -> Outcome:
        wish = json.loads(delivery.body)
        note(f"begin {wish['name']} {delivery.attempt}")
        time.sleep(wish.get("seconds", 0))
        note(f"end {wish['name']}")
        if wish.get("raises"):
            raise ValueError(PHONE)
        if wish.get("dead"):
            return DEAD
        if wish.get("later") and delivery.attempt == 0:
            return RetryLater(wish["later"])
        return ACK

    work = Worker(process.settings.amqp_url, process.environment.text("QUEUE"), handle)
    process.health.add_check("broker", lambda: work.connected)
    work.run(process.stop)
