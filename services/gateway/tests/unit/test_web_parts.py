# ruff: noqa: RUF001 - Polish typography
"""Small parts of the pages that need no page."""

import uuid
from datetime import date, timedelta

import pytest
from gateway.web import conflicts, dates, ordering, outside, palette, service_form
from gateway.web.forms import Form

A, B, C, STRANGER = (uuid.UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize(
    ("to", "ids", "place", "before"),
    [
        (f"{C}:1", [C, A, B], 1, 3),
        (f"{A}:2", [B, A, C], 2, 1),
        (f"{A}:9", [B, C, A], 3, 1),
        (f"{C}:0", [C, A, B], 1, 3),
    ],
)
def test_one_thing_is_moved_and_the_others_make_room(to, ids, place, before):
    assert ordering.read(to, [A, B, C]) == ordering.Order(ids, uuid.UUID(to.split(":")[0]), place, before)


@pytest.mark.parametrize("to", [None, "", f"{A}:1", f"{A}:x", f"{A}:-1", f"{A}", f"{STRANGER}:2", f"{A}:99999", "x:1"])
def test_what_is_no_move_moves_nothing(to):
    assert ordering.read(to, [A, B, C]) is None


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2026, 11, 23), "pon., 23 listopada 2026"),
        (date(2026, 11, 30), "23–30 listopada 2026"),
        (date(2026, 12, 1), "23 listopada – 1 grudnia 2026"),
        (date(2027, 1, 1), "23 listopada 2026 – 1 stycznia 2027"),
    ],
)
def test_days_are_named_by_their_ends(app, last, said):
    with app.test_request_context("/"):
        assert dates.span(date(2026, 11, 23), last) == said


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("120.00", "120,00\N{NO-BREAK SPACE}zł"),
        ("1234567.5", "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,50\N{NO-BREAK SPACE}zł"),
        ("7", "7,00\N{NO-BREAK SPACE}zł"),
        (None, ""),
    ],
)
def test_money_is_written_as_poles_do(price, said):
    assert service_form.money(price) == said


def test_the_colour_that_is_used_least_is_proposed():
    every = list(palette.NAMES)
    assert palette.free([]) == every[0]
    assert palette.free(every[:3]) == every[3]
    assert palette.free([*every, every[0]]) == every[1]


def test_many_visits_are_asked_about_in_spans_that_are_short_enough(app, monkeypatch):
    class Visit:
        def __init__(self, day):
            self.starts_at = day

    monkeypatch.setattr(outside, "_day", lambda visit: visit.starts_at)
    first = date(2026, 1, 1)
    visits = [Visit(first + timedelta(days=n)) for n in (0, 91, 92, 400)]
    spans = outside._spans(visits)
    assert [(s.first, (s.to - s.first).days) for s in spans] == [
        (first, 92), (first + timedelta(days=92), 1), (first + timedelta(days=400), 1),
    ]  # fmt: skip


PARTS = {"a": ("a",), "b": ("b", "b2")}


class TestTwoPeople:
    def merged(self, app, typed, opened, now):
        form = Form({"a": "A", "b": "B"}, {**typed, conflicts.SEEN: conflicts.seen(opened, PARTS)})
        with app.test_request_context("/"):
            conflicts.merge(form, now, PARTS, lambda label, values: values.get(label, "-"))
        return form

    def test_what_only_i_changed_is_no_conflict(self, app):
        form = self.merged(app, {"a": "mine", "b": "1"}, {"a": "old", "b": "1"}, {"a": "old", "b": "1"})
        assert form.others == {}
        assert form["a"] == "mine"

    def test_what_both_changed_to_the_same_is_no_conflict(self, app):
        assert self.merged(app, {"a": "new"}, {"a": "old"}, {"a": "new"}).others == {}

    def test_what_both_changed_stays_as_typed_and_is_said(self, app):
        form = self.merged(app, {"a": "mine"}, {"a": "old"}, {"a": "theirs"})
        assert form["a"] == "mine"
        assert form.others["a"].endswith("theirs")

    def test_what_only_the_other_changed_is_taken_over_and_said_ticks_too(self, app):
        form = self.merged(
            app, {"a": "1", "b": "old", "b2": "on"}, {"a": "1", "b": "old", "b2": "on"}, {"a": "1", "b": "new"}
        )
        assert (form["b"], form.ticked("b2")) == ("new", False)
        assert form.others["b"].endswith("old")

    @pytest.mark.parametrize("opened", ["", "nonsense", "[1]", "null", '{"a": {}}'])
    def test_without_what_it_was_opened_with_nothing_is_taken_over(self, app, opened):
        form = Form({"a": "A"}, {"a": "mine", conflicts.SEEN: opened})
        with app.test_request_context("/"):
            conflicts.merge(form, {"a": "theirs"}, {"a": ("a",)}, lambda label, values: values[label])
        assert form["a"] == "mine"
        assert form.others["a"].endswith("theirs")
