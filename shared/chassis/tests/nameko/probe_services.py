"""Services on the chassis. They write down what they do in the file DIARY, for the tests to read."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from chassis.entrypoints import Provide, on_event, rpc
from chassis.nameko_process import serve
from chassis.process import Process
from contracts.base import Envelope
from contracts.context import Context

from shared.chassis.tests.nameko import probe_contract
from shared.chassis.tests.nameko.probe_contract import HappenedV1, Work, Worked

SECRET = "600100200"


class NoRoom(Exception):  # noqa: N818
    code: ClassVar[str] = "slot_taken"
    data: ClassVar[dict[str, object]] = {"calendar": "blue"}
    errors: ClassVar[list[tuple[str, str]]] = [("name", "invalid")]


class Diary:
    built = 0

    def __init__(self) -> None:
        self._path = Path(os.environ["DIARY"])
        Diary.built += 1

    def write(self, *words: object) -> None:
        with self._path.open("a") as file:
            file.write(" ".join(str(word) for word in words) + "\n")

    def close(self) -> None:
        self.write("closed")


class RpcProbe:
    name = "probe"
    diary = Provide(Diary)

    @rpc(probe_contract.work)
    def work(self, context: Context, request: Work) -> Worked:
        self.diary.write("begin", request.name)
        time.sleep(request.seconds)
        if request.how == "refuse":
            raise NoRoom
        if request.how == "break":
            raise RuntimeError(f"the patient's phone is {SECRET}")
        self.diary.write("end", request.name)
        return Worked(name=request.name, built=Diary.built, padding="x" * request.padding)

    @rpc(probe_contract.guarded)
    def guarded(self, context: Context, request: Work) -> Worked:
        return Worked(name=request.name, built=Diary.built)


class EventProbe:
    name = "probe"
    diary = Provide(Diary)

    @on_event(HappenedV1)
    def on_happened_v1(self, envelope: Envelope[HappenedV1]) -> None:
        event = envelope.data
        self.diary.write("begin", event.name, time.time())
        time.sleep(event.seconds)
        if event.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        begun = Path(os.environ["DIARY"]).read_text().count(f"begin {event.name} ")
        if event.how == "break" or (event.how == "break_once" and begun == 1):
            raise RuntimeError(f"the patient's phone is {SECRET}")
        self.diary.write("end", event.name)


class ForgetfulProbe:
    name = "probe"

    @on_event(HappenedV1, dead_letters_last=timedelta(seconds=3))
    def on_happened_v1(self, envelope: Envelope[HappenedV1]) -> None:
        raise RuntimeError(envelope.data.name)


def run_rpc(process: Process) -> None:
    workers = process.environment.integer("WORKERS", 10)
    heartbeat = process.environment.number("HEARTBEAT", 10)
    serve(RpcProbe, process.settings, workers, health=process.health, heartbeat=heartbeat)


def run_consumer(process: Process) -> None:
    serve(EventProbe, process.settings, health=process.health)


def run_forgetful(process: Process) -> None:
    serve(ForgetfulProbe, process.settings, health=process.health)
