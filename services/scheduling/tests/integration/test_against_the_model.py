"""Whatever is done in whatever order: the service on a real database answers and keeps what the simple model does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from scheduling.domain.refusals import Refusal
from scheduling.domain.throttle import HOUR, BookingLimits, Limit

from services.scheduling.tests.builders import NOW, at
from services.scheduling.tests.model import A_WEEK, CHAIRS, HOLD_MINUTES, STRANGERS_QUARTERS, Mornings, Refused
from services.scheduling.tests.online import switch

EIGHT = at("2026-11-24 08:00").astimezone(UTC)
DATES = ("2026-11-24", "2026-12-01")
HOURS = {"open": True, "from": "09:00", "to": "13:00"}

chairs, starts, lengths = st.integers(0, CHAIRS - 1), st.sampled_from([*range(4, 11), 3, 18]), st.integers(1, 4)
numbers, on_purpose = st.integers(0, 30), st.booleans()
later = st.sampled_from([0, 0, 0, A_WEEK])
booking, holding = st.just("book"), st.just("hold")
STEPS = st.lists(
    st.one_of(
        st.tuples(booking, chairs, st.builds(int.__add__, starts, later), lengths, on_purpose),
        st.tuples(booking, chairs, starts, lengths, on_purpose),
        st.tuples(st.just("series"), chairs, starts, lengths),
        st.tuples(holding, chairs, starts, lengths),
        st.tuples(holding, chairs, starts, lengths),
        st.tuples(st.just("hold_any"), st.builds(int.__add__, starts, later)),
        st.tuples(st.just("hold_any"), starts),
        st.tuples(st.just("confirm"), numbers),
        st.tuples(st.just("release"), numbers),
        st.tuples(st.just("wait"), st.sampled_from([4, 6, HOLD_MINUTES])),
        st.tuples(st.just("move"), numbers, chairs, starts, on_purpose),
        st.tuples(st.just("lengthen"), numbers, lengths, on_purpose),
        st.tuples(st.just("finish"), numbers),
        st.tuples(st.just("cancel"), numbers),
        st.tuples(st.just("cancel"), numbers),
        st.tuples(st.just("restore"), numbers, on_purpose),
        st.tuples(st.just("restore"), numbers, on_purpose),
    ),
    min_size=20,
    max_size=40,
)


def moment(quarter):
    week, quarter = divmod(quarter, A_WEEK)
    return EIGHT + timedelta(weeks=week, minutes=15 * quarter)


def quarter_of(text):
    quarters = int((datetime.fromisoformat(text) - EIGHT) / timedelta(minutes=15))
    week, quarter = divmod(quarters, 7 * 24 * 4)
    return week * A_WEEK + quarter


class Reception:
    """Two chairs of a practice, open on two days from 9 to 13; visits and holds go by the order in which they came."""

    def __init__(self, practice):
        self.practice = practice
        practice.now = NOW
        self.chairs = [practice.ask("add_calendar", name="Fotel")["id"] for _ in range(CHAIRS)]
        for calendar_id in self.chairs:
            for day in DATES:
                practice.ask("add_exceptions", calendar_id=calendar_id, date=day, **HOURS)
        service = practice.ask("add_service", name="Dla obcych", minutes=15 * STRANGERS_QUARTERS, bookable_online=True)
        practice.ask("change_booking_settings", calendar_ids=self.chairs)
        self.service_id = service["id"]
        self.patient_id = practice.add_patient().id
        self.visits = []
        self.holds = []

    def book(self, chair, start, length, overbook):
        visit = self.practice.ask(
            "book_visit", patient_id=self.patient_id, overbook=overbook, **self._time(chair, start, length)
        )
        self.visits.append(visit["id"])

    def series(self, chair, start, length):
        time = self._time(chair, start, length)
        booked = self.practice.ask("book_series", patient_id=self.patient_id, every_weeks=1, count=2, **time)
        self.visits += [visit["id"] for visit in booked["visits"]]

    def change(self, number, chair, start, length, overbook):
        time = self._time(chair, start, length)
        self.practice.ask("change_visit", visit_id=self.visits[number], overbook=overbook, **time)

    def finish(self, number):
        self.practice.ask("change_visit", visit_id=self.visits[number], status="finished")

    def cancel(self, number):
        self.practice.ask("cancel_visit", visit_id=self.visits[number])

    def restore(self, number, overbook):
        self.practice.ask("restore_visit", visit_id=self.visits[number], overbook=overbook)

    def hold(self, chair, start, length):
        held = self.practice.ask("hold_time", hold_minutes=HOLD_MINUTES, **self._time(chair, start, length))
        self.holds.append(held["id"])

    def hold_any(self, start):
        held = self.practice.ask("hold_public_time", service_id=self.service_id, starts_at=moment(start))
        self.holds.append(held["id"])

    def confirm(self, number):
        visit = self.practice.ask("confirm_hold", hold_id=self.holds[number], patient_id=self.patient_id)
        if visit["id"] not in self.visits:
            self.visits.append(visit["id"])

    def release(self, number):
        self.practice.ask("release_hold", hold_id=self.holds[number])

    def wait(self, minutes):
        self.practice.now += timedelta(minutes=minutes)

    def kept(self):
        """In the order of booking: chair, start and length in quarters, mark, status."""
        listed = [
            visit
            for calendar_id in self.chairs
            for visit in self.practice.ask("list_visits", calendar_id=calendar_id)["items"]
        ]
        assert len(listed) == len(self.visits)
        by_id = {visit["id"]: visit for visit in listed}
        kept = [by_id[visit_id] for visit_id in self.visits]
        return [(*self._place(visit), visit["overbooked"], visit["status"]) for visit in kept]

    def lasting(self):
        dates = {"from": DATES[0], "to": "2026-12-02"}
        mine = [
            item for item in self.practice.ask("list_holds", **dates)["items"] if item["calendar_id"] in self.chairs
        ]
        return sorted(self._place(item) for item in mine)

    def free(self, chair, length):
        dates = {"from": DATES[0], "to": "2026-12-02"}
        answer = self.practice.ask("list_free_times", **dates, minutes=15 * length, calendar_ids=[self.chairs[chair]])
        days = tuple(DATES)
        return [quarter_of(item["starts_at"]) for item in answer["items"] if item["starts_at"].startswith(days)]

    def _time(self, chair, start, length):
        return {"calendar_id": self.chairs[chair], "starts_at": moment(start), "minutes": 15 * length}

    def _place(self, item):
        return self.chairs.index(item["calendar_id"]), quarter_of(item["starts_at"]), item["minutes"] // 15


def outcome(verb, parts, refusal):
    try:
        verb(*parts)
    except refusal as refused:
        return str(refused)
    return "done"


def verb_and_parts(step, model):
    """The model's and the service's verb; None where there is nothing yet that it could be about."""
    verb, *parts = step
    if verb in {"book", "series", "hold", "hold_any", "wait"}:
        return verb, parts
    there = model.holds if verb in {"confirm", "release"} else model.visits
    if not there:
        return None
    number, *rest = parts
    number %= len(there)
    known = there[number]
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
    switch(practice, on=True)
    practice.limits = BookingLimits(holds_per_practice=Limit(100_000, HOUR))
    model, reception = Mornings(), Reception(practice)
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
    assert reception.lasting() == model.lasting()
    for chair in range(CHAIRS):
        assert reception.free(chair, 2) == model.free(chair, 2)
