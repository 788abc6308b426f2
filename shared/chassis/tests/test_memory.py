"""Garbage collection in a process that starts, and in one that serves."""

import gc

import pytest
from chassis.memory import starting


@pytest.fixture(autouse=True)
def _thawed():
    yield
    gc.unfreeze()


def test_nothing_is_collected_during_the_start_and_what_comes_later_is() -> None:
    with starting():
        assert not gc.isenabled()
        kept = [object() for _ in range(3)]
    assert gc.isenabled()
    assert not any(each is kept for each in gc.get_objects())
    later = [kept]
    assert any(each is later for each in gc.get_objects())


def test_a_start_that_fails_leaves_collection_on() -> None:
    with pytest.raises(ImportError), starting():
        raise ImportError
    assert gc.isenabled()
