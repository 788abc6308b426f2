"""Codes, challenges and links are used up once, however many processes get them at the same moment."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from accounts.application import own_sessions
from accounts.application.check_code import use_code
from accounts.application.confirm_session import Request as Confirming
from accounts.application.confirm_session import confirm_session
from accounts.application.ports import Tools, Vault
from accounts.application.reset_password import Request as Resetting
from accounts.application.reset_password import reset_password
from accounts.domain.errors import (
    LinkNotValid,
    Unauthenticated,
    WrongCode,
)

from services.accounts.tests.account import HERE, Account
from services.accounts.tests.factories import NOW
from services.accounts.tests.integration.at_once import at_once, challenge_of, link_for, of_other
from services.accounts.tests.integration.conftest import AsApplication

pytestmark = pytest.mark.database

LATER = NOW + timedelta(minutes=1)


class MeetingVault:
    """Two who come to the same point wait there for each other; who is kept from it by the other goes on alone."""

    def __init__(self, vault: Vault, *, before: str) -> None:
        self._vault = vault
        self._before = before
        self._meeting = Barrier(2)

    def __getattr__(self, name: str) -> Any:
        if name == self._before:
            with suppress(BrokenBarrierError):
                self._meeting.wait(1)
        return getattr(self._vault, name)


def meeting(ewa: Account, other: Tools, before: str) -> tuple[Tools, Tools]:
    vault = MeetingVault(ewa.tools.vault, before=before)
    return replace(ewa.tools, vault=vault), replace(other, vault=vault)


@pytest.mark.parametrize("kind", ["of the app", "for recovery"])
def test_of_two_who_get_the_same_code_at_once_one_takes_it(ewa: Account, other: Tools, kind: str) -> None:
    recovery = ewa.turn_second_factor_on()[0]
    code = ewa.code(LATER) if kind == "of the app" else recovery

    def use(tools: Tools) -> bool:
        with tools.transactions.practice(ewa.person.practice_id) as accounts:
            return use_code(tools, accounts, ewa.person, code, LATER)

    one, two = meeting(ewa, other, "unseal")
    assert sorted(at_once(lambda: use(one), lambda: use(two)), key=str) == [False, True]
    assert not use(other)


def test_a_challenge_answered_twice_at_once_opens_one_session(ewa: Account, other: Tools) -> None:
    codes = ewa.turn_second_factor_on()
    challenge = challenge_of(ewa)
    before = len(own_sessions.list_sessions(ewa.tools, ewa.by(LATER)))
    one, two = meeting(ewa, other, "mark")  # with the challenge in their hands, before a code is looked at
    answers = at_once(
        lambda: confirm_session(one, Confirming(challenge, codes[0], LATER, HERE)),
        lambda: confirm_session(two, Confirming(challenge, codes[1], LATER, HERE)),
    )
    assert answers.count(Unauthenticated) == 1
    assert len(own_sessions.list_sessions(ewa.tools, ewa.by(LATER))) == before + 1


def test_a_challenge_bears_five_tries_however_many_come_at_once(ewa: Account, other: Tools) -> None:
    ewa.turn_second_factor_on()
    challenge = challenge_of(ewa)
    wrong = [
        lambda who=who: confirm_session(who, Confirming(challenge, "0", LATER, HERE)) for who in [ewa.tools, other] * 4
    ]
    answers = at_once(*wrong)
    assert (answers.count(WrongCode), answers.count(Unauthenticated)) == (5, 3)


def test_a_link_used_twice_at_once_sets_one_password(ewa: Account, other: Tools, as_application: AsApplication) -> None:
    token = link_for(ewa)
    answers = at_once(
        lambda: reset_password(ewa.tools, Resetting(token, "Pierwsze1", NOW)),
        lambda: reset_password(other, Resetting(token, "Drugie22", NOW)),
    )
    assert sorted(answers, key=str) == sorted([None, LinkNotValid], key=str)
    ewa.sign_in(("Pierwsze1", "Drugie22")[answers.index(None)])
    query = "SELECT count(*) FROM changes WHERE act = 'reset_password' AND subject_id = %s"
    assert as_application("all").execute(query, [ewa.person.id]).fetchall() == [(1,)]


def test_a_sign_in_at_the_moment_of_a_reset_does_not_outlive_it(ewa: Account, other: Tools) -> None:
    token = link_for(ewa)
    old = ewa.signed_in.session.id
    at_once(
        lambda: reset_password(ewa.tools, Resetting(token, "Pierwsze1", NOW)),
        lambda: of_other(other, ewa).sign_in(),
    )
    assert old not in [each.id for each in own_sessions.list_sessions(ewa.tools, ewa.by())]
    assert own_sessions.list_sessions(ewa.tools, ewa.by()) == []
