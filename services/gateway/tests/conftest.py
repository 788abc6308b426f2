"""The gateway without a broker: its services are fakes."""

from __future__ import annotations

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from gateway.app import create_app

from services.gateway.tests.fakes import SETTINGS, TOKEN, FakeServices


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture(scope="session")
def made_app() -> APIFlask:
    """Making one, and compiling its templates, takes longer than most of the tests do."""
    return create_app(SETTINGS, FakeServices())


@pytest.fixture
def app(made_app: APIFlask, services: FakeServices) -> APIFlask:
    """The same application each time, with services of the test's own behind it."""
    made_app.extensions["dentoro_rpc"] = services
    return made_app


@pytest.fixture
def stranger(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def program(app: APIFlask) -> FlaskClient:
    """Has a token and speaks English."""
    client = app.test_client()
    client.environ_base |= {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", "HTTP_ACCEPT_LANGUAGE": "en"}
    return client
