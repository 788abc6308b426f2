import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dev.demo.api import Api, NeverCame, NotRunning, Refused

ROOT = Path(__file__).parents[3]


class Server(ThreadingHTTPServer):
    """Gives the answers it was told, one after another, the last for ever; keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = [(200, {}, {})]
        self.asked = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        status, headers, content = self.server.answers[0]
        if len(self.server.answers) > 1:
            del self.server.answers[0]
        payload = json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(payload))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    do_GET = do_POST = do_PUT = do_PATCH = _answer  # noqa: N815 - http.server's names

    def log_message(self, *_):
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_post_is_repeated_with_the_same_key_until_the_system_is_ready(server):
    server.answers = [(503, {}, {"code": "unavailable"}), (503, {}, {}), (201, {}, {"id": "1"})]
    with Api(server.url) as api:
        assert api.post("/visits", {"minutes": 15}) == {"id": "1"}
    keys = [headers["Idempotency-Key"] for _, _, headers, _ in server.asked]
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_two_posts_have_two_keys(server):
    with Api(server.url) as api:
        api.post("/visits", {})
        api.post("/visits", {})
    assert len({headers["Idempotency-Key"] for _, _, headers, _ in server.asked}) == 2


def test_a_refusal_names_the_code_and_the_fields_and_no_value(server):
    problem = {"code": "validation_failed", "detail": "Anna", "errors": [{"field": "phone", "code": "invalid"}]}
    server.answers = [(422, {}, problem)]
    with Api(server.url) as api, pytest.raises(Refused) as refused:
        api.post("/patients", {"first_name": "Anna"})
    assert str(refused.value) == "POST /patients was refused: 422 validation_failed phone: invalid"


def test_patience_ends(server):
    server.answers = [(503, {}, {"code": "unavailable"})]
    with Api(server.url, patience=0.2) as api:
        with pytest.raises(Refused):
            api.get("/calendars")
        with pytest.raises(NeverCame):
            api.wait_for("the first calendar", list)


def test_the_clock_is_the_systems(server):
    there = datetime.now(UTC) + timedelta(days=3)
    server.answers = [(200, {"Dentoro-Now": there.isoformat()}, {})]
    with Api(server.url) as api:
        assert abs(api.now() - datetime.now(UTC)) < timedelta(seconds=5)
        api.get("/session")
        assert abs(api.now() - there) < timedelta(seconds=5)


def test_a_system_that_is_not_up_is_said_at_once_and_plainly(server):
    server.shutdown()
    server.server_close()
    with Api(server.url) as api, pytest.raises(NotRunning):
        api.require_running()
    done = subprocess.run(
        [sys.executable, "-m", "dev.demo", "--url", server.url],
        cwd=ROOT, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "make run" in done.stderr
    assert "Traceback" not in done.stderr
