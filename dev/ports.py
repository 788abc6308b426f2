"""Free ports on the loopback interface."""

import random
import socket

# Below the range from which the kernel takes ports for outgoing connections, so that a free one stays free.
_RANGE = range(20000, 32000)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port nobody listens on. Drawn at random, so that stacks started at the same moment rarely meet."""
    for _ in range(200):
        port = random.choice(_RANGE)  # noqa: S311
        if is_free(port):
            return port
    raise RuntimeError("found no free port between 20000 and 32000")
