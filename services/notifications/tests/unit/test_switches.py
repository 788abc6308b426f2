"""What a practice switches off stops, and comes back without a second message, whenever and however it is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notifications.application.dispatch_due import DispatchDue
from notifications.application.plan_reminders import PlanReminders
from notifications.application.send_message import SendMessage
from notifications.domain.channel import Channel
from notifications.domain.message import LIVE, WITHHELD, Reason, State
from notifications.domain.patient import Card
from notifications.domain.practice import Practice

from services.notifications.tests.factories import (
    PATIENCE,
    PATIENT,
    PRACTICE,
    STARTS,
    HandClock,
    Ids,
    a_patient,
    a_practice,
    a_visit,
    local,
)
from services.notifications.tests.fakes import Courier, Memory, MemoryQueue, PlainWording

START = local("2026-11-22 20:00")
"""The Sunday evening two days before the visits."""
KEPT = UUID(int=0xD2)
"""The card that goes on."""
VISITS = [a_visit(), a_visit(STARTS + timedelta(hours=3), id=UUID(int=0xE2))]


class Office:
    """Planner, dispatcher and senders over one memory."""

    def __init__(self):
        self.memory, self.queue, self.courier, self.clock = Memory(), MemoryQueue(), Courier(), HandClock(START)
        self.plan = PlanReminders(self.memory.open_books, self.clock, Ids())
        self.dispatch = DispatchDue(self.memory, self.queue, self.clock, timedelta(seconds=30), 100, 100)
        self.send = SendMessage(self.memory.open_desk, self.courier, PlainWording(), self.clock, PATIENCE)
        self.plan.take_patient(uuid4(), a_patient())

    def hear(self, fact):
        event_id = UUID(int=hash((type(fact).__name__, fact.id, fact.version)) & (2**128 - 1))
        take = self.plan.take_practice if isinstance(fact, Practice) else self.plan.take_visit
        take(event_id, fact)

    def hear_of_card(self, end):
        """``erased`` or ``merged``, as scheduling announces it; again and again is once."""
        card = Card(PATIENT, PRACTICE, 9)
        if end == "erased":
            self.plan.take_erasure(UUID(int=0xEA), card)
        else:
            self.plan.take_merge(UUID(int=0xEB), card, KEPT)

    def deliver(self):
        """What waits in the senders' queues is handled."""
        waiting, self.queue.published = self.queue.published, []
        for due in waiting:
            self.send(due.id)

    def go_on(self, span=timedelta(0)):
        self.clock.pass_by(span)
        self.dispatch(100)
        self.deliver()

    def line(self, channel=Channel.SMS):
        return next(line for line in self.memory.ledger.values() if line.channel is channel)


def switched(*states):
    """The practice's versions, with SMS on or off in each."""
    return [a_practice(version=version, sms=sms) for version, sms in enumerate(states, start=1)]


def test_what_waits_in_the_senders_queue_is_not_sent_when_the_channel_is_switched_off():
    office, (on, off) = Office(), switched(True, False)
    for fact in (on, VISITS[0]):
        office.hear(fact)
    office.clock.now = local("2026-11-23 10:00")
    office.dispatch(100)
    office.hear(off)
    office.deliver()
    assert (office.line().state, office.line().reason) == (State.CANCELLED, Reason.CHANNEL_OFF)
    assert office.courier.handed_over == [office.line(Channel.EMAIL).id]


def test_what_the_provider_has_stays_sent_and_is_not_sent_again_when_the_channel_comes_back():
    office, versions = Office(), switched(True, False, True)
    office.hear(VISITS[0])
    office.hear(versions[0])
    office.go_on(timedelta(hours=14))
    for version in versions[1:]:
        office.hear(version)
        office.go_on()
        assert office.line().state is State.SENT
    assert Counter(office.courier.handed_over) == {line.id: 1 for line in office.memory.ledger.values()}


def test_an_attempt_that_fails_while_the_channel_is_switched_off_is_the_last():
    office, (on, off) = Office(), switched(True, False)
    for fact in (on, VISITS[0]):
        office.hear(fact)
    office.clock.now = local("2026-11-23 10:00")
    office.dispatch(100)

    def slow(letter, key):
        from notifications.domain.sending import NotNow

        office.hear(off)
        return NotNow(maybe_accepted=False)

    office.courier.deliver = slow
    office.deliver()
    office.courier = Courier()
    office.send = replace(office.send, courier=office.courier)
    office.go_on(timedelta(minutes=5))
    assert (office.line().state, office.line().reason) == (State.CANCELLED, Reason.CHANNEL_OFF)
    assert office.line().id not in office.courier.handed_over


@pytest.mark.parametrize("last", [True, False])
def test_off_on_off_on_ends_as_the_last_says_however_it_arrives(last):
    versions = switched(True, False, True, False, last)
    office = Office()
    for fact in (versions[4], VISITS[0], versions[1], versions[3], versions[0], versions[4], versions[2]):
        office.hear(fact)
    assert (office.line().state is State.PLANNED) is last
    assert (office.line().reason is Reason.CHANNEL_OFF) is not last


@given(
    st.permutations([*VISITS, replace(VISITS[0], version=2, starts_at=STARTS + timedelta(hours=1)), "end", "end"]),
    st.lists(st.sampled_from(["dispatch", "deliver", "an hour", "a night"]), min_size=5, max_size=5),
    st.sampled_from(["erased", "merged"]),
)
@settings(max_examples=150, deadline=None)
def test_when_a_card_ends_nothing_goes_to_it_any_more_and_nothing_goes_twice(facts, meanwhile, end):
    office = Office()
    office.plan.take_patient(uuid4(), a_patient(id=KEPT, phone="+48600600600", email="kept@example.com"))
    office.hear(a_practice())
    before = None
    for fact, step in zip(facts, meanwhile, strict=True):
        if fact != "end":
            office.hear(fact)
        else:
            office.hear_of_card(end)
            before = office.courier.to[:] if before is None else before
        if step == "dispatch":
            office.dispatch(100)
        elif step == "deliver":
            office.deliver()
        else:
            office.clock.pass_by(timedelta(hours=1 if step == "an hour" else 12))
    office.go_on(timedelta(hours=1))
    after = office.courier.to[len(before) :]
    assert not {"+48501700100", "zofia@example.com"} & {*after}
    assert len(office.courier.handed_over) == len({*office.courier.handed_over})
    owed = [line for line in office.memory.ledger.values() if line.state in LIVE]
    assert owed == [] or end == "merged"
    if end == "erased":
        assert after == []


# A week of clicking: versions of the practice, visits and moves arrive in any order and repeated, while time passes and
# what is due is dispatched and sent.

PRACTICES = st.builds(
    a_practice,
    sms=st.booleans(),
    email=st.booleans(),
    reminder_hour=st.sampled_from([time(8), time(10), time(17)]),
    quiet=st.sampled_from(["21:00-08:00", "09:30-12:00"]),
)


@st.composite
def weeks(draw):
    practices = draw(st.lists(PRACTICES, min_size=2, max_size=5))
    facts = [replace(practice, version=version) for version, practice in enumerate(practices, start=1)]
    for visit in VISITS:
        facts.append(visit)
        if draw(st.booleans()):
            facts.append(replace(visit, version=2, starts_at=visit.starts_at + timedelta(hours=1)))
    arrivals = draw(st.permutations(facts + draw(st.lists(st.sampled_from(facts), max_size=4))))
    meanwhile = st.lists(st.sampled_from(["dispatch", "deliver", "an hour", "five hours"]), max_size=2)
    return [(fact, draw(meanwhile)) for fact in arrivals]


@given(weeks())
@settings(max_examples=300, deadline=None)
def test_nothing_is_sent_twice_and_the_end_is_as_the_newest_switches_say(week):
    office = Office()
    for fact, meanwhile in week:
        office.hear(fact)
        for step in meanwhile:
            if step == "dispatch":
                office.dispatch(100)
            elif step == "deliver":
                office.deliver()
            elif office.clock.now < STARTS - timedelta(hours=10):
                office.clock.pass_by(timedelta(hours=1 if step == "an hour" else 5))
    office.go_on()
    sent = Counter(office.courier.handed_over)
    assert all(count == 1 for count in sent.values())
    for visit in office.memory.kept_visits.values():
        for channel in Channel:
            [line] = [
                line
                for line in office.memory.ledger.values()
                if (line.visit_id, line.channel, line.visit_starts_at) == (visit.id, channel, visit.starts_at)
            ]
            assert (line.state is State.SENT) == (line.id in sent)
            if line.state is State.SENT:
                continue
            if office.memory.kept_practice.sends_by(channel):
                assert line.state in LIVE
                assert line.reason is None
            else:
                assert line.state in WITHHELD
                assert line.reason is Reason.CHANNEL_OFF
