from datetime import timedelta

import pytest
from accounts.application.begin_second_factor import begin_second_factor
from accounts.application.disable_second_factor import disable_second_factor
from accounts.application.enable_second_factor import enable_second_factor
from accounts.application.ports import Tools
from accounts.application.renew_recovery_codes import renew_recovery_codes
from accounts.domain.errors import (
    SecondFactorOff,
    WrongCode,
    WrongCredentials,
)

from services.accounts.tests.account import PASSWORD, Account, account, step_at
from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import MemoryAccounts, tools

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(minutes=1)
"""Two steps after the code with which the factor was turned on."""


@pytest.fixture
def ewa() -> Account:
    return account(tools())


@pytest.fixture
def codes(ewa: Account) -> list[str]:
    """Her recovery codes: with this the factor is on."""
    return ewa.turn_second_factor_on()


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def test_begun_is_not_yet_in_force(ewa: Account) -> None:
    begun = begin_second_factor(ewa.tools, ewa.by(), PASSWORD)
    assert begun.secret in begun.uri
    assert ewa.person.second_factor is None
    ewa.sign_in()


def test_the_secret_is_not_kept_in_clear(ewa: Account) -> None:
    begun = begin_second_factor(ewa.tools, ewa.by(), PASSWORD)
    assert ewa.person.factor_begun == ewa.tools.vault.seal(begun.secret)
    assert begun.secret not in repr(begun)
    ewa.turn_second_factor_on()
    assert "factor_begun" not in repr(ewa.person)
    assert "secret=" not in repr(ewa.person.second_factor)


@pytest.mark.parametrize("act", [begin_second_factor, disable_second_factor, renew_recovery_codes])
def test_whoever_sits_down_at_an_open_screen_cannot_touch_it_without_the_password(ewa: Account, act: object) -> None:
    ewa.turn_second_factor_on()
    before = ewa.person, set(kept(ewa.tools).recovery_codes)
    for wrong in ("wrong", "", "Kasztan1\ud800", "K" * 300):
        with pytest.raises(WrongCredentials):
            act(ewa.tools, ewa.by(), wrong)  # type: ignore[operator]
    assert (ewa.person, kept(ewa.tools).recovery_codes) == before


def test_a_wrong_code_does_not_turn_it_on(ewa: Account) -> None:
    begin_second_factor(ewa.tools, ewa.by(), PASSWORD)
    with pytest.raises(WrongCode):
        enable_second_factor(ewa.tools, ewa.by(), "000000")
    assert ewa.person.second_factor is None


def test_it_is_not_turned_on_unless_it_was_begun(ewa: Account, codes: list[str]) -> None:
    with pytest.raises(WrongCode):
        enable_second_factor(ewa.tools, ewa.by(LATER), ewa.code(LATER))
    jan = account(ewa.tools, "jan@x.example")
    with pytest.raises(WrongCode):
        enable_second_factor(jan.tools, jan.by(), "000000")


def test_a_repeat_whose_answer_was_lost_gets_new_recovery_codes(ewa: Account, codes: list[str]) -> None:
    again = enable_second_factor(ewa.tools, ewa.by(NOW + SECOND), ewa.code(NOW))
    assert not set(again) & set(codes)
    ewa.sign_in(now=LATER, code=again[0])
    with pytest.raises(WrongCode):
        ewa.sign_in(now=LATER, code=codes[0])


def test_a_code_that_signed_in_is_no_such_repeat(ewa: Account, codes: list[str]) -> None:
    later = NOW + timedelta(minutes=5)
    code = ewa.code(later)
    ewa.sign_in(now=later, code=code)
    with pytest.raises(WrongCode):
        enable_second_factor(ewa.tools, ewa.by(later), code)


def test_turning_it_on_gives_ten_recovery_codes_once(ewa: Account, codes: list[str]) -> None:
    assert len(set(codes)) == len(kept(ewa.tools).recovery_codes) == 10
    assert ewa.person.second_factor is not None


def test_a_new_phone_takes_the_place_of_the_old_one_when_its_code_comes_back(ewa: Account, codes: list[str]) -> None:
    old_secret = ewa.person.second_factor
    begun = begin_second_factor(ewa.tools, ewa.by(LATER), PASSWORD)
    assert ewa.person.second_factor == old_secret
    new_codes = enable_second_factor(
        ewa.tools, ewa.by(LATER), ewa.tools.authenticators.code(begun.secret, step_at(LATER))
    )
    assert not set(new_codes) & set(codes)
    with pytest.raises(WrongCode):
        ewa.sign_in(now=LATER, code=codes[0])


def test_turned_off_the_password_is_enough_and_nothing_of_it_is_kept(ewa: Account, codes: list[str]) -> None:
    disable_second_factor(ewa.tools, ewa.by(), PASSWORD)
    ewa.sign_in(now=LATER)
    assert (ewa.person.second_factor, ewa.person.factor_begun, kept(ewa.tools).recovery_codes) == (None, None, set())
    disable_second_factor(ewa.tools, ewa.by(), PASSWORD)
    assert [change.act for change in kept(ewa.tools).noted].count("disable_second_factor") == 1


def test_new_recovery_codes_take_the_place_of_the_old(ewa: Account, codes: list[str]) -> None:
    new = renew_recovery_codes(ewa.tools, ewa.by(), PASSWORD)
    assert len(new) == len(kept(ewa.tools).recovery_codes) == 10
    with pytest.raises(WrongCode):
        ewa.sign_in(now=LATER, code=codes[0])
    ewa.sign_in(now=LATER, code=new[0])


def test_without_a_second_factor_there_is_nothing_to_recover(ewa: Account) -> None:
    with pytest.raises(SecondFactorOff):
        renew_recovery_codes(ewa.tools, ewa.by(), PASSWORD)


def test_recovery_codes_are_bound_to_the_person(ewa: Account, codes: list[str]) -> None:
    jan = account(ewa.tools, "jan@x.example")
    jan.turn_second_factor_on()
    with pytest.raises(WrongCode):
        jan.sign_in(now=LATER, code=codes[0])


def test_what_was_done_is_noted_and_nothing_secret_with_it(ewa: Account, codes: list[str]) -> None:
    renew_recovery_codes(ewa.tools, ewa.by(), PASSWORD)
    noted = kept(ewa.tools).noted
    assert [(change.act, change.subject_id, change.fields) for change in noted[1:]] == [
        ("enable_second_factor", ewa.person.id, ()),
        ("renew_recovery_codes", ewa.person.id, ()),
    ]
