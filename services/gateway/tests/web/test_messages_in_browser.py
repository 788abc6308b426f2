"""WIADOMOŚCI on the screen: what needs a browser, and a picture of each page, wide and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from services.gateway.tests.furnished_messages import furnish_messages

pytestmark = pytest.mark.browser


@pytest.fixture
def batch(practice, services):
    return furnish_messages(practice, services)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("messages", "/messages"),
        ("messages-nothing", "/messages?state=queued&channel=email"),
        ("message", "/messages/{failed}"),
        ("message-batches", "/messages/batches"),
        ("message-batch", "/messages/batches/{batch}"),
        ("settings-messages", "/settings/messages"),
        ("settings-message-sms", "/settings/messages/reminder/sms/pl"),
        ("settings-message-email", "/settings/messages/reminder/email/pl"),
    ],
)
def test_every_page_of_messages(any_screen, practice, batch, name, path):
    failed = next(m for m in practice.messages if m.state == "failed" and m.visit_id)
    any_screen.sign_in()
    any_screen.go(path.format(batch=batch.id, failed=failed.id))
    any_screen.check(name)
