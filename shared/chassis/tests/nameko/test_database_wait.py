"""The database makes one handler wait, not its process."""

import time

import pytest

from dev.testing import MakeDatabase
from shared.chassis.tests.nameko.caller import Caller
from shared.chassis.tests.nameko.conftest import Serve

pytestmark = [pytest.mark.broker, pytest.mark.database]


def test_handlers_that_wait_for_the_database_do_not_wait_for_each_other(
    serve: Serve, caller: Caller, database: MakeDatabase
) -> None:
    serve("waiting", DATABASE_URL=database("probe").app_url)
    caller.call("work", {"name": "warm", "how": "wait"})
    began = time.monotonic()
    for number in range(5):
        caller.send("work", {"name": str(number), "how": "wait", "seconds": 2})
    sent = caller.send("work", {"name": "other"})
    assert sent in caller.replies(1)
    assert time.monotonic() - began < 1.5
    assert len(caller.replies(5)) == 5
    assert time.monotonic() - began < 6
