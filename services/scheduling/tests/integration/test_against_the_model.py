"""Whatever is done in whatever order: the service on a real database answers and keeps what the simple model does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from scheduling.domain.refusals import Refusal

from services.scheduling.tests.builders import at
from services.scheduling.tests.model import Morning, Refused

EIGHT = at("2026-11-24 08:00").astimezone(UTC)
CHAIRS = 2
HOURS = {"date": "2026-11-24", "open": True, "from": "09:00", "to": "13:00"}

chairs, starts, lengths = st.integers(0, CHAIRS - 1), st.sampled_from([*range(4, 11), 3, 18]), st.integers(1, 4)
numbers, on_purpose = st.integers(0, 30), st.booleans()
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("book"), chairs, starts, lengths, on_purpose),
        st.tuples(st.just("book"), chairs, starts, lengths, on_purpose),
        st.tuples(st.just("move"), numbers, chairs, starts, on_purpose),
        st.tuples(st.just("lengthen"), numbers, lengths, on_purpose),
        st.tuples(st.just("finish"), numbers),
        st.tuples(st.just("cancel"), numbers),
        st.tuples(st.just("cancel"), numbers),
        st.tuples(st.just("restore"), numbers, on_purpose),
        st.tuples(st.just("restore"), numbers, on_purpose),
    ),
    min_size=15,
    max_size=30,
)


def moment(quarter):
    return EIGHT + timedelta(minutes=15 * quarter)


class Reception:
    """Two chairs of a practice, open from 9 to 13; visits go by the order in which they were booked."""

    def __init__(self, practice):
        self.practice = practice
        self.chairs = [practice.ask("add_calendar", name="Fotel")["id"] for _ in range(CHAIRS)]
        for calendar_id in self.chairs:
            practice.ask("add_exceptions", calendar_id=calendar_id, **HOURS)
        self.patient_id = practice.add_patient().id
        self.visits = []

    def book(self, chair, start, length, overbook):
        time = {"calendar_id": self.chairs[chair], "starts_at": moment(start), "minutes": 15 * length}
        visit = self.practice.ask("book_visit", patient_id=self.patient_id, overbook=overbook, **time)
        self.visits.append(visit["id"])

    def change(self, number, chair, start, length, overbook):
        time = {"calendar_id": self.chairs[chair], "starts_at": moment(start), "minutes": 15 * length}
        self.practice.ask("change_visit", visit_id=self.visits[number], overbook=overbook, **time)

    def finish(self, number):
        self.practice.ask("change_visit", visit_id=self.visits[number], status="finished")

    def cancel(self, number):
        self.practice.ask("cancel_visit", visit_id=self.visits[number])

    def restore(self, number, overbook):
        self.practice.ask("restore_visit", visit_id=self.visits[number], overbook=overbook)

    def kept(self):
        """In the order of booking: chair, start and length in quarters, mark, status."""
        listed = [
            visit
            for calendar_id in self.chairs
            for visit in self.practice.ask("list_visits", calendar_id=calendar_id)["items"]
        ]
        by_id = {visit["id"]: visit for visit in listed}
        return [self._told(by_id[visit_id]) for visit_id in self.visits]

    def free(self, chair, length):
        dates = {"from": "2026-11-24", "to": "2026-11-25"}
        answer = self.practice.ask("list_free_times", **dates, minutes=15 * length, calendar_ids=[self.chairs[chair]])
        return [self._quarter(item["starts_at"]) for item in answer["items"]]

    def _told(self, visit):
        chair = self.chairs.index(visit["calendar_id"])
        start, length = self._quarter(visit["starts_at"]), visit["minutes"] // 15
        return (chair, start, length, visit["overbooked"], visit["status"])

    @staticmethod
    def _quarter(text):
        return int((datetime.fromisoformat(text) - EIGHT) / timedelta(minutes=15))


def outcome(verb, parts, refusal):
    try:
        verb(*parts)
    except refusal as refused:
        return str(refused)
    return "done"


def verb_and_parts(step, model):
    """The model's and the service's verb; None where there is no visit yet that it could be about."""
    verb, *parts = step
    if verb == "book":
        return verb, parts
    if not model.visits:
        return None
    number, *rest = parts
    number %= len(model.visits)
    known = model.visits[number]
    if verb == "move":
        chair, start, overbook = rest
        return "change", [number, chair, start, known.length, overbook]
    if verb == "lengthen":
        length, overbook = rest
        return "change", [number, known.chair, known.start, length, overbook]
    return verb, [number, *rest]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_the_service_does_what_the_model_does(practice, steps):
    model, reception = Morning(), Reception(practice)
    for step in steps:
        done = verb_and_parts(step, model)
        if done is None:
            continue
        verb, parts = done
        expected = outcome(getattr(model, verb), parts, Refused)
        event(f"{verb}{', marked' * any(visit.overbooked for visit in model.visits)}: {expected}")
        assert outcome(getattr(reception, verb), parts, Refusal) == expected, (verb, parts)
    assert reception.kept() == [
        (visit.chair, visit.start, visit.length, visit.overbooked, visit.status) for visit in model.visits
    ]
    for chair in range(CHAIRS):
        assert reception.free(chair, 2) == model.free(chair, 2)
