"""A letter about an account goes out at once, once, and not after its link has expired."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from notifications.adapters.account_wording import AccountTemplates
from notifications.application.send_message import Outcome, SendMessage
from notifications.application.take_letter import TakeLetter
from notifications.domain.message import Reason, State
from notifications.domain.sending import NotNow, Patience, Rejected

from services.notifications.tests.factories import NOW, HandClock, local
from services.notifications.tests.fake_letters import LETTER, TOKEN, MemoryLetters, a_letter
from services.notifications.tests.fakes import Killed, Provider

HOUR = timedelta(hours=1)
DELAYS = [timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=15)]


class PostOffice:
    def __init__(self, *answers, now=NOW, **provider):
        self.letters, self.clock, self.provider = MemoryLetters(), HandClock(now), Provider(*answers, **provider)
        self.take = TakeLetter(self.letters.open_post, self.clock)
        wording, patience = AccountTemplates("https://dentoro.example"), Patience(timedelta(seconds=20), DELAYS)
        self.send = SendMessage(self.letters.open_desk, self.provider, wording, self.clock, patience)

    @property
    def letter(self):
        return self.letters.kept[LETTER]

    def dispatched(self):
        """As the dispatcher does when it is due or a lease has ended; the sender then gets its id."""
        assert self.letter.due_at is not None
        self.clock.now = max(self.clock.now, self.letter.due_at)
        self.letters.kept[LETTER] = replace(
            self.letter, state=State.QUEUED, due_at=self.clock.now + timedelta(seconds=30)
        )
        return self.send(LETTER)


def test_a_letter_is_due_at_once_and_goes_out_with_its_link():
    office = PostOffice()
    assert office.take(uuid4(), a_letter())
    assert office.letter.due_at == NOW
    assert office.dispatched() is Outcome.SENT
    assert TOKEN in office.provider.accepted[LETTER].text


@pytest.mark.parametrize("now", [local("2026-11-20 23:30"), local("2026-11-22 04:00")])
def test_it_goes_out_at_night_and_on_sundays(now):
    office = PostOffice(now=now)
    office.take(uuid4(), a_letter(due_at=now, expires_at=now + HOUR))
    assert office.dispatched() is Outcome.SENT


def test_what_it_said_is_forgotten_once_it_is_sent():
    office = PostOffice()
    office.take(uuid4(), a_letter())
    office.dispatched()
    assert (office.letter.state, office.letter.contents) == (State.SENT, None)


def test_the_same_event_and_another_event_about_the_same_letter_add_none():
    office, event_id = PostOffice(), uuid4()
    assert office.take(event_id, a_letter())
    office.dispatched()
    assert not office.take(event_id, a_letter())
    assert not office.take(uuid4(), a_letter())
    assert office.letter.state is State.SENT
    assert office.send(LETTER) is Outcome.NOT_OURS


def test_it_is_tried_again_after_growing_delays_under_the_same_key_until_it_expires():
    office = PostOffice(*[NotNow(maybe_accepted=False)] * 20)
    office.take(uuid4(), a_letter())
    waits = []
    while office.letter.due_at is not None:
        before = office.clock.now = max(office.clock.now, office.letter.due_at)
        office.dispatched()
        if office.letter.due_at is not None:
            waits.append(office.letter.due_at - before)
    assert waits == [*DELAYS, DELAYS[-1], DELAYS[-1]]
    assert office.clock.now <= a_letter().expires_at
    assert (office.letter.state, office.letter.reason) == (State.FAILED, Reason.PROVIDER_UNAVAILABLE)
    assert office.letter.contents is None
    assert office.provider.accepted == {}


def test_at_its_last_moment_it_still_goes_out_and_a_moment_later_not():
    for late, outcome in ((timedelta(0), Outcome.SENT), (timedelta(microseconds=1), Outcome.WITHHELD)):
        office = PostOffice()
        office.take(uuid4(), a_letter())
        office.clock.pass_by(HOUR + late)
        assert office.dispatched() is outcome
        assert office.letter.contents is None
        assert bool(office.provider.accepted) is (outcome is Outcome.SENT)


def test_one_that_has_expired_before_it_is_heard_of_is_written_down_without_its_link():
    office = PostOffice(now=NOW + timedelta(hours=2))
    assert office.take(uuid4(), a_letter())
    assert (office.letter.state, office.letter.reason, office.letter.contents) == (
        State.SKIPPED,
        Reason.TOO_LATE,
        None,
    )
    assert office.letter.due_at is None


def test_a_mailbox_that_does_not_exist_is_final_and_the_link_forgotten():
    office = PostOffice(Rejected(Reason.REJECTED_ADDRESS))
    office.take(uuid4(), a_letter())
    assert office.dispatched() is Outcome.FAILED
    assert (office.letter.reason, office.letter.contents) == (Reason.REJECTED_ADDRESS, None)


def test_killed_after_the_server_took_it_it_is_handed_over_again_under_the_same_key():
    office = PostOffice(die_after_accepting=True)
    office.take(uuid4(), a_letter())
    with pytest.raises(Killed):
        office.dispatched()
    assert office.letter.state is State.SENDING
    assert TOKEN in office.letter.contents.token, "it must be possible to write it once more"
    assert office.dispatched() is Outcome.ALREADY_SENT
    assert (office.letter.state, office.letter.contents) == (State.SENT, None)
    assert list(office.provider.accepted) == [LETTER]


def test_nobody_knows_whether_it_went_out_when_it_expires_after_a_lost_answer():
    office = PostOffice(NotNow(maybe_accepted=True))
    office.take(uuid4(), a_letter())
    office.clock.pass_by(HOUR - timedelta(seconds=1))
    office.dispatched()
    assert (office.letter.state, office.letter.reason) == (State.FAILED, Reason.OUTCOME_UNKNOWN)


def test_nothing_of_it_shows_itself_in_a_log():
    shown = repr(a_letter())
    for private in (TOKEN, "anna@example.com", "Anna", "Uśmiech"):
        assert private not in shown
