"""The API does what its OpenAPI document says, whatever it is sent: run by test_openapi.py, in a pytest of its own.

Schemathesis thinks of its cases when tests are collected, which takes seconds: every worker of a parallel run would.
"""

from __future__ import annotations

from typing import Any

import hypothesis
import schemathesis
from gateway.app import create_app
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from services.gateway.tests.fakes import SETTINGS, TOKEN, FakeServices

# 410 and 412 refuse as well as any: a version that does not fit may be seen before a key that is too long.
REFUSED = {"checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}}}
schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", create_app(SETTINGS, FakeServices()), config=schemathesis.Config.from_dict(REFUSED)
)


@schema.parametrize()
@hypothesis.settings(
    max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_the_api_keeps_to_it(case: Any) -> None:
    """Except that what the schema allows may still be refused: not all rules can be said in one.

    Whether nobody is let in without a token is asked once for each resource (test_openapi.py), not for each case.
    """
    case.call_and_validate(
        headers={"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "identity"},
        excluded_checks=[ignored_auth, positive_data_acceptance],
    )
