"""Where a request came from, as the services are told: their limits count by it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from flask.testing import FlaskClient
from gateway.app import create_app

from services.gateway.tests.fakes import SETTINGS, TOKEN, FakeServices

PROXY = "10.0.0.1"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def told(services: FakeServices) -> Any:
    """The client of every call of the last request: all are told the same."""
    (client,) = {call.context.client for call in services.calls}
    return client


def ask(proxies: int, remote: str, headers: dict[str, str]) -> Any:
    services = FakeServices()
    app = create_app(dataclasses.replace(SETTINGS, trusted_proxies=proxies), services)
    app.test_client().get(
        "/api/v1/practice",
        headers={"Authorization": f"Bearer {TOKEN}", **headers},
        environ_base={"REMOTE_ADDR": remote},
    )
    assert len(services.calls) == 2
    return told(services)


def test_address_and_program_travel_with_every_call() -> None:
    client = ask(0, "192.0.2.7", {"User-Agent": FIREFOX})
    assert (client.address, client.agent) == ("192.0.2.7", FIREFOX)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.5", PROXY),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.9, 203.0.113.5", "203.0.113.5"),
        (2, "203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "198.51.100.9, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", PROXY),
        (1, "", PROXY),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(proxies: int, forwarded: str, address: str) -> None:
    assert ask(proxies, PROXY, {"X-Forwarded-For": forwarded}).address == address


def test_nothing_else_of_a_proxys_headers_is_believed(services: FakeServices) -> None:
    app = create_app(dataclasses.replace(SETTINGS, trusted_proxies=1), services)

    @app.get("/where")
    def where() -> dict[str, str]:
        from flask import request

        return {"url": request.url}

    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp", "X-Forwarded-Prefix": "/x"}
    assert app.test_client().get("/where", headers=headers).json == {"url": "http://localhost/where"}


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_an_address_has_one_form(remote: str, address: str) -> None:
    assert ask(0, remote, {}).address == address


@pytest.mark.parametrize("forwarded", ["unknown", "203.0.113.5:4711", "_hidden", "1" * 300, "'; drop table"])
def test_what_is_no_address_is_none(forwarded: str) -> None:
    assert ask(1, PROXY, {"X-Forwarded-For": forwarded}) is None


def test_an_agent_without_end_is_cut() -> None:
    assert ask(0, PROXY, {"User-Agent": "x" * 301}).agent == "x" * 300
    assert ask(0, PROXY, {"User-Agent": "  "}).agent is None


def test_a_session_is_known_by_its_id(program: FlaskClient, services: FakeServices) -> None:
    session_id = program.get("/api/v1/session").json["session_id"]
    program.get("/api/v1/practice")
    actor = services.last.context.actor
    assert actor is not None
    assert str(actor.session_id) == session_id
