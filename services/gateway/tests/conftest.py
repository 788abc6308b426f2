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


@pytest.fixture
def app(services: FakeServices) -> APIFlask:
    return create_app(SETTINGS, services)


@pytest.fixture
def stranger(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def program(app: APIFlask) -> FlaskClient:
    """Has a token and speaks English."""
    client = app.test_client()
    client.environ_base |= {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", "HTTP_ACCEPT_LANGUAGE": "en"}
    return client
