"""What ``python -m <service> <kind>`` does before and after the service's own code runs.

Nothing but settings is imported at the top: Nameko's processes must be monkey patched before anything that takes locks,
sockets or psycopg is imported.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chassis.memory import starting
from chassis.settings import Environment, ProcessSettings, SettingInvalid, SettingMissing, process_settings

if TYPE_CHECKING:
    from chassis.clock import Clock
    from chassis.health import Health

_WRONG_USAGE = 64


@dataclass(frozen=True)
class Kind:
    """One kind of process of a service: where its code is, and whether it is Nameko's."""

    target: str
    """``module:function``; the function is called with the :class:`Process` and returns when it is done."""
    is_nameko: bool = False


def plain(target: str) -> Kind:
    """Threads; SIGTERM and SIGINT set ``process.stop``."""
    return Kind(target)


def nameko(target: str) -> Kind:
    """Eventlet, patched before ``target`` is imported; signals are the business of ``chassis.nameko_process.serve``."""
    return Kind(target, is_nameko=True)


@dataclass(frozen=True)
class Process:
    """What a process's code is given."""

    settings: ProcessSettings
    environment: Environment
    clock: Clock
    stop: threading.Event
    """Set when the process is asked to end: finish what is begun, then return."""
    health: Health


def main(service: str, kinds: Mapping[str, Kind]) -> None:
    """Run the kind named on the command line; ``migrate`` is always one of them. Exits 0 after a stop, else 1."""
    names = [*kinds, "migrate"]
    if len(sys.argv) != 2 or sys.argv[1] not in names:  # noqa: PLR2004 - the program and its one argument
        print(f"usage: python -m {service} {'|'.join(names)}", file=sys.stderr)  # noqa: T201 - for a person
        sys.exit(_WRONG_USAGE)
    name = sys.argv[1]
    try:
        if name == "migrate" and name not in kinds:
            _migrate(service)
        else:
            _run(service, name, kinds[name])
    except (SettingMissing, SettingInvalid) as error:
        sys.exit(f"{service} {name}: {error}")


def _run(service: str, name: str, kind: Kind) -> None:
    with starting():
        # structlog takes it along where tools of the tests have brought it. No image of ours has it.
        sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
        if kind.is_nameko:
            go_green()
        environment = Environment(os.environ)
        settings = process_settings(environment, service, name)

        from chassis.clock import clock
        from chassis.health import Health, HealthServer
        from chassis.logs import configure, log

        configure(service, name, settings.log_level)
        stop = threading.Event()
        if not kind.is_nameko:
            _stop_on_signals(stop)
        process = Process(settings, environment, clock(settings.clock_offset), stop, Health(stop))
        HealthServer(process.health, settings.health_host, settings.health_port).start()
        work = _function(kind.target)
    work(process)
    log.info("process ended")


def go_green() -> None:
    """Monkey patch for eventlet and make psycopg wait cooperatively: before the first import of either's users.

    Names of hosts are looked up as the system does (/etc/hosts, search domains, a container's own resolver), like in
    every other process; eventlet's resolver has rules of its own.
    """
    if "psycopg" in sys.modules:
        raise AssertionError("psycopg was imported before eventlet's monkey patching")
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    import warnings

    warnings.filterwarnings("ignore", message="(?s).*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()


def _stop_on_signals(stop: threading.Event) -> None:
    """A thread waits for the signals, which every other thread holds back.

    A handler would run in the main thread: it could miss one that arrives just before a long wait, and block on the
    lock of ``stop`` when it interrupts stop.wait().
    """
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def wait() -> None:
        signal.sigwait(signals)
        stop.set()

    threading.Thread(target=wait, name="signals", daemon=True).start()


def _function(target: str) -> Any:
    module, _, function = target.partition(":")
    return getattr(import_module(module), function)


def _migrate(service: str) -> None:
    owner_url = Environment(os.environ).url("DATABASE_OWNER_URL")

    from chassis.logs import configure, log
    from chassis.migrate import upgrade

    configure(service, "migrate")
    upgrade(_service_dir(service), owner_url)
    log.info("migrated")


def _service_dir(service: str) -> Path:
    """The folder with ``migrations/``: the one that holds the package, or (package installed elsewhere) the current."""
    spec = find_spec(service)
    places = [Path(spec.origin).parent.parent] if spec and spec.origin else []
    for place in (*places, Path.cwd()):
        if (place / "migrations" / "env.py").exists():
            return place
    raise FileNotFoundError(f"no migrations folder beside the package {service}")
