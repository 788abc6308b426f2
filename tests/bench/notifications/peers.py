"""The same work by others on the same broker: Celery tasks with an ETA, and a bare pika consumer."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pika
from chassis.publisher import ConfirmedPublisher, Outgoing
from chassis.topology import declare_work_queue

from dev.launching import ROOT, inherited
from dev.setup.console import fingerprint, unchanged
from tests.bench.notifications.ours import virtual_host
from tests.bench.notifications.watch import Rate, mebibytes, standing_in, watched

VENV = ROOT / "var" / "bench" / "celery"
LOCK = ROOT / "tests" / "bench" / "celery-requirements.txt"
HERE = Path(__file__).parent
HOLD_SECONDS = 5.0
"""Between the last task that is scheduled and the time of all of them."""


def celery_python() -> str:
    """Of an environment of Celery's own, made if need be from the hash-locked requirements."""
    python, stamp, now = VENV / "bin" / "python", VENV / ".locked", fingerprint([LOCK])
    if not unchanged(stamp, now):
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        locked = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", LOCK]
        pip = [python, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "install", *locked], check=True)
        stamp.write_text(now)
    return str(python)


def celery_sent(folder: Path, *, workers: int, due: int, longest: float, scheduling: float) -> tuple[Rate, Rate, float]:
    """Tasks scheduled, tasks done from their ETA on, and the worker's memory while it holds them all (MiB)."""
    python = celery_python()
    with virtual_host() as amqp_url, standing_in(folder, sys.executable) as (processes, provider):
        env = {"BROKER_URL": amqp_url, "PROVIDER_URL": provider.url}
        quiet = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        command = [python, "-m", "celery", "-A", "celery_tasks", "worker", "-c", str(workers), *quiet]
        worker = processes.start(command, env, cwd=HERE)
        scheduled, at = _schedule(python, env, due, scheduling)
        time.sleep(max(0.0, at - time.time() - 0.5))
        holding = mebibytes(worker)
        time.sleep(max(0.0, at - time.time()))
        return scheduled, watched(provider.accepted, scheduled.done, longest, {"worker": [worker]}), holding


def _schedule(python: str, env: dict[str, str], due: int, longest: float) -> tuple[Rate, float]:
    """What was scheduled, and the time of all of it in seconds since 1970."""
    command = [python, "celery_tasks.py", str(due), str(longest + HOLD_SECONDS), str(longest)]
    told = subprocess.run(command, env=inherited() | env, cwd=HERE, check=True, capture_output=True, text=True).stdout
    said = json.loads(told.splitlines()[-1])
    return Rate(said["scheduled"], due, said["seconds"], {}), said["eta"]


def bare_sent(folder: Path, *, consumers: int, due: int, longest: float) -> Rate:
    """Messages that wait in a quorum queue, taken by consumers that do nothing but tell the provider."""
    with virtual_host() as amqp_url, standing_in(folder, sys.executable) as (processes, provider):
        queue = "bench"
        _fill(amqp_url, queue, due)
        command = [sys.executable, "-m", "tests.bench.notifications.bare_consumer", queue]
        env = {"AMQP_URL": amqp_url, "PROVIDER_URL": provider.url}
        pids = [processes.start(command, env) for _ in range(consumers)]
        while not provider.accepted():
            time.sleep(0.02)
        return watched(provider.accepted, due, longest, {"consumer": pids})


def _fill(amqp_url: str, queue: str, count: int) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
    declare_work_queue(connection.channel(), queue)
    connection.close()
    publisher = ConfirmedPublisher(amqp_url, timeout=60)
    try:
        for start in range(0, count, 500):
            batch = [_message(queue) for _ in range(min(500, count - start))]
            assert publisher.publish(batch) == len(batch)
    finally:
        publisher.close()


def _message(queue: str) -> Outgoing:
    key = str(uuid.uuid4())
    return Outgoing("", queue, json.dumps({"message_id": key}).encode(), message_id=key)
