"""What every answer has: protection, size, time."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from flask.testing import FlaskClient
from gateway.app import create_app

from services.gateway.tests.fakes import SETTINGS, FakeServices

LARGE = "/api/v1/openapi.json"


@pytest.mark.parametrize("path", ["/", "/api/v1/practice", "/api/v1/nothing", "/nothing", LARGE])
def test_every_answer_is_protected(stranger: FlaskClient, path: str) -> None:
    headers = stranger.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers


def test_over_https_the_browser_is_told_to_stay_there() -> None:
    settings = type(SETTINGS)(env="production", amqp_url="x", secret_key="x", public_url="https://dentoro.example")
    client = create_app(settings, FakeServices()).test_client()
    assert "max-age=" in client.get("/api/v1/practice").headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("accepts", "encoding", "decode"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_large_answer_is_made_small(stranger: FlaskClient, accepts: str, encoding: str | None, decode) -> None:
    plain = stranger.get(LARGE).data
    answer = stranger.get(LARGE, headers={"Accept-Encoding": accepts})
    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert decode(answer.data) == plain
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_small_one_is_left_alone(stranger: FlaskClient) -> None:
    answer = stranger.get("/api/v1/nothing", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers


def test_api_answers_say_what_time_it_is_on_the_stacks_clock() -> None:
    settings = type(SETTINGS)(env="test", amqp_url="x", secret_key="x", clock_offset=3600.0)
    told = create_app(settings, FakeServices()).test_client().get("/api/v1/practice").headers["Dentoro-Now"]
    assert abs(datetime.fromisoformat(told) - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=5)
