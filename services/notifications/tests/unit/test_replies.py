"""A patient's answer to a reminder: yes, no, or nothing that we would dare to act on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from contracts import golden
from contracts.notifications.rpc import SmsReply
from hypothesis import given
from hypothesis import strategies as st
from notifications.adapters import provider_wire
from notifications.application.take_reply import Reply, TakeReply
from notifications.domain.reply import Answer, Asked, meaning

from services.notifications.tests.factories import (
    PATIENT,
    PRACTICE,
    STARTS,
    TRACE,
    VISIT,
    HandClock,
    Ids,
    a_line,
    local,
)
from services.notifications.tests.fake_provider_side import Replies

PHONE = "+48501700100"
NOW = local("2026-11-23 10:05")
ASKED = Asked(a_line().id, PRACTICE, VISIT, PATIENT, STARTS, TRACE)


@pytest.mark.parametrize(
    "text",
    ["TAK", "tak", "Tak.", " tAk !!", "T", "ok", "OK.", "Okej", "Potwierdzam", "potwierdzam.", "Tak, potwierdzam", "Będę",
     "bede", "TAK, BĘDĘ!", "tak dziękuję", "Tak, dziekuje. Pozdrawiam", "Yes", "\u201eTAK\u201d", "Tak\n"],
)  # fmt: skip
def test_what_means_yes(text):
    assert meaning(text) is Answer.YES


@pytest.mark.parametrize(
    "text",
    ["NIE", "nie.", "N", "Nie mogę", "nie moge", "Nie będę", "NIE, DZIĘKUJĘ", "Odwołuję", "odwoluje", "Rezygnuję"],
)
def test_what_means_no(text):
    assert meaning(text) is Answer.NO


@pytest.mark.parametrize(
    "text",
    ["", "?", "Tak, ale o innej godzinie", "tak nie", "Nie wiem", "no", "No.", "jutro", "STOP", "Takt", "niestety tak",
     "Nie ma problemu, będę", "👍", "tak " * 40, "x" * 100_000],
)  # fmt: skip
def test_what_is_not_plainly_one_or_the_other_means_nothing(text):
    assert meaning(text) is None


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text):
    assert meaning(text) in {Answer.YES, Answer.NO, None}


def reply(text="TAK", number="r1", at=NOW, phone=PHONE):
    return Reply(number, phone, text, at)


class Desk:
    def __init__(self, *asked, now=NOW):
        self.replies = Replies({PHONE: list(asked or [ASKED])})
        self.take = TakeReply(self.replies.open, HandClock(now), Ids())

    @property
    def announced(self):
        return [(one.asked.message_id, one.answer, one.number) for one in self.replies.announced]


def test_yes_is_noted_and_announced_for_the_visit_and_time_that_the_reminder_named():
    desk = Desk()
    assert desk.take(reply()) is Answer.YES
    assert desk.announced == [(ASKED.message_id, Answer.YES, 1)]
    envelope = provider_wire.reminder_answered_to(desk.replies.announced[0])
    assert (envelope.practice_id, envelope.trace_id, envelope.version) == (PRACTICE, TRACE, 1)
    assert (envelope.data.visit_id, envelope.data.visit_starts_at, envelope.data.answer) == (VISIT, STARTS, "yes")
    assert set(envelope.model_dump()) == set(golden.event("reminder_answered.v1"))


def test_the_same_reply_twice_is_announced_once_and_answered_the_same():
    desk = Desk()
    assert [desk.take(reply()) for _ in range(2)] == [Answer.YES, Answer.YES]
    assert len(desk.announced) == 1


def test_who_thinks_again_is_heard_again_with_a_higher_number():
    desk = Desk()
    desk.take(reply("tak", "r1", NOW - timedelta(minutes=2)))
    desk.take(reply("nie", "r2", NOW - timedelta(minutes=1)))
    assert [(answer, number) for _, answer, number in desk.announced] == [(Answer.YES, 1), (Answer.NO, 2)]


def test_an_earlier_reply_that_comes_later_changes_nothing():
    desk = Desk()
    desk.take(reply("nie", "r2", NOW - timedelta(minutes=1)))
    desk.take(reply("tak", "r1", NOW - timedelta(minutes=2)))
    assert [answer for _, answer, _ in desk.announced] == [Answer.NO]


def test_a_reply_is_about_the_newest_reminder_whose_visit_is_still_ahead():
    past = replace(ASKED, message_id=a_line().practice_id, visit_starts_at=NOW - timedelta(hours=1))
    desk = Desk(ASKED, past)
    desk.take(reply())
    assert desk.announced[0][0] == ASKED.message_id


@pytest.mark.parametrize("changed", [{"phone": "+48600700800"}, {"text": "kiedy?"}])
def test_a_stranger_or_an_unclear_text_is_answered_with_nothing(changed):
    desk = Desk()
    assert desk.take(reply(**changed)) is None
    assert desk.announced == []


@pytest.mark.parametrize("sender", ["48501700100", "+48501700100", " 48501700100 "])
def test_a_number_is_read_as_the_provider_writes_it(sender):
    assert provider_wire.reply_from(SmsReply(provider_id="r1", sender=sender, text="TAK")).phone == PHONE


def test_neither_number_nor_text_shows_in_a_log_of_a_reply():
    assert PHONE not in repr(reply())
    assert "TAK" not in repr(reply())
