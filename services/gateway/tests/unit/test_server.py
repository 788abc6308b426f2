"""What gunicorn says for itself."""

from __future__ import annotations

import logging

import pytest
from gateway.server import Logger
from gunicorn.config import Config


@pytest.fixture
def logger() -> Logger:
    return Logger(Config())


def test_a_request_that_is_none_is_not_quoted(logger: Logger, caplog: pytest.LogCaptureFixture) -> None:
    said = "Invalid request from ip={ip}: {error}"
    with caplog.at_level(logging.WARNING, "gunicorn.error"):
        logger.warning(said.format(ip="192.0.2.7", error="Invalid HTTP request line: 'GET /invitation/secret'"))
        logger.warning("Worker graceful timeout (pid:%s)", 7)
    assert caplog.messages == ["Invalid request", "Worker graceful timeout (pid:7)"]
