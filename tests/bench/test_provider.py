"""The provider's stand-in of `make bench-notifications` counts each message once, however its bytes arrive."""

from __future__ import annotations

import json

import pytest

from tests.bench.notifications.provider import Connection, Counted


class Wire:
    """Keeps what was answered."""

    def __init__(self):
        self.answers = []

    def write(self, data):
        self.answers.append(json.loads(data.partition(b"\r\n\r\n")[2]))


def an_sms(key):
    body = f"to=48501700100&idx={key}&check_idx=1".encode()
    return b"POST /sms.do HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


ASKED = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_messages_are_counted_by_their_key_in_whatever_pieces_they_come(size):
    wire, connection = Wire(), Connection(Counted())
    connection.connection_made(wire)
    stream = an_sms("a") + an_sms("b") + an_sms("a") + ASKED
    for start in range(0, len(stream), size):
        connection.data_received(stream[start : start + size])
    assert [answer.get("count") for answer in wire.answers] == [1, 1, 1, None]
    assert wire.answers[-1] == {"accepted": 2, "twice": 1}


def test_two_connections_are_one_provider():
    counted, wires = Counted(), [Wire(), Wire()]
    for wire in wires:
        connection = Connection(counted)
        connection.connection_made(wire)
        connection.data_received(an_sms("a") + ASKED)
    assert wires[1].answers[-1] == {"accepted": 1, "twice": 1}
