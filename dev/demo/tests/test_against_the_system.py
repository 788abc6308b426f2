import re
import subprocess
import sys
from datetime import timedelta

import pytest
import requests

from dev.demo.api import NOW_HEADER, Api
from dev.launching import ROOT


@pytest.mark.slow
def test_the_demonstration_fills_a_running_system(stack):
    done = subprocess.run(
        [sys.executable, "-m", "dev.demo", "--url", stack.url],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    email, password = re.search(r"(\S+@example\.com)\s+(\S+)", done.stdout).groups()
    with Api(stack.url) as api:
        api.sign_in(api.post("/sessions", {"email": email, "password": password})["token"])
        calendars = api.get("/calendars")["items"]
        assert [calendar["color"] for calendar in calendars] == ["blue", "green", "amber", "violet"]
        assert [calendar["own_hours"] for calendar in calendars] == [False, True, True, True]
        assert [service["price"] for service in api.get("/services")["items"]][:2] == ["100.00", "150.00"]
        assert len(api.get("/practice/exceptions")["items"]) == 1
        assert len(api.get(f"/calendars/{calendars[2]['id']}/exceptions")["items"]) == 1
        today = api.now().date()
        visits = api.get("/visits", **{"from": f"{today}", "to": f"{today + timedelta(days=8)}", "limit": "500"})
        assert len(visits["items"]) > 100
        assert {"planned", "confirmed"} <= {visit["status"] for visit in visits["items"]}


def test_the_system_says_what_time_it_is_there(stack):
    assert NOW_HEADER in requests.get(f"{stack.url}/api/v1/session", timeout=10).headers
