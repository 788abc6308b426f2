"""A real accounts on a real broker and database: what its neighbours see of a registration."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chassis.refusals import Refused, Unavailable
from chassis.rpc_client import RpcClient
from contracts.accounts import events, rpc
from contracts.base import Envelope, Nothing

from dev.launching import Launcher, Running
from dev.processes import wait_for
from dev.testing import TestDatabase
from services.accounts.tests.deaf_line import DeafLine
from services.accounts.tests.service.asking import context, owned, registration, rows

pytestmark = [pytest.mark.broker, pytest.mark.database]


def test_a_registration_is_answered_and_announced_as_the_contract_says(
    start: Launcher, accounts: Running, env: dict[str, str], client: RpcClient, published: Any
) -> None:
    start(["-m", "accounts", "relay"], env=env)
    asked = context()
    made = client.call(rpc.register_practice, registration(), asked)
    taken: list[dict[str, Any]] = []
    wait_for(lambda: taken.extend(published()) or bool(taken), "the event", seconds=10)
    envelope = Envelope[events.PracticeRegisteredV1].model_validate(taken[0])
    assert (taken[0]["key"], envelope.type) == ("practice_registered.v1", "practice_registered.v1")
    assert (envelope.practice_id, envelope.aggregate_id, envelope.version) == (made.practice.id, made.practice.id, 1)
    assert (envelope.trace_id, envelope.data.name) == (asked.trace_id, "Gabinet Śliwa")
    assert envelope.data.model_dump(mode="json")["reminders"] == {
        "sms": True,
        "email": True,
        "reminder_hour": "10:00",
        "quiet_hours": {"from": "21:00", "to": "08:00"},
    }
    assert client.call(rpc.read_session, rpc.SessionToken(token=made.session.token), context()).user == made.user


def test_a_session_can_be_opened_read_and_closed(accounts: Running, client: RpcClient) -> None:
    typed = registration()
    made = client.call(rpc.register_practice, typed, context())
    opened = client.call(rpc.open_session, rpc.OpenSession(email=typed.email.upper(), password="Kasztan1"), context())
    token = rpc.SessionToken(token=opened.token)
    assert client.call(rpc.read_session, token, context()).practice == made.practice
    client.call(rpc.close_session, token, context())
    client.call(rpc.close_session, token, context())
    with pytest.raises(Refused) as refused:
        client.call(rpc.read_session, token, context())
    assert refused.value.code == "unauthenticated"


def test_refusals_name_fields_and_quote_nothing(accounts: Running, client: RpcClient) -> None:
    client.call(rpc.register_practice, registration(email="taken@sliwa.example"), context())
    with pytest.raises(Refused) as refused:
        client.call(rpc.register_practice, registration(email="Taken@sliwa.example"), context())
    assert refused.value.fault.model_dump() == {
        "code": "email_taken",
        "data": {},
        "errors": [{"field": "email", "code": "email_taken", "data": {}}],
    }
    with pytest.raises(Refused) as refused:
        client.call(rpc.register_practice, registration(password="tajne", accept_terms=False), context())
    assert [(e.field, e.code) for e in refused.value.fault.errors] == [
        ("password", "too_short"),
        ("accept_terms", "not_accepted"),
    ]
    assert "tajne" not in accounts.log()
    assert "sliwa.example" not in accounts.log()


def test_the_practice_is_read_and_changed_within_its_own_context(accounts: Running, client: RpcClient) -> None:
    made = client.call(rpc.register_practice, registration(), context())
    change = rpc.ChangePractice(phone="501 700 100", nip="856-734-62-15", expected_version=1)
    changed = client.call(rpc.change_practice, change, owned(made))
    assert (changed.phone, changed.nip, changed.version, changed.name) == (
        "+48501700100",
        "8567346215",
        2,
        "Gabinet Śliwa",
    )
    assert client.call(rpc.read_practice, Nothing(), owned(made)) == changed
    with pytest.raises(Refused) as refused:
        client.call(rpc.change_practice, change, owned(made))
    assert (refused.value.code, refused.value.fault.data) == ("version_conflict", {"current_version": 2})
    with pytest.raises(Refused) as refused:
        client.call(rpc.read_practice, Nothing(), context())
    assert refused.value.code == "unauthenticated"


def test_a_dozen_at_once_with_one_key_make_one_practice(
    accounts: Running, client: RpcClient, accounts_database: TestDatabase
) -> None:
    typed, key = registration(), secrets.token_hex(8)
    with ThreadPoolExecutor(12) as pool:
        made = list(
            pool.map(lambda _: client.call(rpc.register_practice, typed, context(idempotency_key=key)), range(12))
        )
    assert len({each.practice.id for each in made}) == 1
    assert len({each.session.token for each in made}) == 12
    assert rows(accounts_database, "SELECT count(*) FROM people WHERE email = %s", typed.email) == [(1,)]
    assert rows(accounts_database, "SELECT count(*) FROM registrations WHERE idempotency_key = %s", key) == [(1,)]


def test_killed_between_commit_and_reply_it_has_registered_once(
    start: Launcher, apart: dict[str, str], client_apart: RpcClient, accounts_database: TestDatabase
) -> None:
    line = DeafLine(apart["AMQP_URL"])
    running = start(["-m", "accounts", "rpc"], env=apart | {"AMQP_URL": line.url})
    typed, key = registration(), secrets.token_hex(8)

    def ask() -> rpc.PracticeRegistered | None:
        try:
            return client_apart.call(rpc.register_practice, typed, context(idempotency_key=key))
        except Unavailable:
            return None

    def committed() -> bool:
        return bool(rows(accounts_database, "SELECT 1 FROM registrations WHERE idempotency_key = %s", key))

    line.deafen()  # neither reply nor ack will arrive
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        wait_for(committed, "the registration", seconds=10)
        assert not asked.done()
        running.kill()
        line.close()
        start(["-m", "accounts", "rpc"], env=apart)  # is given the request again
        asked.result()
    again = ask()
    assert again is not None
    practice_id = again.practice.id
    assert rows(accounts_database, "SELECT practice_id FROM people WHERE email = %s", typed.email) == [(practice_id,)]
    assert rows(accounts_database, "SELECT count(*) FROM outbox WHERE aggregate_id = %s", practice_id) == [(1,)]


def test_hashing_passwords_does_not_hold_up_the_other_workers(accounts: Running, client: RpcClient) -> None:
    made = client.call(rpc.register_practice, registration(), context())
    wrong = rpc.OpenSession(email=made.user.email, password="Kasztan2")

    def refuse(_: int) -> str:
        with pytest.raises(Refused) as refused:
            client.call(rpc.open_session, wrong, context())
        return refused.value.code

    with ThreadPoolExecutor(8) as pool:
        refused = [pool.submit(refuse, number) for number in range(8)]
        read = client.call(rpc.read_practice, Nothing(), owned(made))
        assert not all(each.done() for each in refused)
        assert {each.result() for each in refused} == {"wrong_credentials"}
    assert read == made.practice
