"""To whom a freed time is offered, beside a model that tries everything."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduling.domain.booking_settings import BookingSettings
from scheduling.domain.offering import DECIDING, HAS_VISIT, NO_CONTACT, Candidate, FreedTime, choose, freed_by
from scheduling.domain.span import Span
from scheduling.domain.time_offer import offered_until
from scheduling.domain.waiting import WaitingEntry, Wishes

from services.scheduling.tests.builders import NOW, PRACTICE, WARSAW, a_visit, at, lasting

CHAIR = UUID(int=7)
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 31)


def waits(minutes=30, *, reachable=True, **known):
    wishes = {
        name: known.pop(name) for name in ("weekdays", "from_date", "until_date", "calendar_ids") if name in known
    }
    entry = WaitingEntry(
        id=uuid4(),
        practice_id=PRACTICE,
        patient_id=uuid4(),
        service_id=None,
        wishes=Wishes(minutes=minutes, **{"from_date": TODAY, "until_date": LATER} | wishes),
        created_at=NOW,
    )
    return Candidate(entry, reachable=reachable, **known)


def freed(when="2026-11-24 10:00", minutes=30):
    return FreedTime(uuid4(), CHAIR, lasting(when, minutes))


def chosen(queue, *, free=("2026-11-24 10:00",), of=None):
    starts = [at(each) for each in free]
    return choose(of or freed(), queue, lambda _: starts, WARSAW, NOW)


def test_the_first_in_the_queue_whom_it_suits_gets_it():
    queue = [waits(weekdays=(1,)), first := waits(), waits()]
    choice = chosen(queue)
    assert (choice.chosen, choice.during, choice.passed_over) == (first, lasting("2026-11-24 10:00"), [])


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"reachable": False}, NO_CONTACT),
        ({"deciding_until": NOW + timedelta(hours=1)}, DECIDING),
        ({"next_visit_at": at("2026-11-24 09:00")}, HAS_VISIT),
        ({"busy": [lasting("2026-11-24 09:45")]}, HAS_VISIT),
    ],
)
def test_who_cannot_have_it_is_passed_over_and_the_practice_is_told_why(known, reason):
    over, first = waits(**known), waits()
    choice = chosen([over, first])
    assert choice.chosen is first
    ((who, told),) = choice.passed_over
    assert (who, told.reason, told.starts_at, told.at) == (over, reason, at("2026-11-24 10:00"), NOW)


def test_who_has_a_visit_later_may_have_an_earlier_one():
    assert chosen([waits(next_visit_at=at("2026-11-24 11:00"))]).chosen is not None


def test_what_was_offered_to_somebody_is_not_offered_again():
    assert chosen([waits(offered=[lasting("2026-11-24 09:45")])]).chosen is None
    assert chosen([waits(offered=[lasting("2026-11-24 09:30")])]).chosen is not None


def test_while_somebody_decides_about_another_time_it_is_worth_looking_again():
    queue = [waits(deciding_until=NOW + timedelta(minutes=each)) for each in (30, 20)]
    assert chosen(queue).again_at == NOW + timedelta(minutes=20)
    assert chosen([waits(reachable=False)]).again_at is None


def test_a_visit_longer_than_what_became_free_may_begin_before_it_or_end_after_it():
    around = ("2026-11-24 08:00", "2026-11-24 09:15", "2026-11-24 09:30", "2026-11-24 12:00")
    assert chosen([waits(60)], free=around).during == lasting("2026-11-24 09:30", 60)
    assert chosen([waits(60)], free=("2026-11-24 08:00", "2026-11-24 10:30")).chosen is None


def test_of_many_starts_the_one_of_what_became_free_is_offered():
    free = tuple(f"2026-11-24 {hour:02}:00" for hour in range(8, 15))
    assert chosen([waits(60)], free=free, of=freed("2026-11-24 09:00", 240)).during == lasting("2026-11-24 09:00", 60)


QUARTERS = [at("2026-11-24 08:00") + timedelta(minutes=15 * number) for number in range(24)]
PEOPLE = st.builds(
    waits,
    st.sampled_from([15, 30, 60]),
    reachable=st.booleans(),
    weekdays=st.sampled_from([(), (2,), (3,)]),
    calendar_ids=st.sampled_from([(), (CHAIR,), (UUID(int=8),)]),
    deciding_until=st.sampled_from([None, NOW + timedelta(hours=1)]),
    offered=st.lists(st.sampled_from(QUARTERS).map(lambda start: Span.lasting(start, 30)), max_size=1),
    busy=st.lists(st.sampled_from(QUARTERS).map(lambda start: Span.lasting(start, 30)), max_size=1),
    next_visit_at=st.sampled_from([None, *QUARTERS[::6]]),
)


def could_have(person, during, what):
    """As a receptionist would say it, a word at a time."""
    return (
        person.reachable
        and person.deciding_until is None
        and 2 in (person.entry.wishes.weekdays or (2,))
        and CHAIR in (person.entry.wishes.calendar_ids or (CHAIR,))
        and during.overlaps(what.during)
        and not any(during.overlaps(other) for other in (*person.offered, *person.busy))
        and (person.next_visit_at is None or during.starts_at < person.next_visit_at)
    )


@settings(max_examples=150)
@given(
    st.lists(PEOPLE, max_size=6),
    st.sets(st.sampled_from(QUARTERS)),
    st.sampled_from(QUARTERS),
    st.sampled_from([15, 30, 120]),
)
def test_nobody_who_could_have_it_stands_before_who_gets_it(queue, free, start, minutes):
    what = FreedTime(uuid4(), CHAIR, Span.lasting(start, minutes))
    choice = choose(what, queue, lambda _: sorted(free), WARSAW, NOW)
    able = [
        person
        for person in queue
        if any(could_have(person, Span.lasting(each, person.entry.wishes.minutes), what) for each in free)
    ]
    assert choice.chosen is (able[0] if able else None)
    if able:
        assert could_have(able[0], choice.during, what)
    before = queue[: queue.index(able[0])] if able else queue
    assert {who.entry.id for who, _ in choice.passed_over} <= {person.entry.id for person in before}


@pytest.mark.parametrize(
    ("starts_at", "lasts"),
    [
        ("2026-11-24 10:00", 60),
        ("2026-11-23 13:05", 60),  # three hours ahead: the usual hour, and two hours' notice
        ("2026-11-23 12:30", 25),  # shortened, so that the notice is kept
        ("2026-11-23 12:20", 15),
        ("2026-11-23 12:15", None),  # too late to come
        ("2026-11-23 09:00", None),
    ],
)
def test_an_offer_ends_in_time_for_the_practices_notice(starts_at, lasts):
    until = offered_until(NOW, at(starts_at), BookingSettings())
    assert until == (NOW + timedelta(minutes=lasts) if lasts else None)


def test_a_moved_or_shortened_visit_frees_what_it_leaves():
    before = a_visit(minutes=60)
    later = before.move(before.calendar_id, lasting("2026-11-24 10:30", 60))
    assert freed_by(before, later) == [lasting("2026-11-24 10:00")]
    assert freed_by(before, before.move(before.calendar_id, lasting("2026-11-24 10:00", 90))) == []
    assert freed_by(before, before.move(uuid4(), before.during)) == [before.during]
    assert freed_by(before, before.cancel(None)) == [before.during]
    assert freed_by(before.cancel(None), before) == []
