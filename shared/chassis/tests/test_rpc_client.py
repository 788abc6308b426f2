"""Calls over a broker that is well."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from chassis.refusals import Refused, Unavailable
from chassis.rpc_client import RpcClient

from dev.processes import wait_for
from shared.chassis.tests.answering import CONTEXT, Answering, Say, echo, garble, nobody, refuse, silent

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def service(fresh_amqp_url: str) -> Iterator[Answering]:
    with Answering(fresh_amqp_url) as answering:
        yield answering


@pytest.fixture(scope="module")
def client(fresh_amqp_url: str, service: Answering) -> Iterator[RpcClient]:
    made = RpcClient(fresh_amqp_url, timeout=5)
    yield made
    made.close()


def test_an_answer_comes_back_and_its_unknown_fields_do_no_harm(client: RpcClient) -> None:
    assert client.call(echo, Say(words="dzień dobry"), CONTEXT).words == "dzień dobry"


def test_fields_that_were_not_set_are_not_sent(client: RpcClient) -> None:
    assert client.call(echo, Say(words="a"), CONTEXT).fields == ["words"]
    assert client.call(echo, Say(words="a", loud=False), CONTEXT).fields == ["loud", "words"]


def test_a_request_dies_with_its_deadline(client: RpcClient, service: Answering) -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=2)
    client.call(echo, Say(words="a"), CONTEXT.model_copy(update={"deadline": deadline}))
    assert 1000 < int(service.properties[-1].expiration) <= 2000
    assert service.requests[-1]["context"]["deadline"] == deadline.isoformat().replace("+00:00", "Z")
    assert service.requests[-1]["context"]["trace_id"] == CONTEXT.trace_id
    client.call(echo, Say(words="a"), CONTEXT)
    assert 4000 < int(service.properties[-1].expiration) <= 5000


def test_a_refusal_carries_its_code_and_data(client: RpcClient) -> None:
    with pytest.raises(Refused) as caught:
        client.call(refuse, Say(words="a"), CONTEXT)
    assert caught.value.code == "slot_taken"
    assert caught.value.fault.data == {"calendar": "blue"}


def test_an_answer_that_makes_no_sense_is_told_without_quoting_it(client: RpcClient, capsys) -> None:
    with pytest.raises(Refused) as caught:
        client.call(garble, Say(words="a"), CONTEXT)
    assert caught.value.code == "internal_error"
    assert caught.value.__context__ is None
    assert "600700800" not in capsys.readouterr().out


def test_a_service_that_nobody_ever_started_is_unavailable_at_once(client: RpcClient) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        client.call(nobody, Say(words="a"), CONTEXT)
    assert time.monotonic() - began < 1
    assert caught.value.outcome == "not_sent"


def test_a_call_ends_at_its_deadline_and_leaves_nothing_behind(client: RpcClient) -> None:
    began = time.monotonic()
    context = CONTEXT.model_copy(update={"deadline": datetime.now(UTC) + timedelta(seconds=0.3)})
    with pytest.raises(Unavailable) as caught:
        client.call(silent, Say(words="a"), context)
    assert 0.2 < time.monotonic() - began < 1
    assert caught.value.outcome == "unknown"
    assert client.pending == 0


def test_a_late_answer_is_dropped_and_reaches_nobody_else(client: RpcClient) -> None:
    context = CONTEXT.model_copy(update={"deadline": datetime.now(UTC) + timedelta(seconds=0.2)})
    with pytest.raises(Unavailable):
        client.call(echo, Say(words="late", seconds=0.5), context)
    assert [client.call(echo, Say(words=word), CONTEXT).words for word in "abc"] == ["a", "b", "c"]
    assert client.pending == 0


def test_many_threads_get_each_its_own_answer_over_one_connection(client: RpcClient, service: Answering) -> None:
    words = [f"word {number}" for number in range(300)]
    del service.properties[:]
    with ThreadPoolExecutor(30) as threads:
        answers = list(threads.map(lambda word: client.call(echo, Say(words=word), CONTEXT).words, words))
    assert answers == words
    assert len({properties.reply_to for properties in service.properties}) == 1
    assert client.pending == 0


def test_a_slow_call_does_not_hold_up_the_others(fresh_amqp_url: str, client: RpcClient) -> None:
    with ThreadPoolExecutor(20) as threads:
        slow = [threads.submit(client.call, silent, Say(words="a"), CONTEXT) for _ in range(10)]
        wait_for(lambda: client.pending == 10, "ten calls wait", seconds=5)
        began = time.monotonic()
        for _ in range(20):
            client.call(echo, Say(words="a"), CONTEXT)
        assert time.monotonic() - began < 2
        assert not any(call.done() for call in slow)
        assert all(isinstance(call.exception(10), Unavailable) for call in slow)


def test_greenlets_of_gevent_share_a_client(fresh_amqp_url: str, service: Answering) -> None:
    script = Path(__file__).with_name("gevent_caller.py")
    env = {**os.environ, "AMQP_URL": fresh_amqp_url, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, script], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "200 answers, 10 unavailable, 0 pending"


def test_closing_ends_calls_that_wait(fresh_amqp_url: str, service: Answering) -> None:
    client = RpcClient(fresh_amqp_url, timeout=20)
    with ThreadPoolExecutor(1) as threads:
        call = threads.submit(client.call, silent, Say(words="a"), CONTEXT)
        wait_for(lambda: client.pending == 1, "the call waits", seconds=5)
        client.close()
        assert isinstance(call.exception(2), Unavailable)
