"""scheduling's processes, the first of which dies after a commit and before its ack. The file ``MARK`` says that one did."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chassis.process import Process, main, nameko, plain


def dies_once(work: Callable[..., Any]) -> Callable[..., Any]:
    """Done and committed, the process is gone; the next one finds the mark and lives."""
    mark = Path(os.environ["MARK"])

    def wrapped(*arguments: Any, **named: Any) -> Any:
        answer = work(*arguments, **named)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return wrapped


def run_rpc(process: Process) -> None:
    from scheduling.adapters.office import Office
    from scheduling.entrypoints import rpc

    Office.change = dies_once(Office.change)  # type: ignore[method-assign]
    rpc.run(process)


def run_consumer(process: Process) -> None:
    from scheduling.adapters.office import Office
    from scheduling.entrypoints import consumer

    Office.take = dies_once(Office.take)  # type: ignore[method-assign]
    consumer.run(process)


def run_worker(process: Process) -> None:
    from scheduling.adapters.office import Office
    from scheduling.entrypoints import worker

    Office.work = dies_once(Office.work)  # type: ignore[method-assign]
    worker.run(process)


if __name__ == "__main__":
    here = "services.scheduling.tests.service.dying"
    kinds = {
        "rpc": nameko(f"{here}:run_rpc"),
        "consumer": nameko(f"{here}:run_consumer"),
        "worker": plain(f"{here}:run_worker"),
    }
    main("scheduling", kinds)
