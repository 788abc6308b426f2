"""Facts may come in any order and more than once: the plan is the same in the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st
from notifications.application.plan_reminders import PlanReminders
from notifications.domain.channel import Channel
from notifications.domain.message import Offered, Reason, Reminder, State
from notifications.domain.offer import Offer
from notifications.domain.patient import Card, Patient
from notifications.domain.practice import Practice
from notifications.domain.visit import Visit, VisitStatus

from services.notifications.tests.factories import (
    NOW,
    OFFER,
    PATIENT,
    PRACTICE,
    STARTS,
    TRACE,
    HandClock,
    Ids,
    a_patient,
    a_practice,
    a_visit,
    an_offer,
    local,
)
from services.notifications.tests.fakes import LIVE, Memory

OTHER_TRACE = "0" * 32


@dataclass(frozen=True)
class Erased:
    card: Card


@dataclass(frozen=True)
class Merged:
    card: Card
    into: UUID


@dataclass(frozen=True)
class Ended:
    """An offer."""

    id: UUID = OFFER


def card(patient_id=PATIENT, version=9):
    return Card(patient_id, PRACTICE, version)


class Planner:
    """The use cases over a memory, and a way to hand them any fact."""

    def __init__(self, now=NOW):
        self.memory = Memory()
        self.clock = HandClock(now)
        self.use = PlanReminders(self.memory.open_books, self.clock, Ids())

    def take(self, fact, event_id=None):
        take = {
            Practice: self.use.take_practice,
            Patient: self.use.take_patient,
            Visit: self.use.take_visit,
            Offer: self.use.take_offer,
            Erased: lambda event, erased: self.use.take_erasure(event, erased.card),
            Merged: lambda event, merged: self.use.take_merge(event, merged.card, merged.into),
            Ended: lambda event, ended: self.use.take_offer_end(event, PRACTICE, ended.id),
        }[type(fact)]
        return take(event_id or uuid4(), fact)

    def line(self, channel=Channel.SMS, starts=STARTS):
        return next(
            line for line in self.memory.ledger.values() if line.channel is channel and line.visit_starts_at == starts
        )

    def plan(self):
        """What will reach the patient, and what will not and why, for the present time of each visit."""
        live = {
            (line.visit_id, line.patient_id, line.channel, line.visit_starts_at, line.send_at)
            for line in self.reminders()
            if line.state in LIVE
        }
        withheld = {
            (line.visit_id, line.patient_id, line.channel, line.reason)
            for line in self.reminders()
            if (line.state is State.SKIPPED or line.reason is Reason.CHANNEL_OFF)
            and self.memory.kept_visits[line.visit_id].starts_at == line.visit_starts_at
        }
        told = {(line.offer_id, line.patient_id) for line in self.offers() if line.state in LIVE}
        return live, withheld, told

    def reminders(self):
        return [line for line in self.memory.ledger.values() if isinstance(line, Reminder)]

    def offers(self):
        return [line for line in self.memory.ledger.values() if isinstance(line, Offered)]


def test_booking_plans_an_sms_and_a_mail():
    planner = Planner()
    for fact in (a_practice(), a_patient(), a_visit()):
        planner.take(fact)
    assert planner.line().state is planner.line(Channel.EMAIL).state is State.PLANNED


def test_a_visit_waits_for_its_patient_and_then_for_the_practice():
    planner = Planner()
    planner.take(a_visit())
    planner.take(a_patient())
    assert planner.memory.ledger == {}
    planner.take(a_practice())
    assert planner.line().send_at == local("2026-11-23 10:00")


def test_an_event_that_comes_again_changes_nothing():
    planner = Planner()
    event = uuid4()
    for fact in (a_practice(), a_patient()):
        planner.take(fact)
    assert planner.take(a_visit(), event) == 2
    before = dict(planner.memory.ledger)
    assert planner.take(a_visit(), event) == 0
    assert planner.memory.ledger == before


def test_an_older_version_is_ignored():
    planner = Planner()
    moved = local("2026-11-26 09:00")
    for fact in (a_practice(), a_patient(), a_visit(moved, version=2), a_visit(version=1)):
        planner.take(fact)
    assert {line.visit_starts_at for line in planner.memory.ledger.values()} == {moved}


def test_the_trace_of_the_booking_follows_the_reminder_and_not_that_of_what_came_after():
    planner = Planner()
    for fact in (
        a_visit(),
        a_practice(),
        a_visit(version=2, status=VisitStatus.CONFIRMED, trace_id=OTHER_TRACE),
        a_patient(),
    ):
        planner.take(fact)
    assert planner.line().trace_id == TRACE


def test_the_reminder_of_a_moved_visit_carries_the_trace_of_the_move():
    planner = Planner()
    moved = STARTS + timedelta(days=1)
    for fact in (a_practice(), a_patient(), a_visit(), a_visit(moved, version=2, trace_id=OTHER_TRACE)):
        planner.take(fact)
    assert planner.line(starts=moved).trace_id == OTHER_TRACE
    assert planner.line().trace_id == TRACE


def test_a_switch_turned_off_and_on_again_restores_the_plan():
    planner = Planner()
    for fact in (a_practice(), a_patient(), a_visit()):
        planner.take(fact)
    planner.take(a_practice(version=2, sms=False))
    assert (planner.line().state, planner.line().reason) == (State.CANCELLED, Reason.CHANNEL_OFF)
    assert planner.line(Channel.EMAIL).state is State.PLANNED
    planner.take(a_practice(version=3))
    assert planner.line().state is State.PLANNED


def test_a_cancelled_visit_that_is_planned_again_is_reminded_of_again():
    planner = Planner()
    for fact in (a_practice(), a_patient(), a_visit()):
        planner.take(fact)
    planner.take(a_visit(version=2, status=VisitStatus.CANCELLED))
    assert planner.line().state is State.CANCELLED
    planner.take(a_visit(version=3))
    assert (planner.line().state, planner.line().due_at) == (State.PLANNED, planner.line().send_at)


def test_another_hour_of_the_practice_moves_the_reminders_of_all_its_visits():
    planner = Planner()
    later = a_visit(STARTS + timedelta(days=7), id=UUID(int=0xE2))
    for fact in (a_practice(), a_patient(), a_visit(), later, a_practice(version=2, reminder_hour=time(18))):
        planner.take(fact)
    assert {line.send_at for line in planner.memory.ledger.values()} == {
        local("2026-11-23 18:00"),
        local("2026-11-30 18:00"),
    }


def test_a_new_name_or_phone_number_of_the_practice_leaves_the_plan_alone():
    planner = Planner()
    for fact in (a_practice(), a_patient(), a_visit()):
        planner.take(fact)
    assert planner.take(a_practice(version=2, name="Gabinet Nowy", phone="+48600700800")) == 0


OTHER_CARD = UUID(int=0xD2)


def test_an_erased_patient_is_not_reminded_and_no_older_copy_brings_them_back():
    planner = Planner()
    for fact in (a_practice(), a_patient(), a_visit()):
        planner.take(fact)
    assert planner.take(Erased(card(version=3))) == 2
    assert (planner.line().state, planner.line().reason) == (State.CANCELLED, Reason.PATIENT_ERASED)
    assert planner.take(a_patient(version=2)) == 0
    assert planner.take(a_visit(version=2, starts_at=STARTS + timedelta(days=1))) == 0
    kept = planner.memory.kept_patients[PATIENT]
    assert (kept.erased, kept.name, kept.phone, kept.email) == (True, "", None, None)


def test_an_erasure_that_comes_before_the_card_is_known_holds():
    planner = Planner()
    for fact in (a_practice(), Erased(card(version=3)), a_patient(), a_visit()):
        planner.take(fact)
    assert planner.memory.ledger == {}
    assert planner.memory.kept_patients[PATIENT].phone is None


def test_the_visits_of_a_joined_card_are_reminded_of_where_the_other_card_says():
    planner = Planner()
    other = a_patient(id=OTHER_CARD, phone="+48600600600", email=None)
    for fact in (a_practice(), a_patient(), other, a_visit(), Merged(card(), OTHER_CARD)):
        planner.take(fact)
    assert (planner.line().state, planner.line().patient_id) == (State.PLANNED, OTHER_CARD)
    assert planner.line(Channel.EMAIL).reason is Reason.NO_EMAIL
    planner.take(a_visit(version=2, starts_at=STARTS + timedelta(days=1)))
    assert planner.line(starts=STARTS + timedelta(days=1)).patient_id == OTHER_CARD
    assert planner.memory.kept_patients[PATIENT].name == ""


def test_a_card_joined_with_one_that_is_joined_later_follows_it():
    third = UUID(int=0xD3)
    for merges in ([(PATIENT, OTHER_CARD), (OTHER_CARD, third)], [(OTHER_CARD, third), (PATIENT, OTHER_CARD)]):
        planner = Planner()
        for fact in (a_practice(), a_patient(id=third), a_visit()):
            planner.take(fact)
        for merged, into in merges:
            planner.take(Merged(card(merged), into))
        assert planner.line().patient_id == third


# Histories: each aggregate's versions in order; what is drawn is in which order they arrive, and how often.

TIMES = st.sampled_from([STARTS, STARTS + timedelta(days=1), STARTS + timedelta(days=2), NOW + timedelta(hours=3)])


@st.composite
def histories(draw):
    practices = draw(
        st.lists(
            st.builds(
                a_practice,
                sms=st.booleans(),
                email=st.booleans(),
                reminder_hour=st.sampled_from([time(10), time(18), time(22)]),
                # Never quiet now: what is on its way is not called back when it becomes quiet, the last look sees to it.
                quiet=st.sampled_from(["21:00-08:00", "12:30-19:00", "00:00-00:00"]),
            ),
            min_size=1,
            max_size=4,
        )
    )
    patients = draw(
        st.lists(
            st.builds(
                a_patient,
                phone=st.sampled_from([None, "+48501700100", "+48501700101"]),
                email_consent=st.booleans(),
            ),
            min_size=1,
            max_size=3,
        )
    )
    visits = [
        draw(
            st.lists(
                st.builds(a_visit, TIMES, status=st.sampled_from(list(VisitStatus)), id=st.just(UUID(int=number))),
                min_size=1,
                max_size=4,
            )
        )
        for number in (0xE1, 0xE2)
    ]
    others = draw(
        st.lists(st.builds(a_patient, id=st.just(OTHER_CARD), sms_consent=st.booleans()), min_size=1, max_size=2)
    )
    facts = []
    for copies in (practices, patients, others, *visits):
        facts += [(uuid4(), replace(fact, version=version)) for version, fact in enumerate(copies, start=1)]
    if draw(st.booleans()):
        facts.append((uuid4(), Merged(card(), OTHER_CARD)))
    erased = draw(st.sampled_from([None, PATIENT, OTHER_CARD]))
    if erased is not None and (erased is OTHER_CARD or not any(isinstance(fact, Merged) for _, fact in facts)):
        facts.append((uuid4(), Erased(card(erased))))
    facts.append((uuid4(), an_offer()))
    if draw(st.booleans()):
        facts.append((uuid4(), Ended()))
    again = draw(st.lists(st.sampled_from(facts), max_size=6))
    return facts, draw(st.permutations(facts + again))


@given(histories())
@settings(max_examples=300, deadline=None)
def test_facts_in_any_order_and_repeated_end_in_the_same_plan(history):
    in_order, shuffled = history
    straight, crooked = Planner(), Planner()
    for event_id, fact in in_order:
        straight.take(fact, event_id)
    for event_id, fact in shuffled:
        crooked.take(fact, event_id)
    assert crooked.plan() == straight.plan()
    for planner in (straight, crooked):
        assert sum(line.state in LIVE for line in planner.offers()) <= 1
        for line in planner.reminders():
            visit = planner.memory.kept_visits[line.visit_id]
            if line.state in LIVE:
                assert line.visit_starts_at == visit.starts_at
                assert visit.status in (VisitStatus.PLANNED, VisitStatus.CONFIRMED)
            assert (line.due_at is not None) == (line.state in LIVE)
