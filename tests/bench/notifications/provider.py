"""Stands in for SMSAPI: takes every SMS, counts them, and does nothing else, so that it is never what is measured.

The sandbox of the laptop keeps each message and shows it on a page; it would be the limit.
``python -m tests.bench.notifications.provider PORT``; ``GET /`` answers ``{"accepted": ..., "twice": ...}``.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_IDX = re.compile(rb"(?:^|&)idx=([^&]+)")


class Counted:
    def __init__(self) -> None:
        self.keys: set[bytes] = set()
        self.twice = 0

    def take(self, body: bytes) -> str:
        found = _IDX.search(body)
        key = found[1] if found else b""
        if key in self.keys:
            self.twice += 1
        self.keys.add(key)
        return json.dumps({"count": 1, "list": [{"id": f"{len(self.keys):024X}", "status": "QUEUE"}]})


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, no more of it than our clients send."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self._buffer, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            request, self._buffer = self._buffer[:whole], self._buffer[whole:]
            self._answer(request.startswith(b"GET "), request[end + 4 :])

    def _answer(self, asked: bool, body: bytes) -> None:
        counted = self._counted
        text = json.dumps({"accepted": len(counted.keys), "twice": counted.twice}) if asked else counted.take(body)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        self._transport.write((head + text).encode())  # type: ignore[attr-defined]


async def serve(port: int) -> None:
    counted = Counted()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(counted), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
