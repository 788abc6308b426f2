"""The verdict of the chaos sees what is wrong: a judge that always says good would be worth nothing."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.chaos.book import Slot, Stay, Story
from tests.chaos.verdict import NEWS_TAKES, WARSAW, Line, judge

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=WARSAW)
AT, OTHER = TUESDAY.replace(hour=12), TUESDAY.replace(hour=14, minute=15)
DUE = datetime(2026, 11, 23, 10, tzinfo=WARSAW)
DAYS = {24: "wt. 24.11", 25: "śr. 25.11"}


def a_story(*stays, plan="stays", cancelled=False):
    story = Story(1, None, plan, (), {"first": Slot("c", AT)}, in_time=True, visit_id="v")
    story.stays = list(stays or [Stay(AT, DUE - timedelta(minutes=5))])
    story.cancelled = cancelled
    return story


def sms(story, at=AT, key=1, received=DUE, deliveries=1):
    return {
        "channel": "sms",
        "to": story.phone,
        "subject": None,
        "text": f"Jutro ({DAYS[at.day]}) o {at:%H:%M} wizyta: Gabinet 7. Zmiana: tel. 22 123 45 67",
        "idempotency_key": str(UUID(int=key)),
        "received_at": received.isoformat(),
        "deliveries": deliveries,
    }


def mail(story, at=AT, key=2, received=DUE):
    months = f"{at.day} listopada"
    subject = f"Wizyta wtorek, {months}, {at:%H:%M}: Gabinet 7"
    message_id = f"<{UUID(int=key)}@dentoro.example>"
    item = sms(story, at, key, received)
    return item | {"channel": "email", "to": story.email, "subject": subject, "idempotency_key": message_id}


def lines(*items, state="sent"):
    return [Line(UUID(int=number), UUID(int=9), channel, AT, state, None, due=False) for number, channel in items]


BOTH = lines((1, "sms"), (2, "email"))


def test_one_of_each_is_good():
    story = a_story()
    verdict = judge([story], [sms(story), mail(story)], BOTH, DUE)
    assert verdict.good
    assert (verdict.expected, verdict.received) == (2, 2)


def test_what_is_missing_is_lost():
    story = a_story()
    verdict = judge([story], [sms(story)], lines((1, "sms")), DUE)
    assert len(verdict.lost) == 1
    assert not verdict.good


def test_two_of_one_is_twice_even_under_keys_of_their_own():
    story = a_story()
    verdict = judge([story], [sms(story), sms(story, key=3), mail(story)], [*BOTH, *lines((3, "sms"))], DUE)
    assert len(verdict.twice) == 1


def test_a_copy_that_was_recognised_is_counted_and_harmless():
    story = a_story()
    verdict = judge([story], [sms(story, deliveries=3), mail(story)], BOTH, DUE)
    assert verdict.good
    assert verdict.repeated["sms"] == 2


def moved(left_at):
    return a_story(Stay(AT, DUE - timedelta(minutes=5), left_at), Stay(OTHER, left_at - timedelta(seconds=1)))


@pytest.mark.parametrize(("late", "wrong"), [(timedelta(seconds=-1), 0), (NEWS_TAKES + timedelta(seconds=1), 1)])
def test_a_message_at_the_old_time_is_wrong_once_the_news_must_have_arrived(late, wrong):
    story = moved(DUE)
    items = [sms(story, OTHER), mail(story, OTHER), sms(story, AT, key=3, received=DUE + late)]
    verdict = judge([story], items, [*BOTH, *lines((3, "sms"))], DUE)
    assert len(verdict.at_old_time) == wrong
    assert verdict.before_a_change == 1 - wrong


@pytest.mark.parametrize(("late", "wrong"), [(timedelta(seconds=-1), 0), (NEWS_TAKES + timedelta(seconds=1), 1)])
def test_a_message_for_a_cancelled_visit_is_wrong_once_the_news_must_have_arrived(late, wrong):
    story = a_story(Stay(AT, DUE - timedelta(minutes=5), DUE), cancelled=True)
    verdict = judge([story], [sms(story, received=DUE + late)], lines((1, "sms")), DUE)
    assert len(verdict.for_cancelled) == wrong
    assert verdict.expected == 0


def test_a_visit_on_a_later_day_has_nothing_yet():
    story = a_story(Stay(AT + timedelta(days=1), DUE - timedelta(minutes=5)))
    assert judge([story], [], lines((1, "sms"), state="planned"), DUE).good
    assert judge([story], [sms(story, AT + timedelta(days=1))], lines((1, "sms")), DUE).too_early


def test_a_message_before_its_hour_is_too_early():
    story = a_story()
    items = [sms(story, received=DUE - timedelta(seconds=1)), mail(story)]
    assert len(judge([story], items, BOTH, DUE).too_early) == 1


def test_a_time_that_the_visit_never_had_is_wrong():
    story = a_story()
    items = [sms(story), mail(story), sms(story, OTHER, key=3)]
    assert judge([story], items, [*BOTH, *lines((3, "sms"))], DUE).at_old_time


@pytest.mark.parametrize(
    "ledger",
    [
        lines((1, "sms")) + lines((2, "email"), state="failed"),
        lines((1, "sms")),
        [*BOTH, *lines((3, "sms"))],
    ],
)
def test_ledger_and_sandbox_must_agree(ledger):
    story = a_story()
    verdict = judge([story], [sms(story), mail(story)], ledger, DUE)
    assert verdict.disagreeing
    assert not verdict.good


def test_a_line_that_says_it_cannot_know_agrees_with_either():
    story = a_story(Stay(AT, DUE - timedelta(minutes=5), DUE), cancelled=True)
    unknown = [Line(UUID(int=2), UUID(int=9), "email", AT, "failed", "outcome_unknown", due=False)]
    for items in ([], [mail(story)]):
        verdict = judge([story], items, unknown, DUE)
        assert verdict.good
        assert verdict.unknown == 1


def test_a_visit_that_stands_is_not_served_by_a_line_of_unknown_outcome():
    story = a_story()
    unknown = Line(UUID(int=2), UUID(int=9), "email", AT, "failed", "outcome_unknown", due=False)
    assert judge([story], [sms(story)], [*lines((1, "sms")), unknown], DUE).lost


def test_it_is_not_over_while_something_is_due():
    story = a_story()
    waiting = Line(UUID(int=5), UUID(int=9), "sms", AT, "queued", None, due=True)
    assert not judge([story], [sms(story), mail(story)], [*BOTH, waiting], DUE).good
