"""How often strangers may try, and who is counted as one."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduling.domain.refusals_online import RateLimited
from scheduling.domain.throttle import HOUR, Limit, network

from services.scheduling.tests.builders import NOW
from services.scheduling.tests.fake_online import FakeTries


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("no address", "no address"),
    ],
)
def test_addresses_that_one_owner_chooses_among_are_one(address, counted):
    assert network(address) == counted


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), max_size=30))
def test_within_any_hour_there_are_never_more_than_the_limit_and_waiting_as_told_helps(pauses):
    tries, limit, now, done = FakeTries(), Limit(3, HOUR), NOW, []
    for minutes in pauses:
        now += timedelta(minutes=minutes)
        try:
            tries.count({b"key": limit}, now)
        except RateLimited as refused:
            now += timedelta(seconds=refused.data["retry_after"])
            tries.count({b"key": limit}, now)
        done.append(now)
    for at in done:
        assert len([other for other in done if at - HOUR < other <= at]) <= 3


def test_what_is_refused_for_one_reason_counts_against_no_other():
    tries = FakeTries()
    few, many = Limit(1, HOUR), Limit(2, HOUR)
    tries.count({b"few": few, b"many": many}, NOW)
    with pytest.raises(RateLimited):
        tries.count({b"few": few, b"many": many}, NOW)
    tries.count({b"many": many}, NOW)
