"""What scheduling takes from its environment."""

import pytest
from chassis.settings import Environment, SettingInvalid, SettingMissing
from scheduling.domain.throttle import HOUR, BookingLimits, Limit
from scheduling.settings import read_settings

KEY = "k" * 32
GIVEN = {"DATABASE_URL": "postgresql://app:hidden@localhost/scheduling", "LINK_KEYS": KEY}


def test_without_more_the_limits_are_the_usual_ones():
    settings = read_settings(Environment(GIVEN))
    assert (settings.link_keys, settings.limits) == ([KEY], BookingLimits())


def test_the_keys_are_read_in_their_order_and_never_shown():
    settings = read_settings(Environment(GIVEN | {"LINK_KEYS": f"{'new' * 11}, {KEY}"}))
    assert settings.link_keys == ["new" * 11, KEY]
    assert KEY not in repr(settings)
    assert "hidden" not in repr(settings)


def test_a_limit_can_be_set():
    settings = read_settings(Environment(GIVEN | {"BOOKING_CODES_PER_CONTACT": "7"}))
    assert settings.limits.codes_per_contact == Limit(7, HOUR)


@pytest.mark.parametrize(
    "wrong", [{"LINK_KEYS": "short"}, {"LINK_KEYS": f"{KEY},"}, {"BOOKING_HOLDS_PER_ADDRESS": "0"}]
)
def test_what_cannot_be_used_is_named(wrong):
    with pytest.raises(SettingInvalid, match=next(iter(wrong))):
        read_settings(Environment(GIVEN | wrong))


def test_links_cannot_do_without_a_key():
    with pytest.raises(SettingMissing, match="LINK_KEYS"):
        read_settings(Environment({"DATABASE_URL": GIVEN["DATABASE_URL"]}))
