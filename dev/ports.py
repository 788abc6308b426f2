"""Free ports on the loopback interface."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

# Below the range from which the kernel takes ports for outgoing connections, so that a free one stays free.
_RANGE = range(20000, 32000)
_reserved: dict[int, int] = {}
"""Port -> descriptor of the locked file that keeps it ours until this process ends."""


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port nobody listens on, and that no other process of this user is given here before this one has ended.

    What is started on it may take a while to listen; without the reservation a second stack could draw it meanwhile.
    """
    for _ in range(200):
        port = random.choice(_RANGE)  # noqa: S311
        if port not in _reserved and is_free(port) and _reserve(port):
            return port
    raise RuntimeError("found no free port between 20000 and 32000")


def _reserve(port: int) -> bool:
    folder = Path(tempfile.gettempdir()) / f"dentoro-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder / str(port), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return False
    _reserved[port] = descriptor
    return True
