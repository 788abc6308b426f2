"""Garbage collection in a process that serves."""

import gc

from chassis.memory import settle


def test_what_was_there_before_serving_is_in_no_collection_and_what_comes_later_is() -> None:
    kept = [object() for _ in range(3)]
    try:
        settle()
        assert not any(each is kept for each in gc.get_objects())
        later = [kept]
        assert any(each is later for each in gc.get_objects())
    finally:
        gc.unfreeze()
