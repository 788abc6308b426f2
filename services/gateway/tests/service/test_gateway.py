"""gunicorn and a real broker: outages, one connection, stopping."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from dev.broker import Broker
from dev.launching import Launcher, Running
from dev.ports import free_port
from dev.processes import wait_for
from services.gateway.tests.answering import GoldenServices
from services.gateway.tests.fakes import TOKEN

pytestmark = [pytest.mark.broker]

AS_OWNER = {"Authorization": f"Bearer {TOKEN}"}
TIMEOUT = 2.0
WORKERS = 2
SLACK = 1.0
"""Seconds for everything that is not waiting, on a busy machine."""


class Gateway:
    def __init__(self, running: Running) -> None:
        self.running = running
        self.url = f"http://127.0.0.1:{running.env['PORT']}"

    def get(self, path: str) -> requests.Response:
        """Without keep-alive: each request may meet another worker."""
        return requests.get(f"{self.url}{path}", headers=AS_OWNER | {"Connection": "close"}, timeout=20)

    def health(self, page: str) -> requests.Response:
        return requests.get(f"{self.running.health_url}{page}", headers={"Connection": "close"}, timeout=5)


def run(start: Launcher, amqp_url: str, folder: Path) -> Gateway:
    env = {
        "AMQP_URL": amqp_url,
        "PORT": str(free_port()),
        "SECRET_KEY": "not secret in tests",
        "RPC_TIMEOUT_SECONDS": str(TIMEOUT),
        "WEB_WORKERS": str(WORKERS),
        "TMPDIR": str(folder),
    }
    return Gateway(start(["-m", "gateway"], env=env))


@pytest.fixture(scope="module")
def services_of_all(fresh_amqp_url: str) -> Iterator[GoldenServices]:
    with GoldenServices(fresh_amqp_url) as services:
        yield services


@pytest.fixture
def services(services_of_all: GoldenServices) -> Iterator[GoldenServices]:
    services_of_all.requests.clear()
    yield services_of_all
    services_of_all.delay = 0.0


@pytest.fixture(scope="module")
def gateway(
    start_for_module: Launcher,
    fresh_amqp_url: str,
    services_of_all: GoldenServices,
    tmp_path_factory: pytest.TempPathFactory,
) -> Gateway:
    return run(start_for_module, fresh_amqp_url, tmp_path_factory.mktemp("gateway"))


@pytest.fixture
def services_of_private_broker(private_broker: Broker) -> Iterator[GoldenServices]:
    with GoldenServices(private_broker.url) as services:
        yield services


def test_a_patients_papers_are_made_beside_the_event_loop(gateway: Gateway, services: GoldenServices) -> None:
    patient = "/patients/019ab1c2-0000-7000-8000-0000000000d1"
    for page in ("card.pdf", "export.pdf"):
        answer = gateway.get(f"{patient}/{page}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")
        assert b"/Lang (pl)" in answer.content


def test_fifty_at_once_share_one_connection_a_worker_beside_the_one_that_hears(
    gateway: Gateway, fresh_amqp_url: str, services: GoldenServices
) -> None:
    services.delay = 0.005
    with ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(gateway.get, "/api/v1/calendars") for _ in range(50)]
        wait_for(lambda: len(services.requests) > 10, "requests under way", seconds=10)
        connections = to_the_broker(gateway, fresh_amqp_url)
        assert {each.result().status_code for each in asked} == {200}
    assert max(connections) == 2


def to_the_broker(gateway: Gateway, amqp_url: str) -> list[int]:
    """How many connections each worker has."""
    port = urlsplit(amqp_url).port
    return [
        len([each for each in worker.net_connections("tcp") if each.raddr and each.raddr.port == port])
        for worker in psutil.Process(gateway.running.pid).children()
    ]


def test_one_trace_goes_from_the_log_into_the_calls(gateway: Gateway, services: GoldenServices) -> None:
    trace_id = gateway.get("/api/v1/patients?q=Sliwa").headers["Dentoro-Trace"]
    assert {each["context"]["trace_id"] for each in services.requests} == {trace_id}
    log = gateway.running.log()
    (line,) = [json.loads(line) for line in log.splitlines() if trace_id in line]
    assert (line["service"], line["route"], line["status"]) == ("gateway", "/api/v1/patients", 200)
    assert "Sliwa" not in log
    assert TOKEN not in log


def test_the_services_are_told_where_a_request_came_from(gateway: Gateway, services: GoldenServices) -> None:
    gateway.get("/api/v1/services")
    clients = [each["context"]["client"] for each in services.requests]
    assert {client["address"] for client in clients} == {"127.0.0.1"}
    assert all(client["agent"].startswith("python-requests/") for client in clients)


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /invitation/secret-link HTTP/one",
        b"GET /invitation/secret-link",
        b"G\x00T /invitation/secret-link HTTP/1.1",
        b"GET /invitation/secret-link?" + b"x" * 9000 + b" HTTP/1.1",
        b"GET /invitation/secret-link HTTP/1.1\r\nHost: x\r\nsecret-link: \x00",
    ],
)
def test_a_broken_request_is_answered_as_any_other_and_its_token_is_in_no_log(
    gateway: Gateway, request_line: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", int(gateway.running.env["PORT"])), timeout=5) as connection:
        connection.sendall(request_line + b"\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        head, _, body = b"".join(iter(lambda: connection.recv(4096), b"")).partition(b"\r\n\r\n")
    problem = json.loads(body)
    assert head.startswith(f"HTTP/1.1 {problem['status']} ".encode())
    assert b"application/problem+json" in head
    assert (problem["code"], problem["status"] // 100, problem["errors"]) == ("malformed_request", 4, [])
    assert b"secret-link" not in body
    assert "secret-link" not in gateway.running.log()


def test_a_long_list_in_an_address_is_read(gateway: Gateway) -> None:
    assert "Dentoro-Trace" in gateway.get("/api/v1/patients?q=" + "x" * 6000).headers


def counted(gateway: Gateway) -> float:
    """How many requests for the practice all workers together say they answered."""
    line = 'http_requests_total{method="GET",route="/api/v1/practice",status="200"} '
    (found,) = [each for each in gateway.health("/metrics").text.splitlines() if each.startswith(line)]
    return float(found.removeprefix(line))


def test_health_and_metrics_are_on_their_own_port_for_all_workers(gateway: Gateway, services: GoldenServices) -> None:
    for _ in range(20):
        assert gateway.get("/api/v1/practice").status_code == 200
    assert {counted(gateway) for _ in range(5)} == {20.0}
    assert gateway.health("/health/live").status_code == gateway.health("/health/ready").status_code == 200
    assert {gateway.get(page).status_code for page in ("/metrics", "/health/live", "/health/ready")} == {404}


def test_a_worker_that_dies_is_replaced_and_what_was_counted_stays(gateway: Gateway, services: GoldenServices) -> None:
    gateway.get("/api/v1/practice")
    before = counted(gateway)
    first = psutil.Process(gateway.running.pid).children()
    first[0].terminate()
    first[1].kill()
    psutil.wait_procs(first, 10)
    wait_for(lambda: healthy(gateway), "two new workers", seconds=20)
    assert counted(gateway) == before


def healthy(gateway: Gateway) -> bool:
    try:
        return gateway.health("/health/ready").status_code == 200
    except (requests.ConnectionError, requests.Timeout):  # taken by one that was dying
        return False


def timed(ask: Callable[[], requests.Response]) -> tuple[float, requests.Response]:
    began = time.monotonic()
    answer = ask()
    return time.monotonic() - began, answer


def test_a_service_that_is_away_is_503_within_the_deadline_of_both_calls(
    gateway: Gateway, services: GoldenServices
) -> None:
    """Who is signed in takes most of the time, so that less is left for the second call."""
    services.delay = TIMEOUT * 0.75
    took, answer = timed(lambda: gateway.get("/api/v1/calendars"))
    assert answer.status_code == 503
    assert took < TIMEOUT + SLACK


def test_a_stop_lets_requests_under_way_end(
    start: Launcher, fresh_amqp_url: str, services: GoldenServices, tmp_path: Path
) -> None:
    gateway = run(start, fresh_amqp_url, tmp_path)
    services.delay = 0.5
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(gateway.get, "/api/v1/calendars")
        wait_for(lambda: len(services.requests) > 0, "the request", seconds=10)
        assert gateway.running.terminate() == 0
        assert asked.result().status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("outage", ["freeze", "stop"])
def test_without_the_broker_every_request_ends_in_time_and_works_again_after(
    start: Launcher,
    private_broker: Broker,
    services_of_private_broker: GoldenServices,
    outage: str,
    tmp_path: Path,
) -> None:
    services = services_of_private_broker
    gateway = run(start, private_broker.url, tmp_path)
    assert gateway.get("/api/v1/calendars").status_code == 200
    services.delay = 0.2
    with ThreadPoolExecutor(12) as pool:
        under_way = [pool.submit(timed, lambda: gateway.get("/api/v1/calendars")) for _ in range(4)]
        wait_for(lambda: len(services.requests) > 2, "requests under way", seconds=10)
        getattr(private_broker, outage)()
        meanwhile = [pool.submit(timed, lambda: gateway.get("/api/v1/calendars")) for _ in range(8)]
        ended = [each.result() for each in (*under_way, *meanwhile)]
    assert max(took for took, _ in ended) < TIMEOUT + SLACK
    assert {answer.status_code for _, answer in ended} <= {200, 503}
    took, answer = timed(lambda: gateway.get("/api/v1/calendars"))
    assert took < TIMEOUT + SLACK
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    services.delay = 0.0
    private_broker.thaw()
    private_broker.start()
    wait_for(services.serving.is_set, "the services", seconds=20)
    wait_for(lambda: gateway.get("/api/v1/calendars").status_code == 200, "the gateway", seconds=5 + SLACK)
    wait_for(lambda: gateway.health("/health/ready").status_code == 200, "being ready", seconds=5 + SLACK)
