from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.calendar import (
    PALETTE,
    Calendar,
    CalendarChange,
    calendar_among,
    change_calendar,
    order_calendars,
)
from scheduling.domain.refusals import LastCalendar, NotFound, ValidationFailed

from services.scheduling.tests.builders import PRACTICE


def chairs(count: int = 4, closed: tuple[int, ...] = ()) -> list[Calendar]:
    """From left to right; ``closed`` are places from 1."""
    return [
        Calendar(uuid4(), PRACTICE, f"Fotel {place}", PALETTE[place - 1], place, active=place not in closed)
        for place in range(1, count + 1)
    ]


def names(calendars: list[Calendar]) -> str:
    assert [calendar.position for calendar in calendars] == list(range(1, len(calendars) + 1))
    return " ".join(calendar.name.removeprefix("Fotel ") for calendar in calendars)


def refused(calendars: list[Calendar], **change: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as caught:
        change_calendar(calendars, calendars[0].id, CalendarChange(**change))
    return [(error.field, error.code) for error in caught.value.errors]


def test_what_is_named_changes_the_rest_stays_and_the_version_grows():
    before = chairs()
    after = change_calendar(before, before[1].id, CalendarChange(name=" Fotel przy oknie ", color="slate"))
    assert after[1] == replace(before[1], name="Fotel przy oknie", color="slate", version=2)
    assert after[0::2] == before[0::2]


def test_two_calendars_may_have_one_name():
    before = chairs()
    assert change_calendar(before, before[1].id, CalendarChange(name="Fotel 1"))[1].name == "Fotel 1"


def test_the_same_again_is_no_change():
    before = chairs()
    same = CalendarChange(name="Fotel 3", color=before[2].color, position=3, active=True)
    assert change_calendar(before, before[2].id, same) == before
    assert change_calendar(before, before[2].id, CalendarChange()) == before


@pytest.mark.parametrize(("place", "order"), [(1, "3 1 2 4"), (2, "1 3 2 4"), (3, "1 2 3 4"), (4, "1 2 4 3")])
def test_at_its_new_place_the_others_make_room(place, order):
    before = chairs()
    after = change_calendar(before, before[2].id, CalendarChange(position=place))
    assert names(after) == order


def test_only_calendars_that_moved_have_a_new_version():
    before = chairs()
    after = change_calendar(before, before[1].id, CalendarChange(position=1))
    assert [calendar.version for calendar in after] == [2, 2, 1, 1]


def test_every_wrong_field_is_named():
    assert refused(chairs(), name=" ", color="#0000ff", position=5) == [
        ("name", "required"),
        ("color", "invalid"),
        ("position", "out_of_range"),
    ]
    assert refused(chairs(), position=0, name="x" * 101) == [("name", "too_long"), ("position", "out_of_range")]
    assert refused(chairs(), color="") == [("color", "invalid")]


def test_a_name_may_have_a_hundred_letters():
    before = chairs()
    assert len(change_calendar(before, before[0].id, CalendarChange(name="Ż" * 100))[0].name) == 100


def test_the_last_open_calendar_stays_open_but_may_change():
    before = chairs(3, closed=(1, 3))
    with pytest.raises(LastCalendar) as refusal:
        change_calendar(before, before[1].id, CalendarChange(active=False))
    assert refusal.value.data == {"calendar_id": str(before[1].id)}
    assert change_calendar(before, before[1].id, CalendarChange(name="Jedyny"))[1].name == "Jedyny"
    assert change_calendar(before, before[0].id, CalendarChange(active=False)) == before


def test_a_closed_calendar_can_be_opened_again_and_then_the_other_closed():
    before = chairs(2, closed=(2,))
    opened = change_calendar(before, before[1].id, CalendarChange(active=True))
    assert [calendar.active for calendar in opened] == [True, True]
    closed = change_calendar(opened, before[0].id, CalendarChange(active=False))
    assert [calendar.active for calendar in closed] == [False, True]


def test_an_unknown_calendar_is_not_found():
    with pytest.raises(NotFound):
        change_calendar(chairs(), uuid4(), CalendarChange())
    with pytest.raises(NotFound):
        calendar_among([], uuid4())


def test_all_can_be_ordered_anew_closed_ones_too():
    before = chairs(closed=(2,))
    after = order_calendars(before, [before[place].id for place in (3, 0, 1, 2)])
    assert names(after) == "4 1 2 3"
    assert all(calendar.version == 2 for calendar in after)
    assert order_calendars(after, [calendar.id for calendar in after]) == after


def test_an_order_has_every_calendar_exactly_once():
    before = chairs(3)
    ids = [calendar.id for calendar in before]
    for order in ([], ids[:2], [*ids, ids[0]], [ids[0], ids[0], ids[1]]):
        with pytest.raises(ValidationFailed) as refusal:
            order_calendars(before, order)
        assert [error[:2] for error in refusal.value.errors] == [("calendar_ids", "invalid")]
    with pytest.raises(NotFound):
        order_calendars(before, [*ids[:2], uuid4()])


@given(moves=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=12))
def test_places_are_always_counted_from_one_and_the_rest_keep_their_order(moves):
    now = chairs(5)
    for which, place in moves:
        moved = now[which]
        after = change_calendar(now, moved.id, CalendarChange(position=place))
        assert after[place - 1].id == moved.id
        others = [calendar.id for calendar in now if calendar.id != moved.id]
        assert [calendar.id for calendar in after if calendar.id != moved.id] == others
        assert [calendar.position for calendar in after] == [1, 2, 3, 4, 5]
        now = after
