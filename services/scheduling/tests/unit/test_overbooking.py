"""Booking over another visit on purpose; by accident nobody does."""

import pytest
from scheduling.application.cancel_visit import cancel_visit
from scheduling.domain.overbooking import is_overbooked
from scheduling.domain.refusals import CalendarClosed, InBreak, OutsideWorkingTime, SlotTaken

from services.scheduling.tests.at_the_desk import SLOT, book, chair, change, move, opened
from services.scheduling.tests.builders import at, every_day, lasting

TEN = lasting("2026-11-24 10:00", 60)
HALF_PAST = lasting("2026-11-24 10:30", 60)
ELEVEN = lasting("2026-11-24 11:00", 60)


@pytest.fixture
def desk():
    return opened()


@pytest.mark.parametrize(
    ("others", "parts", "expected"),
    [
        ([], {}, False),
        ([ELEVEN], {}, False),
        ([], {"overbook": True}, False),
        ([ELEVEN], {"overbook": True}, False),
        ([HALF_PAST], {"overbook": True}, True),
        ([HALF_PAST], {"own": TEN}, False),
        ([HALF_PAST], {"own": TEN, "was": True}, True),
        ([], {"own": HALF_PAST, "was": True}, False),
        ([ELEVEN], {"own": HALF_PAST, "was": True}, False),
    ],
)
def test_only_what_lies_over_another_visit_is_overbooked(desk, others, parts, expected):
    assert is_overbooked(chair(desk), TEN, others, **parts) == expected


@pytest.mark.parametrize("parts", [{}, {"own": lasting(SLOT, 30)}, {"own": lasting(SLOT, 30), "was": True}])
def test_time_that_is_taken_and_not_its_own_already_is_refused_unless_it_is_meant(desk, parts):
    with pytest.raises(SlotTaken):
        is_overbooked(chair(desk), TEN, [HALF_PAST], **parts)
    assert is_overbooked(chair(desk), TEN, [HALF_PAST], **parts, overbook=True)


def test_staff_may_book_over_a_visit_and_the_second_one_is_marked(desk):
    under, over = book(desk), book(desk, overbook=True)
    assert (under.overbooked, over.overbooked) == (False, True)
    assert over.during == under.during


def test_meaning_to_overbook_a_free_time_is_an_ordinary_booking(desk):
    assert not book(desk, overbook=True).overbooked


def test_what_an_overbooked_visit_takes_is_not_free(desk):
    under, over = book(desk), book(desk, "2026-11-24 10:15", overbook=True)
    cancel_visit(desk, visit_id=under.id, reason=None, expected_version=None)
    with pytest.raises(SlotTaken) as refused:
        book(desk, "2026-11-24 10:30")
    assert refused.value.data["starts_at"] == "2026-11-24T09:30:00+00:00"
    assert book(desk, "2026-11-24 10:30", overbook=True).overbooked
    assert book(desk, "2026-11-24 10:30", place=2)
    assert over.overbooked


def test_a_cancelled_overbooking_is_in_nobodys_way(desk):
    under, over = book(desk), book(desk, overbook=True)
    for visit in (under, over):
        cancel_visit(desk, visit_id=visit.id, reason=None, expected_version=None)
    assert not book(desk).overbooked


@pytest.mark.parametrize(("when", "refusal"), [("2026-11-24 16:00", OutsideWorkingTime), ("2026-11-24 12:00", InBreak)])
def test_hours_and_breaks_hold_for_overbooking_too(desk, when, refusal):
    desk.practices.save_week(every_day("8:00-16:00", "12:00-12:30"), 2)
    with pytest.raises(refusal):
        book(desk, when, overbook=True)


def test_a_closed_calendar_is_not_overbooked(desk):
    change(desk, 1, active=False)
    with pytest.raises(CalendarClosed):
        book(desk, overbook=True)


def test_an_overbooked_visit_that_moves_to_a_free_time_is_ordinary_again(desk):
    book(desk)
    over = book(desk, overbook=True)
    moved = move(desk, over, starts_at=at("2026-11-24 12:00")).visit
    assert not moved.overbooked
    with pytest.raises(SlotTaken):
        book(desk, "2026-11-24 12:00")


def test_a_move_onto_a_taken_time_is_refused_unless_it_is_meant(desk):
    book(desk)
    visit = book(desk, "2026-11-24 12:00")
    with pytest.raises(SlotTaken):
        move(desk, visit, starts_at=at(SLOT))
    assert move(desk, visit, starts_at=at(SLOT), overbook=True).visit.overbooked


def test_a_move_to_another_calendar_asks_for_all_of_its_time(desk):
    book(desk, place=2)
    visit = book(desk)
    with pytest.raises(SlotTaken):
        move(desk, visit, calendar_id=chair(desk, 2))
    over = book(desk, overbook=True)
    with pytest.raises(SlotTaken):
        move(desk, over, calendar_id=chair(desk, 2))


def test_a_visit_with_another_over_it_can_be_shortened_and_lengthened_into_free_time(desk):
    under = book(desk, minutes=60)
    book(desk, minutes=30, overbook=True)
    assert move(desk, under, minutes=45).visit.overbooked is False
    assert move(desk, under, minutes=90).visit.overbooked is False
    book(desk, "2026-11-24 11:30")
    with pytest.raises(SlotTaken):
        move(desk, under, minutes=105)


def test_an_overbooked_visit_stays_so_while_it_lies_over_another_and_no_longer(desk):
    book(desk, minutes=30)
    over = book(desk, minutes=60, overbook=True)
    assert move(desk, over, minutes=45).visit.overbooked
    assert move(desk, over, starts_at=at("2026-11-24 10:15")).visit.overbooked
    assert not move(desk, over, starts_at=at("2026-11-24 10:30")).visit.overbooked


def test_the_mark_is_noted_where_there_is_one(desk):
    book(desk)
    over = book(desk, overbook=True)
    move(desk, over, starts_at=at("2026-11-24 12:00"))
    noted = [[field for field in fields if field[0] == "overbooked"] for _, _, fields in desk.changes.noted]
    assert noted == [[], [("overbooked", None, True)], [("overbooked", True, False)]]
