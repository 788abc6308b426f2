"""RabbitMQ as a container, for machines that have Docker and no rabbitmq-server."""

import hashlib
import subprocess
from contextlib import suppress
from pathlib import Path

from dev.ports import free_port, is_free
from dev.processes import wait_for

IMAGE = "rabbitmq:4-management"


class DockerBroker:
    """One container named after `folder`; its data is a volume of the same name. Loopback only."""

    def __init__(self, folder: Path) -> None:
        self._name = "dentoro-rabbitmq-" + hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:8]
        folder.mkdir(parents=True, exist_ok=True)
        self._port, self._api_port = self._ports(folder / "ports")
        self.url = f"amqp://dentoro:dentoro@127.0.0.1:{self._port}/%2F"
        self.api = f"http://dentoro:dentoro@127.0.0.1:{self._api_port}/api"

    def start(self, *, wait: bool = True) -> "DockerBroker":
        self.stop()
        where = ["--publish", f"127.0.0.1:{self._port}:5672", "--publish", f"127.0.0.1:{self._api_port}:15672"]
        where += ["--volume", f"{self._name}:/var/lib/rabbitmq"]
        who = [
            "--hostname",
            "rabbitmq",
            "--env",
            "RABBITMQ_DEFAULT_USER=dentoro",
            "--env",
            "RABBITMQ_DEFAULT_PASS=dentoro",
        ]
        self._docker("run", "--detach", "--rm", "--name", self._name, *where, *who, IMAGE)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds: float = 120) -> None:
        wait_for(self._answers, "RabbitMQ's container answers", seconds=seconds, every=0.5)

    def stop(self) -> None:
        with suppress(RuntimeError):
            self._docker("stop", "--time", "20", self._name)

    def _ports(self, file: Path) -> tuple[int, int]:
        """The same as last time when they are free."""
        ports = [int(port) for port in file.read_text().split()] if file.exists() else []
        if not ports or not all(map(is_free, ports)):
            ports = [free_port(), free_port()]
            file.write_text(" ".join(map(str, ports)))
        return ports[0], ports[1]

    def _answers(self) -> bool:
        with suppress(RuntimeError):
            self._docker("exec", self._name, "rabbitmq-diagnostics", "--quiet", "check_port_connectivity")
            return True
        return False

    def _docker(self, *arguments: str) -> None:
        done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"docker {arguments[0]} failed: {done.stderr.strip()}")
