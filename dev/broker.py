"""A private RabbitMQ node of the installed rabbitmq-server: loopback only, own folder, own epmd, no systemd.

Freezing (SIGSTOP) and killing it are part of the interface: the tests show what the system does then.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import requests

from dev import quick_boot
from dev.ports import free_port, is_free
from dev.processes import Identity, recall, remember, start_server, still_running, stop, wait_for

# Not the wrapper on the PATH: that one becomes the user rabbitmq and refuses everybody but root.
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
NODE = "dentoro@localhost"
_PORTS = ("amqp_port", "api_port", "dist_port", "epmd_port")
_ERLANG_OPTIONS = ("-kernel inet_dist_use_interface {127,0,0,1}", "+S 2:2", "+sbwt none")
_CONFIG = """\
listeners.tcp.default = 127.0.0.1:{amqp_port}
default_user = {user}
default_pass = {password}
loopback_users = none
management.tcp.ip = 127.0.0.1
management.tcp.port = {api_port}
management_agent.disable_metrics_collector = true
log.console = false
vm_memory_high_watermark.relative = 0.3
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 33554432
"""


def installed() -> bool:
    return SERVER.exists()


class Broker:
    """One node that lives in `folder`; its address stays the same over stop and start.

    With `management` the HTTP API answers at `.api` (it makes and drops virtual hosts quickly).
    """

    def __init__(self, folder: Path, *, management: bool = False) -> None:
        self.folder = folder.absolute()
        self.management = management
        self._state = self.folder / "node.json"
        self._pids = self.folder / "pids.json"
        self._settings: dict[str, str | int] = json.loads(self._state.read_text()) if self._state.exists() else {}

    # addresses

    @property
    def url(self) -> str:
        return self.vhost_url("/")

    def vhost_url(self, vhost: str) -> str:
        node = self._settings
        return f"amqp://{node['user']}:{node['password']}@127.0.0.1:{node['amqp_port']}/{quote(vhost, safe='')}"

    @property
    def api(self) -> str:
        """Base address of the management API with its credentials, e.g. for `<api>/vhosts/x`."""
        node = self._settings
        return f"http://{node['user']}:{node['password']}@127.0.0.1:{node['api_port']}/api"

    # life

    @property
    def running(self) -> bool:
        return any(who.alive() for name, who in recall(self._pids).items() if name == "beam")

    def start(self, *, wait: bool = True) -> "Broker":
        """Start the node unless it runs; with `wait`, return once it answers AMQP."""
        if not self.running:
            self.stop()
            self._prepare()
            self._launch()
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds: float = 60) -> None:
        wait_for(self._settled(self.answers), f"RabbitMQ in {self.folder} answers", seconds=seconds)
        if self.management:
            wait_for(self._settled(self._api_answers), "RabbitMQ's management API answers", seconds=seconds)

    def stop(self) -> None:
        """Stop the node, let it write what it holds, and its epmd too. Nothing is left running."""
        self.thaw()
        self._end("beam", signal.SIGTERM, seconds=20)

    def kill(self) -> None:
        """The node dies at once (SIGKILL), as in a power cut."""
        self._end("beam", signal.SIGKILL, seconds=5)

    def freeze(self) -> None:
        """The node keeps its connections but answers nothing (SIGSTOP), until thaw(). Returns once it stands still."""
        beam = self._signal(signal.SIGSTOP)
        if beam is not None:
            wait_for(lambda: _stands_still(beam), "the broker stands still", seconds=10)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def queues(self) -> list[str]:
        """Names of the queues in the virtual host `/`."""
        command = [str(SERVER.with_name("rabbitmqctl")), "-n", NODE, "--silent", "list_queues", "name"]
        return subprocess.check_output(command, env=self._environment(), text=True, timeout=60).split()

    def answers(self) -> bool:
        """True when the node greets an AMQP client."""
        address = ("127.0.0.1", int(self._settings["amqp_port"]))
        try:
            with socket.create_connection(address, timeout=1) as connection:
                connection.settimeout(2)
                connection.sendall(b"AMQP\x00\x00\x09\x01")
                return connection.recv(1) == b"\x01"
        except OSError:
            return False

    # inside

    def _prepare(self) -> None:
        for part in ("mnesia", "log", "home"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        settings = self._settings
        settings.setdefault("user", "dentoro")
        settings.setdefault("password", secrets.token_hex(12))
        for port in _PORTS:
            if not is_free(int(settings.get(port, 0))) or port not in settings:
                settings[port] = free_port()
        self._state.write_text(json.dumps(settings))
        (self.folder / "environment.conf").write_text("")
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management]." if self.management else "[].")
        quick_boot.link_plugins(self.folder / "plugins", management=self.management)
        config = (
            _CONFIG
            if self.management
            else "".join(line for line in _CONFIG.splitlines(keepends=True) if not line.startswith("management"))
        )
        (self.folder / "rabbitmq.conf").write_text(config.format(**settings))

    def _environment(self) -> dict[str, str]:
        folder, settings = self.folder, self._settings
        # What the shell of the person who starts us says about another RabbitMQ or Erlang must not reach this one.
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RABBITMQ_", "ERL_"))}
        return (
            inherited
            | {
                "HOME": str(folder / "home"),
                "ERL_EPMD_ADDRESS": "127.0.0.1",
                "ERL_EPMD_PORT": str(settings["epmd_port"]),
                "RABBITMQ_CONF_ENV_FILE": str(folder / "environment.conf"),
                "RABBITMQ_NODENAME": NODE,
                "RABBITMQ_BASE": str(folder),
                "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
                "RABBITMQ_LOG_BASE": str(folder / "log"),
                "RABBITMQ_PID_FILE": str(folder / "pid"),
                "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
                "RABBITMQ_DIST_PORT": str(settings["dist_port"]),
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": " ".join([*_ERLANG_OPTIONS, *quick_boot.options()]),
                "ERL_CRASH_DUMP": str(folder / "erl_crash.dump"),
            }
            | quick_boot.environment(folder / "plugins")
        )

    def _launch(self) -> None:
        env = self._environment()
        output = self.folder / "output.log"
        pid_file = self.folder / "pid"
        pid_file.unlink(missing_ok=True)
        # Started by us and not by Erlang, which would leave it behind as a daemon.
        epmd = ["epmd", "-address", "127.0.0.1", "-port", env["ERL_EPMD_PORT"]]
        who = {"epmd": start_server(epmd, env=env, log=output)}
        who["server"] = start_server([SERVER], env=env, log=output)
        remember(self._pids, who)
        wait_for(self._settled(lambda: _number_in(pid_file) > 0), "RabbitMQ writes its pid", seconds=30)
        remember(self._pids, {**who, "beam": Identity.of(_number_in(pid_file))})

    def _settled(self, condition: Callable[[], bool]) -> Callable[[], bool]:
        """The condition, but an error at once when the node has died: waiting on would be in vain."""

        def check() -> bool:
            server = recall(self._pids).get("server")
            if server is not None and not server.alive():
                tail = (self.folder / "output.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"RabbitMQ in {self.folder} ended while starting:\n{tail}")
            return condition()

        return check

    def _api_answers(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.api}/vhosts", timeout=2).ok
        return False

    def _signal(self, number: int) -> psutil.Process | None:
        beam = recall(self._pids).get("beam")
        process = beam.process() if beam is not None else None
        if process is not None:
            process.send_signal(number)
        return process

    def _end(self, first: str, how: int, *, seconds: float) -> None:
        who = recall(self._pids)
        everybody = [process for one in who.values() if (process := one.process()) is not None]
        everybody += [child for process in list(everybody) for child in process.children(recursive=True)]
        if first in who:
            stop(who[first], ask=how, seconds=seconds)
        for name in ("server", "epmd"):
            if name in who:
                stop(who[name], seconds=5)
        for process in still_running(everybody, 2):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._pids.unlink(missing_ok=True)


def _number_in(file: Path) -> int:
    with suppress(FileNotFoundError, ValueError):
        return int(file.read_text())
    return 0


def _stands_still(process: psutil.Process) -> bool:
    """Every thread of it: a busy machine stops them one by one."""
    threads = list(Path(f"/proc/{process.pid}/task").glob("*/stat"))
    if not threads:  # not Linux
        return bool(process.status() == psutil.STATUS_STOPPED)
    return all(stat.read_text().rpartition(")")[2].split()[0] in {"T", "t"} for stat in threads)
