from datetime import UTC, datetime, timedelta

from chassis.clock import clock
from chassis.ids import new_id


def test_the_clock_tells_utc_and_runs_on() -> None:
    before = datetime.now(UTC)
    told = clock()()
    assert told.tzinfo is UTC
    assert before <= told <= datetime.now(UTC)


def test_a_shifted_clock_is_ahead_by_its_offset() -> None:
    ahead = clock(3600)() - datetime.now(UTC)
    assert timedelta(minutes=59) < ahead <= timedelta(hours=1)


def test_ids_are_of_version_7_differ_and_sort_by_age() -> None:
    ids = [new_id() for _ in range(1000)]
    assert {id_.version for id_ in ids} == {7}
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
