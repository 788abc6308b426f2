"""The whole system for one test session: free ports, its own databases and virtual host on the test servers."""

import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from dev import servers
from dev.broker import Broker
from dev.databases import SERVICES
from dev.ports import free_port
from dev.stack import Infrastructure, Options, Stack, moment

STORY_TIME = moment("2026-11-23T11:00")


@contextmanager
def running_stack(
    folder: Path,
    *,
    own_broker: bool = False,
    now: datetime | None = STORY_TIME,
    extra: Mapping[str, str] | None = None,
) -> Iterator[Stack]:
    """Ready when it is given; nothing of it is left afterwards, except its logs in `folder`."""
    name = uuid.uuid4().hex[:12]
    with ExitStack() as undo:
        if own_broker:
            node = Broker(folder / "rabbitmq")
            undo.callback(node.kill)
            amqp_url = node.start(wait=False).url
        else:
            node, shared = None, servers.broker()
            amqp_url = shared.create_vhost(f"stack_{name}")
            undo.callback(shared.delete_vhost, f"stack_{name}")
        server = servers.databases()
        databases = {}
        for service in SERVICES:
            database = f"stack_{service}_{name}"
            databases[service] = servers.migrated(service, database)
            undo.callback(server.drop, database)
        # A test that waits for "sent" would miss reports: who wants them asks the sandbox. Passwords are nobody's.
        extra = {"SANDBOX_REPORTS": "none", "PASSWORD_MEMORY_KIB": "64"} | dict(extra or {})
        options = Options(free_port(), free_port(), secrets.token_hex(32), now=now, extra=extra)
        stack = Stack(folder, Infrastructure(amqp_url, databases), options, broker=node)
        undo.callback(stack.stop_all)
        stack.start_all()
        if node is not None:
            node.wait_ready()
        stack.wait_ready(90)
        yield stack
