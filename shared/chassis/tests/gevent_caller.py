"""Run by test_rpc_client: many greenlets of one patched process call through one client."""

# ruff: noqa: E402, I001 - what is patched must not be imported before
from gevent import monkey

monkey.patch_all()

import os
import time
from datetime import UTC, datetime, timedelta

import gevent
from chassis.refusals import Unavailable
from chassis.rpc_client import RpcClient
from shared.chassis.tests.answering import CONTEXT, Say, echo, silent

client = RpcClient(os.environ["AMQP_URL"])
client.call(echo, Say(words="first"), CONTEXT)


def ask(number: int) -> bool:
    return client.call(echo, Say(words=str(number)), CONTEXT).words == str(number)


def wait_in_vain(_number: int) -> bool:
    context = CONTEXT.model_copy(update={"deadline": datetime.now(UTC) + timedelta(seconds=1)})
    try:
        client.call(silent, Say(words="a"), context)
    except Unavailable:
        return True
    return False


vain = [gevent.spawn(wait_in_vain, number) for number in range(10)]
gevent.sleep(0)
began = time.monotonic()
answers = [gevent.spawn(ask, number) for number in range(200)]
right = sum(greenlet.get(timeout=10) for greenlet in answers)
print(f"{len(answers) / (time.monotonic() - began):.0f} calls a second")  # noqa: T201
unavailable = sum(greenlet.get(timeout=10) for greenlet in vain)
print(f"{right} answers, {unavailable} unavailable, {client.pending} pending")  # noqa: T201
client.close()
