"""Whatever happens in whatever order: no time is given twice, no patient asked twice, nobody at night or too late."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from scheduling.application.linked_offer import accept_linked_offer, refuse_linked_offer
from scheduling.application.withdraw_waiting import withdraw_waiting
from scheduling.domain.refusals import SlotTaken, ValidationFailed
from scheduling.domain.time_offer import OfferExpired
from scheduling.domain.waiting import AlreadyWaiting

from services.scheduling.tests.at_the_desk import chair
from services.scheduling.tests.builders import WARSAW, lasting
from services.scheduling.tests.on_the_list import cancel, listed, offers, somebody, visit, waits, work

NOTICE, SHORTEST = timedelta(hours=2), timedelta(minutes=15)
WHEN = st.sampled_from(
    [f"2026-11-{day} {hour:02}:{minute}" for day in (24, 25) for hour in (9, 10) for minute in ("00", "30")]
)
ANY = st.integers(0, 99)


class WaitingList(RuleBasedStateMachine):
    @initialize()
    def open(self):
        self.desk = listed(chairs=2)
        self.people = [somebody(self.desk, phone=f"+4850170010{number}") for number in range(4)]
        self.nobody = somebody(self.desk, phone=None)
        self.said = {}
        """What the model knows of each offer: yes or no, as it was answered."""
        for person in (self.nobody, *self.people[:2]):
            waits(self.desk, person)

    def pick(self, among, number):
        return among[number % len(among)]

    @rule(number=ANY, minutes=st.sampled_from([30, 60]), weekdays=st.sampled_from([(), (2,), (3,)]))
    def joins(self, number, minutes, weekdays):
        with suppress(AlreadyWaiting):
            waits(self.desk, self.pick([*self.people, self.nobody], number), minutes=minutes, weekdays=weekdays)

    @rule(when=WHEN, minutes=st.sampled_from([30, 60]), place=st.sampled_from([1, 2]), cancelled=st.booleans())
    def reception_books_and_may_cancel(self, when, minutes, place, cancelled):
        free = not self.desk.visits.taken([chair(self.desk, place)], lasting(when, minutes))
        try:
            booked = visit(self.desk, when, minutes, place)
        except SlotTaken:
            assert not free
        except ValidationFailed:
            assert lasting(when, minutes).ends_at <= self.desk.now
        else:
            if cancelled:
                cancel(self.desk, booked)
                self.worker_looks()

    @rule(by=st.sampled_from([20, 61, 5 * 60]))
    def time_goes_by(self, by):
        self.desk.now += timedelta(minutes=by)

    @rule()
    def worker_looks(self):
        known = set(self.desk.offers.kept)
        work(self.desk)
        for offer in self.desk.offers.kept.values():
            if offer.id not in known:
                self.judge(offer)

    def judge(self, offer):
        """One that was made just now."""
        entry, now = self.desk.waiting.read(offer.entry_id), self.desk.now
        wall = offer.starts_at.astimezone(WARSAW)
        assert offer.patient_id != self.nobody
        assert wall.isoweekday() in (entry.wishes.weekdays or (2, 3))
        assert offer.during.minutes == entry.wishes.minutes
        assert 8 <= now.astimezone(WARSAW).hour < 21
        assert now + SHORTEST <= offer.expires_at <= offer.starts_at - NOTICE
        others = [each for each in self.desk.offers.kept.values() if each.id != offer.id]
        assert not [
            each
            for each in others
            if each.entry_id == entry.id
            and each.calendar_id == offer.calendar_id
            and each.during.overlaps(offer.during)
        ]

    @precondition(lambda self: self.desk.offers.kept)
    @rule(number=ANY, yes=st.booleans())
    def patient_answers(self, number, yes):
        offer = self.pick(offers(self.desk), number)
        in_time = offer.open and self.desk.now < offer.expires_at
        answer = accept_linked_offer if yes else refuse_linked_offer
        try:
            answer(self.desk, offer_id=offer.id)
        except OfferExpired:
            assert not in_time, "who answers in time is heard"
        else:
            assert self.said.setdefault(offer.id, yes) is yes, "an answer is not taken back"

    @precondition(lambda self: self.desk.waiting.kept)
    @rule(number=ANY)
    def reception_takes_off(self, number):
        withdraw_waiting(self.desk, entry_id=self.pick(list(self.desk.waiting.kept), number))

    @invariant()
    def no_time_is_given_twice(self):
        live = [each for each in self.desk.visits.kept.values() if each.live]
        held = [each for each in self.desk.holds.kept.values() if each.lasts(self.desk.now)]
        spans = sorted((each.calendar_id, each.during) for each in (*live, *held))
        assert not [(one, other) for one, other in pairwise(spans) if one[0] == other[0] and one[1].overlaps(other[1])]

    @invariant()
    def nobody_has_two_times_on_offer_nor_waits_with_a_visit_for_it(self):
        open_ones = [each.patient_id for each in self.desk.offers.kept.values() if each.open]
        assert len(open_ones) == len(set(open_ones))
        for entry in self.desk.waiting.kept.values():
            accepted = [each for each in self.desk.offers.of_entry(entry.id) if each.state == "accepted"]
            assert len(accepted) == (entry.state == "booked")
            assert entry.state == "waiting" or not any(each.open for each in self.desk.offers.of_entry(entry.id))

    @invariant()
    def what_is_on_offer_is_held_and_nothing_else_is(self):
        on_offer = {each.id for each in self.desk.offers.kept.values() if each.state_at(self.desk.now) == "sent"}
        assert {each.id for each in self.desk.holds.kept.values() if each.lasts(self.desk.now)} == on_offer


WaitingList.TestCase.settings = settings(max_examples=250, stateful_step_count=30, deadline=None)
TestWaitingList = WaitingList.TestCase
