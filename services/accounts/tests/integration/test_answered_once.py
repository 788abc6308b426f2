"""A request that comes again is answered and not done again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from accounts.adapters import wire_people
from accounts.adapters.once import Once
from accounts.application.invite_person import Request as Invite
from accounts.application.invite_person import invite_person
from accounts.application.ports import SignIn, Tools, Transactions
from accounts.application.withdraw_invitation import withdraw_invitation
from accounts.domain.errors import AlreadyInvited
from accounts.domain.person import Person
from chassis.database import Database
from chassis.idempotency import IdempotencyKeyReused
from chassis.ids import new_id
from contracts.accounts import rpc
from contracts.context import Actor, Context

from services.accounts.tests.integration.conftest import AsApplication
from services.accounts.tests.integration.watching import token_of
from services.accounts.tests.staff import an_email, by, found

pytestmark = pytest.mark.database


@pytest.fixture
def practice(tools: Tools) -> SignIn:
    return found(tools)


class Asking:
    """The methods of one owner, each with its key."""

    def __init__(self, pool: Database, tools: Tools, owner: Person) -> None:
        self._once = Once(pool, new_id)
        self._tools = tools
        self._owner = owner

    def invite(self, email: str, key: str | None) -> rpc.Invitation:
        actor = Actor(user_id=self._owner.id, role="owner")
        context = Context(trace_id="ab" * 16, practice_id=self._owner.practice_id, actor=actor, idempotency_key=key)
        request = rpc.InvitePerson(email=email, role="dentist")

        def work(transactions: Transactions) -> rpc.Invitation:
            asked = Invite(by(self._owner), email, "dentist", "pl")
            return wire_people.invitation(invite_person(replace(self._tools, transactions=transactions), asked))

        return self._once.answer(rpc.invite_person, context, request, work)


@pytest.fixture
def asking(pool: Database, tools: Tools, practice: SignIn) -> Asking:
    return Asking(pool, tools, practice.person)


def test_a_repeated_request_is_answered_alike_and_done_once(
    tools: Tools, practice: SignIn, asking: Asking, as_application: AsApplication
) -> None:
    email, key = an_email(), an_email()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: asking.invite(email, key), range(4)))
    assert len({each.id for each in answers}) == 1
    letters = "SELECT count(*) FROM outbox WHERE convert_from(body, 'UTF8') LIKE %s"
    assert as_application("all").execute(letters, [f"%{email}%"]).fetchone() == (1,)
    with pytest.raises(IdempotencyKeyReused):
        asking.invite(an_email(), key)


def test_no_token_is_in_what_is_kept_for_a_repeat_or_in_the_trail(
    practice: SignIn, asking: Asking, as_application: AsApplication
) -> None:
    email = an_email()
    asking.invite(email, "key")
    token = token_of(as_application, email)
    connection = as_application(str(practice.practice.id))
    for table in ("idempotency", "changes", "invitations"):
        rows = connection.execute(f"SELECT to_jsonb(x)::text FROM {table} x").fetchall()  # type: ignore[arg-type]
        assert rows
        assert not any(token in str(text) or token.encode().hex() in str(text) for (text,) in rows)


def test_a_refusal_is_not_kept(tools: Tools, practice: SignIn, asking: Asking) -> None:
    email = an_email()
    waiting = asking.invite(email, "first")
    with pytest.raises(AlreadyInvited):
        asking.invite(email, "second")
    withdraw_invitation(tools, by(practice.person), waiting.id)
    assert asking.invite(email, "second").id != waiting.id


def test_a_repeat_in_one_transaction_cannot_reach_another_practice(pool: Database, practice: SignIn) -> None:
    def work(transactions: Transactions) -> rpc.Invitation:
        with transactions.practice(new_id()):
            raise AssertionError("not reached")

    context = Context(trace_id="ab" * 16, practice_id=practice.practice.id)
    request = rpc.InvitePerson(email="a@x.example", role="dentist")
    with pytest.raises(AssertionError, match="another practice"):
        Once(pool, new_id).answer(rpc.invite_person, context, request, work)
