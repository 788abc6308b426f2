from uuid import uuid4

import pytest
from scheduling.domain.calendar import PALETTE, Calendar, first_calendar, free_color, next_calendar
from scheduling.domain.refusals import ValidationFailed

from services.scheduling.tests.builders import PRACTICE

FIRST = first_calendar(uuid4(), PRACTICE)


def add(name: str = "Higiena", color: str | None = None, beside: tuple[Calendar, ...] = (FIRST,)) -> Calendar:
    return next_calendar(uuid4(), PRACTICE, beside, name, color)


def test_the_first_calendar_is_blue_and_named_stanowisko_1():
    assert (FIRST.name, FIRST.color, FIRST.position, FIRST.active, FIRST.version) == (
        "STANOWISKO 1",
        "blue",
        1,
        True,
        1,
    )


def test_the_next_takes_the_next_colour_and_place():
    assert (add().color, add().position) == ("green", 2)


def test_a_colour_can_be_chosen_twice():
    assert add(color="blue").color == "blue"


def test_an_unknown_colour_and_an_empty_name_are_refused():
    with pytest.raises(ValidationFailed) as refused:
        add(name=" ", color="#0000ff")
    assert [(error.field, error.code) for error in refused.value.errors] == [("name", "required"), ("color", "invalid")]


def test_when_all_colours_are_in_use_the_rarest_comes_again():
    assert free_color([*PALETTE, "blue"]) == "green"
    assert free_color([]) == "blue"
