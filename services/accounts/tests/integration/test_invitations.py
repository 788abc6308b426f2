"""Invitations in a real PostgreSQL, several answers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from accounts.application.list_people import list_people
from accounts.application.ports import SignIn, Tools
from accounts.domain.errors import AlreadyInvited, EmailTaken, LinkNotValid

from services.accounts.tests.integration.conftest import AsApplication
from services.accounts.tests.integration.watching import outcome, token_of
from services.accounts.tests.staff import accept, an_email, found, invite

pytestmark = pytest.mark.database


@pytest.fixture
def practice(tools: Tools) -> SignIn:
    return found(tools)


def test_an_invitation_reads_back_as_it_was_made(tools: Tools, practice: SignIn) -> None:
    made = invite(tools, practice.person)
    with tools.transactions.practice(practice.practice.id) as accounts:
        assert accounts.waiting_invitations(practice.practice.id) == [made]
        assert accounts.invitation_by_token(made.token_hash) == made
        assert accounts.invitation(practice.practice.id, made.id) == made


def test_two_who_invite_one_person_at_once_invite_them_once(tools: Tools, practice: SignIn) -> None:
    email = an_email()
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(invite, tools, practice.person, email=email) for _ in range(4)]
        assert [outcome(each) for each in asked].count(None) == 1
        assert {outcome(each) for each in asked} == {None, AlreadyInvited}


def test_a_dozen_answers_at_once_make_one_person(tools: Tools, practice: SignIn, as_application: AsApplication) -> None:
    made = invite(tools, practice.person, email=an_email())
    token = token_of(as_application, made.email)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(accept, tools, token, key=str(number)) for number in range(8)]
        assert sorted(str(outcome(each)) for each in asked) == sorted([str(None)] + [str(LinkNotValid)] * 7)
    assert working(tools, practice, made.email) == 1


def test_one_answer_that_comes_many_times_at_once_is_one_person_with_many_sessions(
    tools: Tools, practice: SignIn, as_application: AsApplication
) -> None:
    made = invite(tools, practice.person, email=an_email())
    token = token_of(as_application, made.email)
    with ThreadPoolExecutor(8) as pool:
        signed_in = list(pool.map(lambda _: accept(tools, token, key="one"), range(8)))
    assert len({each.person.id for each in signed_in}) == 1
    assert len({each.token for each in signed_in}) == 8
    assert working(tools, practice, made.email) == 1


def working(tools: Tools, practice: SignIn, email: str) -> int:
    return [each.person.email for each in list_people(tools, practice.practice.id)].count(email)


def test_an_account_at_another_practice_is_told_to_the_invited_person_alone(
    tools: Tools, practice: SignIn, as_application: AsApplication
) -> None:
    email = found(tools).person.email
    assert invite(tools, practice.person, email=email).waits
    with pytest.raises(EmailTaken):
        accept(tools, token_of(as_application, email))
