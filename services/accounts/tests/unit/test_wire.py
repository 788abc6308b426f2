"""What accounts sends is what the contracts' golden examples say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from accounts.adapters import wire
from accounts.application.ports import SignIn
from accounts.domain.person import Person, Session
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered
from contracts import golden
from contracts.accounts import rpc

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
EVENT_ID = UUID("019ab1c2-0000-7000-8000-00000000ee01")
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
EXPIRES = datetime(2026, 11, 23, 22, tzinfo=UTC)
NEW = Practice(
    id=UUID("019ab1c2-0000-7000-8000-00000000000a"),
    name="Gabinet Uśmiech",
    email="anna@example.com",
    slug="gabinet-usmiech",
)
PRACTICE = replace(
    NEW,
    version=2,
    street="Prosta",
    house_number="7",
    postal_code="00-850",
    town="Warszawa",
    phone="+48221234567",
    nip="5260250274",
)
ANNA = Person(
    id=UUID("019ab1c2-0000-7000-8000-00000000000b"),
    practice_id=PRACTICE.id,
    first_name="Anna",
    last_name="Nowak",
    email="anna@example.com",
    role="owner",
    password_hash="hash",
    email_confirmed_at=AT,
)
JUST_REGISTERED = replace(ANNA, email_confirmed_at=None)
SESSION = Session(UUID("019ab1c2-0000-7000-8000-00000000005e"), PRACTICE.id, ANNA.id, EXPIRES, AT, b"hash")
SIGNED_IN = SignIn(ANNA, PRACTICE, SESSION, "opaque-token")


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (PracticeRegistered(NEW, AT), "practice_registered.v1"),
        (PracticeChanged(PRACTICE, AT), "practice_changed.v1"),
    ],
)
def test_events_are_as_the_golden_ones(event: Any, name: str) -> None:
    envelope = wire.envelope(event, id=EVENT_ID, trace_id=TRACE)
    assert envelope.model_dump(mode="json") == golden.event(name)


@pytest.mark.parametrize(
    ("answer", "method"),
    [
        (wire.practice_registered(replace(SIGNED_IN, person=JUST_REGISTERED)), "accounts.register_practice"),
        (wire.session_opened(SIGNED_IN), "accounts.open_session"),
        (wire.session_read(SIGNED_IN), "accounts.read_session"),
        (wire.practice(PRACTICE), "accounts.read_practice"),
        (wire.practice(PRACTICE), "accounts.change_practice"),
    ],
)
def test_answers_are_as_the_golden_ones(answer: Any, method: str) -> None:
    assert answer.model_dump(mode="json") == golden.response(method)


def test_requests_of_a_newer_caller_are_taken() -> None:
    typed = golden.with_unknown_fields(golden.request("accounts.register_practice"))
    form = wire.form(rpc.RegisterPractice.model_validate(typed))
    assert (form.practice_name, form.accept_terms) == ("Gabinet Uśmiech", True)
