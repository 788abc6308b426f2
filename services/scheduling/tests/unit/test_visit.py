from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.domain.refusals import (
    LocalTimeMissing,
    ValidationFailed,
    VersionConflict,
    VisitNotChangeable,
    require_version,
)
from scheduling.domain.visit import NEXT, visit_time

from services.scheduling.tests.builders import NOW, WARSAW, a_visit, at, lasting, utc

TOMORROW = "2026-11-24 10:00"


def wrong(starts_at: datetime, minutes: int, now: datetime = NOW) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as caught:
        visit_time(starts_at, minutes, WARSAW, now)
    return [(error.field, error.code) for error in caught.value.errors]


def test_a_visit_on_the_grid_gets_its_span():
    assert visit_time(at(TOMORROW), 45, WARSAW, NOW) == lasting(TOMORROW, 45)


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(10, "not_on_grid"), (20, "not_on_grid"), (0, "out_of_range"), (-15, "out_of_range"), (735, "out_of_range")],
)
def test_lengths_off_the_grid_or_out_of_bounds_are_refused(minutes, code):
    assert wrong(at(TOMORROW), minutes) == [("minutes", code)]


@pytest.mark.parametrize("minutes", [15, 720])
def test_the_shortest_and_the_longest_visit(minutes):
    assert visit_time(at(TOMORROW), minutes, WARSAW, NOW).minutes == minutes


@pytest.mark.parametrize("start", ["2026-11-24 10:05", "2026-11-24 10:00:30", "2026-11-24 10:00:00.000001"])
def test_starts_off_the_grid_are_refused(start):
    assert wrong(at(start), 30) == [("starts_at", "not_on_grid")]


def test_every_wrong_field_is_named():
    assert wrong(at("2026-11-24 10:05"), 20) == [("minutes", "not_on_grid"), ("starts_at", "not_on_grid")]


def test_the_grid_is_the_walls_where_the_offset_has_quarters():
    kathmandu = ZoneInfo("Asia/Kathmandu")
    assert visit_time(utc("2026-11-24 04:15"), 15, kathmandu, NOW).starts_at == at("2026-11-24 10:00", kathmandu)


def test_what_ended_on_an_earlier_day_is_refused():
    assert wrong(at("2026-11-20 10:00"), 30) == [("starts_at", "in_the_past")]
    assert wrong(at("1999-01-01 10:00"), 30) == [("starts_at", "in_the_past")]


def test_what_ended_earlier_today_may_still_be_written_down():
    assert visit_time(at("2026-11-23 08:00"), 30, WARSAW, NOW).minutes == 30


def test_today_is_the_practices_today():
    just_after_midnight = utc("2026-11-23 23:05")
    assert wrong(at("2026-11-23 15:00"), 30, just_after_midnight) == [("starts_at", "in_the_past")]
    assert visit_time(at("2026-11-23 15:00"), 30, WARSAW, utc("2026-11-23 22:55"))


@pytest.mark.parametrize("year", [2040, 9999])
def test_a_visit_beyond_the_horizon_is_refused(year):
    assert wrong(datetime(year, 12, 31, 23, 45, tzinfo=UTC), 30) == [("starts_at", "out_of_range")]


def test_the_first_year_of_all_does_no_harm():
    assert wrong(datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Tokyo")), 30) == [("starts_at", "in_the_past")]


def test_a_start_in_the_skipped_hour_is_refused():
    with pytest.raises(LocalTimeMissing):
        visit_time(datetime.fromisoformat("2027-03-28T02:30+01:00"), 30, WARSAW, NOW)


def test_both_passes_of_the_repeated_hour_are_times_of_their_own():
    first = visit_time(datetime.fromisoformat("2027-10-31T02:30+02:00"), 30, WARSAW, NOW)
    second = visit_time(datetime.fromisoformat("2027-10-31T02:30+01:00"), 30, WARSAW, NOW)
    assert second.starts_at - first.starts_at == timedelta(hours=1)
    assert not first.overlaps(second)


MOMENTS = st.integers(0, 3 * 365 * 24 * 3600).map(lambda seconds: utc("2026-11-24 00:00") + timedelta(seconds=seconds))


@given(MOMENTS, st.integers(-100, 800))
def test_only_quarters_of_the_wall_clock_are_taken(moment, minutes):
    local = moment.astimezone(WARSAW)
    good = not (local.minute % 15 or local.second or local.microsecond or minutes % 15) and 15 <= minutes <= 720
    try:
        assert visit_time(moment, minutes, WARSAW, NOW).minutes == minutes
    except ValidationFailed:
        assert not good
    else:
        assert good


@pytest.mark.parametrize(("before", "after"), [(before, after) for before in NEXT for after in NEXT])
def test_a_status_follows_another_only_where_the_table_says_so(before, after):
    visit = a_visit(before)
    if after in NEXT[before]:
        assert (visit.mark(after).status, visit.mark(after).version) == (after, 2)
    else:
        with pytest.raises(VisitNotChangeable) as refused:
            visit.mark(after)
        assert refused.value.data == {"status": before, "wanted": after}


def test_a_cancelled_visit_stays_cancelled():
    assert not NEXT["cancelled"]


@pytest.mark.parametrize("status", ["planned", "confirmed", "waiting", "in_chair"])
def test_a_visit_that_is_not_over_can_move(status):
    calendar_id = uuid4()
    moved = a_visit(status).move(calendar_id, lasting("2026-11-25 09:00", 60))
    assert (moved.calendar_id, moved.during, moved.status, moved.version) == (
        calendar_id,
        lasting("2026-11-25 09:00", 60),
        status,
        2,
    )


@pytest.mark.parametrize("status", ["finished", "cancelled", "no_show"])
def test_a_visit_that_is_over_cannot_move(status):
    with pytest.raises(VisitNotChangeable):
        a_visit(status).move(uuid4(), lasting("2026-11-25 09:00"))


def test_cancelling_keeps_the_reason():
    cancelled = a_visit().cancel("  pacjent chory ")
    assert (cancelled.status, cancelled.cancel_reason, cancelled.version) == ("cancelled", "pacjent chory", 2)


def test_a_reason_has_an_end():
    with pytest.raises(ValidationFailed) as refused:
        a_visit().cancel("x" * 501)
    assert refused.value.errors == [("reason", "too_long", {"max": 500})]


def test_a_note_may_have_lines_but_no_control_characters():
    assert a_visit().write_note("a\r\nb").note == "a\nb"
    with pytest.raises(ValidationFailed) as refused:
        a_visit().write_note("a\x00b")
    assert refused.value.errors == [("note", "control_characters", {})]


def test_only_the_version_that_is_current_is_changed():
    require_version(3, 3)
    require_version(3, None)
    with pytest.raises(VersionConflict) as refused:
        require_version(3, 2)
    assert refused.value.data == {"current_version": 3}
