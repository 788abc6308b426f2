from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.span import Span, joined

from services.scheduling.tests.builders import at, utc

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def minutes(begin: int, end: int) -> Span:
    return Span(MIDNIGHT + timedelta(minutes=begin), MIDNIGHT + timedelta(minutes=end))


spans = st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda pair: minutes(pair[0], pair[0] + pair[1]))


def covered(parts: list[Span]) -> set[datetime]:
    return {part.starts_at + timedelta(minutes=step) for part in parts for step in range(part.minutes)}


def test_a_span_counts_real_minutes_over_a_clock_change():
    assert Span.lasting(at("2026-03-29 01:30"), 60).ends_at == at("2026-03-29 03:30")
    assert Span.lasting(at("2026-10-25 01:30"), 120).ends_at == utc("2026-10-25 01:30")


def test_a_span_is_kept_in_utc():
    assert Span.lasting(at("2026-11-24 10:00"), 15).starts_at.isoformat() == "2026-11-24T09:00:00+00:00"


def test_a_span_must_end_after_it_starts():
    with pytest.raises(ValueError, match="ends after"):
        Span(utc("2026-11-24 10:00"), utc("2026-11-24 10:00"))


def test_spans_that_only_touch_do_not_overlap():
    assert not minutes(0, 15).overlaps(minutes(15, 30))
    assert minutes(0, 16).overlaps(minutes(15, 30))


@given(spans, spans)
def test_two_spans_overlap_exactly_when_they_share_a_minute(one, other):
    assert one.overlaps(other) == other.overlaps(one) == bool(covered([one]) & covered([other]))


@given(spans, st.lists(spans, max_size=6))
def test_cutting_out_leaves_exactly_the_other_minutes(whole, taken):
    left = whole.without(taken)
    assert covered(left) == covered([whole]) - covered(taken)
    assert left == joined(left)


@given(st.lists(spans, max_size=8))
def test_joining_keeps_every_minute_and_leaves_gaps_between(parts):
    result = joined(parts)
    assert covered(result) == covered(parts)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(result))
