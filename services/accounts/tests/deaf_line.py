"""A TCP line to the broker on which one can stop what the service says, while it goes on hearing."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit


class DeafLine:
    """``url`` leads to the broker; after ``deafen()`` nothing that the service sends arrives there."""

    def __init__(self, amqp_url: str) -> None:
        self._broker = urlsplit(amqp_url)
        self._deaf = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        port = self._listener.getsockname()[1]
        place = f"{self._broker.username}:{self._broker.password}@127.0.0.1:{port}"
        return urlunsplit(self._broker._replace(netloc=place))

    def deafen(self) -> None:
        self._deaf.set()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                service, _ = self._listener.accept()
            except OSError:
                return
            broker = socket.create_connection((str(self._broker.hostname), self._broker.port or 5672))
            for source, target, can_go_deaf in ((service, broker, True), (broker, service, False)):
                threading.Thread(target=self._carry, args=(source, target, can_go_deaf), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, can_go_deaf: bool) -> None:
        with source, target:
            with suppress(OSError):
                while data := source.recv(65536):
                    if not (can_go_deaf and self._deaf.is_set()):
                        target.sendall(data)
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
