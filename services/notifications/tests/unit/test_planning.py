"""Which reminders a visit has, and when they go out."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifications.domain.channel import Channel
from notifications.domain.message import MARGIN, Reason, State
from notifications.domain.planning import Send, Withhold, judge, plan, proper_time
from notifications.domain.practice import QuietHours
from notifications.domain.visit import VisitStatus
from notifications.domain.wall_clock import quiet_at

from services.notifications.tests.factories import (
    NOW,
    STARTS,
    WARSAW,
    Ids,
    a_line,
    a_patient,
    a_practice,
    a_visit,
    local,
)


def planned(visit=None, lines=(), now=NOW, practice=None, patient=None):
    changed = plan(visit or a_visit(), practice or a_practice(), patient or a_patient(), lines, now=now, new_id=Ids())
    return {line.channel: line for line in changed}


def plan_of(visit, *lines):
    return plan(visit, a_practice(), a_patient(), lines, now=NOW, new_id=Ids())


def sms_verdict(starts, now, **practice):
    return judge(a_visit(local(starts)), a_practice(**practice), a_patient(), Channel.SMS, local(now))


def test_one_reminder_per_channel_the_day_before_at_ten():
    lines = planned()
    assert set(lines) == {Channel.SMS, Channel.EMAIL}
    for line in lines.values():
        assert (line.state, line.send_at, line.due_at) == (State.PLANNED, local("2026-11-23 10:00"), line.send_at)


def test_the_practice_chooses_the_hour():
    assert proper_time(a_practice(reminder_hour=time(17, 30)), STARTS) == local("2026-11-23 17:30")


@pytest.mark.parametrize(
    ("visit", "sent"),
    [
        ("2026-03-29 12:00", "2026-03-28 10:00"),  # the day of the change to summer time
        ("2026-03-30 12:00", "2026-03-29 10:00"),  # the day after
        ("2026-10-25 12:00", "2026-10-24 10:00"),
        ("2026-10-26 12:00", "2026-10-25 10:00"),
    ],
)
def test_ten_o_clock_on_the_wall_across_both_clock_changes(visit, sent):
    assert proper_time(a_practice(), local(visit)) == local(sent)


def test_an_hour_that_spring_leaves_out_is_not_lost():
    practice = a_practice(quiet="00:00-00:00", reminder_hour=time(2, 30))
    assert proper_time(practice, local("2026-03-30 12:00")) == local("2026-03-29 03:30")


def test_the_day_before_is_the_practices_day_not_utcs():
    early = local("2026-11-24 00:30")  # still the 23rd in UTC
    assert proper_time(a_practice(), early) == local("2026-11-23 10:00")


def test_an_hour_in_the_quiet_hours_moves_behind_them():
    assert proper_time(a_practice(reminder_hour=time(22)), STARTS) == local("2026-11-24 08:00")


def test_and_before_them_when_behind_would_be_too_late():
    practice = a_practice(reminder_hour=time(22))
    assert proper_time(practice, local("2026-11-24 09:00")) == local("2026-11-23 20:45")


def test_booked_after_the_proper_time_it_goes_at_once():
    assert sms_verdict("2026-11-24 12:00", "2026-11-23 15:00") == Send(local("2026-11-23 15:00"), at_once=True)


def test_booked_at_the_very_time_it_goes_at_once():
    verdict = sms_verdict("2026-11-24 12:00", "2026-11-23 10:00")
    assert verdict == Send(local("2026-11-23 10:00"), at_once=True)


def test_booked_at_night_it_waits_for_the_morning():
    assert sms_verdict("2026-11-24 12:00", "2026-11-23 23:00") == Send(local("2026-11-24 08:00"), at_once=True)


def test_booked_two_hours_ahead_it_still_goes():
    assert sms_verdict("2026-11-23 14:00", "2026-11-23 12:00") == Send(local("2026-11-23 12:00"), at_once=True)


def test_booked_less_than_two_hours_ahead_it_is_too_late():
    assert sms_verdict("2026-11-23 13:59", "2026-11-23 12:00") == Withhold(State.SKIPPED, Reason.TOO_LATE)


def test_booked_at_night_for_the_early_morning_it_is_too_late():
    assert sms_verdict("2026-11-24 09:00", "2026-11-23 23:00") == Withhold(State.SKIPPED, Reason.TOO_LATE)


def test_a_visit_that_has_begun_has_no_reminder():
    assert planned(a_visit(NOW)) == {}
    assert planned(a_visit(NOW - timedelta(days=3))) == {}


@pytest.mark.parametrize(
    ("patient", "practice", "channel", "reason"),
    [
        ({"phone": None}, {}, Channel.SMS, Reason.NO_PHONE),
        ({"phone": ""}, {}, Channel.SMS, Reason.NO_PHONE),
        ({"email": None}, {}, Channel.EMAIL, Reason.NO_EMAIL),
        ({"sms_consent": False}, {}, Channel.SMS, Reason.NO_CONSENT),
        ({"email_consent": False}, {}, Channel.EMAIL, Reason.NO_CONSENT),
        ({}, {"sms": False}, Channel.SMS, Reason.CHANNEL_OFF),
        ({}, {"email": False}, Channel.EMAIL, Reason.CHANNEL_OFF),
        ({"phone": None, "sms_consent": False}, {"sms": False}, Channel.SMS, Reason.CHANNEL_OFF),
    ],
)
def test_a_channel_that_cannot_be_used_is_skipped_and_says_why(patient, practice, channel, reason):
    lines = planned(patient=a_patient(**patient), practice=a_practice(**practice))
    other = next(one for one in Channel if one is not channel)
    assert (lines[channel].state, lines[channel].reason) == (State.SKIPPED, reason)
    assert lines[channel].send_at is None
    assert lines[channel].due_at is None
    assert lines[other].state is State.PLANNED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (VisitStatus.CANCELLED, Reason.VISIT_CANCELLED),
        (VisitStatus.NO_SHOW, Reason.VISIT_CANCELLED),
        (VisitStatus.WAITING, Reason.PATIENT_ARRIVED),
        (VisitStatus.FINISHED, Reason.PATIENT_ARRIVED),
    ],
)
def test_a_visit_that_needs_no_reminder_any_more_cancels_it(status, reason):
    after = planned(a_visit(status=status), [a_line()])[Channel.SMS]
    assert (after.state, after.reason, after.due_at) == (State.CANCELLED, reason, None)


def test_a_cancelled_visit_gets_no_new_lines():
    assert planned(a_visit(status=VisitStatus.CANCELLED)) == {}


def test_a_confirmed_visit_keeps_its_reminder():
    assert Channel.SMS not in planned(a_visit(status=VisitStatus.CONFIRMED), [a_line()])


def test_a_moved_visit_cancels_the_old_reminder_and_plans_a_new_one():
    moved = a_visit(STARTS + timedelta(days=1), version=2)
    changed = plan(moved, a_practice(), a_patient(), [a_line()], now=NOW, new_id=Ids())
    old, *new = changed
    assert (old.id, old.state, old.reason) == (a_line().id, State.CANCELLED, Reason.VISIT_MOVED)
    assert [line.send_at for line in new] == [local("2026-11-24 10:00")] * 2


def test_moved_away_and_back_the_first_line_lives_again_under_its_own_id():
    cancelled = a_line(state=State.CANCELLED, reason=Reason.VISIT_MOVED, due_at=None)
    revived = planned(a_visit(version=3), [cancelled])[Channel.SMS]
    assert (revived.id, revived.state, revived.reason) == (cancelled.id, State.PLANNED, None)
    assert revived.due_at == revived.send_at == local("2026-11-23 10:00")


def test_called_off_while_nobody_knows_whether_it_went_out_the_ledger_says_so():
    open_question = a_line(attempts=1, maybe_accepted=True)
    for visit in (a_visit(version=2, status=VisitStatus.CANCELLED), a_visit(STARTS + timedelta(days=1), version=2)):
        [line] = [one for one in plan_of(visit, open_question) if one.id == open_question.id]
        assert (line.state, line.reason, line.due_at) == (State.FAILED, Reason.OUTCOME_UNKNOWN, None)
        assert plan_of(visit, line) == [one for one in plan_of(visit, line) if one.id != line.id]


def test_wanted_again_it_is_asked_for_under_the_key_that_the_provider_may_know():
    unknown = a_line(state=State.FAILED, reason=Reason.OUTCOME_UNKNOWN, due_at=None, attempts=1, maybe_accepted=True)
    line = planned(a_visit(version=3), [unknown])[Channel.SMS]
    assert (line.id, line.state, line.maybe_accepted) == (unknown.id, State.PLANNED, True)


@pytest.mark.parametrize("state", [State.SENT, State.DELIVERED, State.FAILED, State.SENDING])
def test_what_was_sent_or_is_being_sent_is_never_planned_again(state):
    line = a_line(state=state, due_at=NOW if state is State.SENDING else None)
    assert Channel.SMS not in planned(a_visit(version=3), [line])
    assert Channel.SMS not in planned(a_visit(version=4, status=VisitStatus.CANCELLED), [line])


def test_a_phone_number_that_arrives_later_brings_the_reminder_to_life():
    skipped = a_line(state=State.SKIPPED, reason=Reason.NO_PHONE, send_at=None, due_at=None)
    assert planned(lines=[skipped])[Channel.SMS].state is State.PLANNED


def test_a_channel_switched_off_holds_back_even_what_is_queued():
    for state in (State.PLANNED, State.QUEUED):
        after = planned(lines=[a_line(state=state)], practice=a_practice(sms=False))[Channel.SMS]
        assert (after.id, after.state, after.reason) == (a_line().id, State.CANCELLED, Reason.CHANNEL_OFF)
        assert after.due_at is None


def test_what_was_never_wanted_stays_skipped_when_the_channel_is_switched_off():
    unwanted = a_line(state=State.SKIPPED, reason=Reason.NO_CONSENT, send_at=None, due_at=None)
    after = planned(lines=[unwanted], practice=a_practice(sms=False))[Channel.SMS]
    assert (after.state, after.reason) == (State.SKIPPED, Reason.CHANNEL_OFF)


def test_what_was_cancelled_by_the_switch_stays_so_while_it_is_off():
    off = a_line(state=State.CANCELLED, reason=Reason.CHANNEL_OFF, due_at=None)
    assert Channel.SMS not in planned(lines=[off], practice=a_practice(sms=False))


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-11-20 12:00", "2026-11-23 10:00"),  # its proper time is still ahead
        ("2026-11-23 15:00", "2026-11-23 15:00"),  # it has passed: at once
        ("2026-11-23 23:00", "2026-11-24 08:00"),  # at night: in the morning
        ("2026-11-24 10:00", "2026-11-24 10:00"),  # two hours ahead
    ],
)
def test_a_channel_switched_on_again_plans_what_is_still_ahead(now, sent):
    off = a_line(state=State.CANCELLED, reason=Reason.CHANNEL_OFF, due_at=None)
    after = planned(lines=[off], now=local(now))[Channel.SMS]
    assert (after.id, after.state, after.reason) == (off.id, State.PLANNED, None)
    assert after.due_at == after.send_at == local(sent)


def test_switched_on_again_too_near_the_visit_it_is_too_late():
    off = a_line(state=State.CANCELLED, reason=Reason.CHANNEL_OFF, due_at=None)
    after = planned(lines=[off], now=local("2026-11-24 10:01"))[Channel.SMS]
    assert (after.state, after.reason) == (State.SKIPPED, Reason.TOO_LATE)


def test_other_quiet_hours_move_what_is_planned():
    after = planned(lines=[a_line()], practice=a_practice(quiet="21:00-10:30"))[Channel.SMS]
    assert after.due_at == after.send_at == local("2026-11-23 10:30")


def test_another_reminder_hour_moves_what_is_planned():
    after = planned(lines=[a_line()], practice=a_practice(reminder_hour=time(12)))[Channel.SMS]
    assert after.due_at == after.send_at == local("2026-11-23 12:00")


def test_planning_again_while_it_waits_for_another_try_does_not_hurry_it():
    retry = a_line(attempts=2, due_at=local("2026-11-23 10:05"))
    assert Channel.SMS not in planned(lines=[retry], now=local("2026-11-23 10:01"))


def test_planning_again_after_booking_late_keeps_the_time():
    booked_late = a_line(send_at=local("2026-11-23 15:00"), due_at=local("2026-11-23 15:00"))
    assert Channel.SMS not in planned(lines=[booked_late], now=local("2026-11-23 15:01"))


def test_a_line_whose_time_came_is_left_to_whoever_has_it_when_it_gets_too_late():
    assert Channel.SMS not in planned(lines=[a_line(state=State.QUEUED)], now=STARTS - timedelta(hours=1))


def test_without_practice_or_patient_the_visit_waits():
    assert plan(a_visit(), None, a_patient(), [], now=NOW, new_id=Ids()) == []
    assert plan(a_visit(), a_practice(), None, [], now=NOW, new_id=Ids()) == []


@given(
    minutes=st.integers(0, 60 * 24 * 3),
    ahead=st.integers(1, 60 * 24 * 9),
    hour=st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30])),
    quiet=st.tuples(st.integers(0, 23), st.integers(0, 23)),
    day=st.sampled_from(["2026-03-28", "2026-10-24", "2026-11-23"]),
)
def test_a_reminder_is_never_quiet_never_in_the_past_and_never_within_the_margin(minutes, ahead, hour, quiet, day):
    now = local(f"{day} 00:00") + timedelta(minutes=minutes)
    practice = replace(a_practice(), reminder_hour=hour, quiet_hours=QuietHours(time(quiet[0]), time(quiet[1])))
    visit = a_visit(now + timedelta(minutes=ahead))
    verdict = judge(visit, practice, a_patient(), Channel.SMS, now)
    if isinstance(verdict, Send):
        assert verdict.at >= now
        assert visit.starts_at - verdict.at >= MARGIN
        assert not quiet_at(verdict.at, practice.quiet_hours, WARSAW)
    else:
        assert verdict == Withhold(State.SKIPPED, Reason.TOO_LATE)
        assert proper_time(practice, visit.starts_at) <= now


def test_ids_are_asked_for_only_when_a_line_is_new():
    def none_left() -> UUID:
        raise AssertionError

    lines = [a_line(), a_line(id=UUID(int=2), channel=Channel.EMAIL)]
    assert plan(a_visit(version=2), a_practice(), a_patient(), lines, now=NOW, new_id=none_left) == []
