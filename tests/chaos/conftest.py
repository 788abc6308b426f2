"""One whole system with a broker of its own, for all the tests that do harm to one."""

import pytest

from tests.chaos.apart import SETTINGS


@pytest.fixture(scope="session")
def harmed_stack(make_stack):
    with make_stack(own_broker=True, extra=SETTINGS | {"SANDBOX_REPORTS": "none"}) as stack:
        yield stack
