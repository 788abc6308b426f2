"""A stranger's way from a free time to a visit, at a desk in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from scheduling.application.add_service import add_service
from scheduling.application.change_booking_settings import change_booking_settings
from scheduling.application.confirm_public_hold import confirm_public_hold
from scheduling.application.hold_public_time import hold_public_time
from scheduling.application.list_public_times import list_public_times
from scheduling.application.read_public_hold import read_public_hold
from scheduling.application.request_booking_code import request_booking_code
from scheduling.domain.consent import Consents
from scheduling.domain.facts import BookingCodeRequested, PatientAdded, VisitBooked
from scheduling.domain.refusals import HoldExpired, NotFound, OutsideWorkingTime, SlotTaken, ValidationFailed
from scheduling.domain.refusals_online import NotAPatient, OnlineBookingOff, TooManyBookings, WrongCode

from services.scheduling.tests.at_the_desk import book, chair, off, opened
from services.scheduling.tests.builders import NOW, WARSAW, a_patient, at, every_day
from services.scheduling.tests.fakes import FakeDesk

PHONE, EMAIL = "+48501700100", "Zaneta@example.com"
WHO = {"first_name": "Żaneta", "last_name": "Łęcka", "phone": "501 700 100", "email": None}
SLOT = "2026-11-24 10:00"


@pytest.fixture
def desk():
    desk = opened(chairs=1)
    desk.patients.kept.clear()
    desk.actor_id = None
    return online(desk)


def online(desk: FakeDesk) -> FakeDesk:
    desk.practices.follow("Gabinet", WARSAW, 2, online_booking=True)
    add_service(desk, fields={"name": "Przegląd", "minutes": 30, "bookable_online": True})
    desk.facts.clear()
    return desk


def service_id(desk):
    return desk.services.all()[0].id


def allow(desk, **fields):
    change_booking_settings(desk, fields=fields, expected_version=None)


def hold(desk, when=SLOT, place=None):
    calendar_id = chair(desk, place) if place else None
    return hold_public_time(
        desk, service_id=service_id(desk), starts_at=at(when), calendar_id=calendar_id, address=None
    )


def send(desk, held, channel="sms", note=None, **who):
    return request_booking_code(
        desk,
        hold_id=held.hold.id,
        token=held.token,
        channel=channel,
        fields=WHO | who,
        note=note,
        language="pl",
        address=None,
    )


def code(desk):
    """The one that went out last."""
    return [fact.code for fact in desk.facts if isinstance(fact, BookingCodeRequested)][-1]


def confirm(desk, held, said=None):
    return confirm_public_hold(desk, hold_id=held.hold.id, token=held.token, code=said or code(desk))


def booked(desk, when=SLOT, channel="sms", **who):
    held = hold(desk, when)
    send(desk, held, channel, **who)
    return confirm(desk, held).shown


def times(desk, from_=date(2026, 11, 24), days=1, place=None):
    calendar_id = chair(desk, place) if place else None
    to = from_ + timedelta(days=days)
    return list_public_times(desk, service_id=service_id(desk), from_=from_, to=to, calendar_id=calendar_id)


# Times


def test_any_chair_is_one_time_each_and_the_next_free_day_is_named():
    desk = online(opened(chairs=2))
    book(desk, "2026-11-24 08:00", place=1)
    found = times(desk)
    starts = [start for _, start in found.items]
    assert len(set(starts)) == len(starts)
    assert found.items[0] == (chair(desk, 2), at("2026-11-24 08:00"))
    assert found.next_free == date(2026, 11, 24)


def test_the_next_free_day_is_found_behind_what_was_asked_and_not_behind_the_horizon(desk):
    off(desk, date(2026, 11, 24), date(2027, 1, 20))
    assert times(desk).next_free == date(2027, 1, 21)
    allow(desk, horizon_days=58)
    assert times(desk).next_free is None


def test_notice_holds_to_the_minute_and_the_horizon_to_the_day(desk):
    allow(desk, notice_minutes=60, horizon_days=1)
    today = times(desk, date(2026, 11, 23))
    assert today.items[0][1] == at("2026-11-23 11:15")  # it is 10:05
    assert times(desk, date(2026, 11, 25)).items == []
    for when in ("2026-11-23 11:00", "2026-11-25 10:00"):
        with pytest.raises(ValidationFailed):
            hold(desk, when)
    hold(desk, "2026-11-23 11:15")


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2026, 3, 29)])
def test_a_day_of_a_clock_change_has_the_hours_of_its_wall(desk, day):
    desk.now = at(f"{day - timedelta(days=1)} 12:00")
    desk.practice = replace(desk.practice, week=every_day("1:00-4:00"))
    starts = [start.astimezone(WARSAW) for _, start in times(desk, day).items]
    quarters = 12 + {10: 4, 3: -4}[day.month]
    assert len(starts) == quarters - 1
    hold(desk, f"{day} 03:00")
    assert at(f"{day} 03:00") not in [start for _, start in times(desk, day).items]


def test_only_what_is_bookable_online_can_be_asked_for(desk):
    inside = add_service(desk, fields={"name": "Konsylium", "minutes": 60})
    with pytest.raises(NotFound):
        list_public_times(desk, service_id=inside.id, from_=date(2026, 11, 24), to=date(2026, 11, 25), calendar_id=None)


def test_a_chair_that_is_not_on_offer_is_not_found():
    desk = online(opened(chairs=2))
    allow(desk, calendar_ids=[chair(desk, 2)])
    assert {calendar_id for calendar_id, _ in times(desk).items} == {chair(desk, 2)}
    with pytest.raises(NotFound):
        hold(desk, place=1)
    assert hold(desk).hold.calendar_id == chair(desk, 2)


# Holds


def test_of_any_chair_the_one_with_the_least_to_do_that_day_is_taken():
    desk = online(opened(chairs=3))
    book(desk, "2026-11-24 14:00", place=1)
    book(desk, "2026-11-25 14:00", place=2)
    places = [hold(desk).hold.calendar_id for _ in range(3)]
    assert places == [chair(desk, 2), chair(desk, 3), chair(desk, 1)]
    with pytest.raises(SlotTaken):
        hold(desk)


def test_a_time_at_which_nobody_works_is_said_to_be_that(desk):
    with pytest.raises(OutsideWorkingTime):
        hold(desk, "2026-11-24 20:00")


def test_a_hold_frees_its_time_by_itself(desk):
    hold(desk)
    desk.now += timedelta(minutes=10)
    hold(desk)


def test_without_its_switch_nothing_is_offered(desk):
    desk.practices.follow("Gabinet", WARSAW, 3, online_booking=False)
    with pytest.raises(OnlineBookingOff):
        hold(desk)


# Codes


def test_the_first_code_makes_the_hold_last_as_long_as_itself_and_no_other_does(desk):
    held = hold(desk)
    desk.now += timedelta(minutes=4)
    assert send(desk, held).held_until == NOW + timedelta(minutes=14)
    desk.now += timedelta(minutes=4)
    again = send(desk, held)
    assert (again.held_until, again.expires_at) == (NOW + timedelta(minutes=14), NOW + timedelta(minutes=18))


def test_a_hold_that_ran_out_is_taken_up_again_once_while_nobody_has_its_time(desk):
    held = hold(desk)
    desk.now += timedelta(minutes=15)
    assert send(desk, held).held_until == desk.now + timedelta(minutes=10)
    desk.now += timedelta(minutes=10)
    with pytest.raises(HoldExpired):
        send(desk, held)


def test_for_a_hold_whose_time_is_somebody_elses_no_code_goes_out(desk):
    held = hold(desk)
    desk.now += timedelta(minutes=10)
    hold(desk)
    desk.facts.clear()
    with pytest.raises(HoldExpired):
        send(desk, held)
    with pytest.raises(HoldExpired):
        read_public_hold(desk, hold_id=held.hold.id, token=held.token)
    assert desk.facts == []


def test_a_new_code_makes_the_one_before_useless(desk):
    held = hold(desk)
    send(desk, held)
    first = code(desk)
    send(desk, held)
    assert isinstance(confirm(desk, held, first), WrongCode)
    assert confirm(desk, held).shown.visit.status == "planned"


def test_a_code_is_good_for_ten_minutes_and_five_tries(desk):
    held = hold(desk)
    send(desk, held)
    desk.now += timedelta(minutes=10)
    assert confirm(desk, held).data == {"tries": 0}
    desk.now -= timedelta(seconds=1)
    assert [confirm(desk, held, "nonsense").data["tries"] for _ in range(5)] == [4, 3, 2, 1, 0]
    assert confirm(desk, held).data == {"tries": 0}
    assert desk.visits.kept == {}


@pytest.mark.parametrize(
    ("channel", "who", "field", "wrong"),
    [
        ("sms", {"phone": None}, "phone", "required"),
        ("sms", {"phone": "12"}, "phone", "invalid_phone"),
        ("email", {"email": " "}, "email", "required"),
        ("email", {"email": "nobody"}, "email", "invalid_email"),
        ("sms", {"last_name": ""}, "last_name", "required"),
    ],
)
def test_what_is_wrong_is_named_and_no_code_goes_out(desk, channel, who, field, wrong):
    held = hold(desk)
    desk.facts.clear()
    with pytest.raises(ValidationFailed) as refused:
        send(desk, held, channel, **who)
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, wrong)]
    assert desk.facts == []


# Who it is


@pytest.mark.parametrize(
    ("card", "channel", "who", "known"),
    [
        ({"phone": PHONE}, "sms", {}, True),
        ({"phone": PHONE}, "sms", {"first_name": "ZANETA", "last_name": " lecka "}, True),
        ({"email": EMAIL}, "email", {"email": "zaneta@EXAMPLE.com"}, True),
        ({"phone": PHONE}, "sms", {"first_name": "Jan"}, False),
        ({"phone": "+48501700101"}, "sms", {}, False),
        ({"email": EMAIL}, "sms", {"email": EMAIL}, False),
        ({}, "sms", {}, False),
    ],
)
def test_a_patient_is_known_by_the_contact_they_have_shown_to_be_theirs_and_their_name(desk, card, channel, who, known):
    patient = a_patient("Żaneta", "Łęcka", **card)
    desk.patients.add(patient)
    visit = booked(desk, channel=channel, **who).visit
    assert (visit.patient_id == patient.id) is known
    assert desk.patients.kept[patient.id] == patient
    assert any(isinstance(fact, PatientAdded) for fact in desk.facts) is not known


def test_an_erased_card_is_nobodys(desk):
    patient = replace(a_patient("Żaneta", "Łęcka", phone=PHONE), state="erased")
    desk.patients.add(patient)
    assert booked(desk).visit.patient_id != patient.id


def test_a_new_patient_has_said_online_what_they_agree_to(desk):
    visit = booked(desk, consents=Consents(sms=True, email=False)).visit
    said = desk.consents.newest(visit.patient_id)
    assert [(each.channel, each.given, each.source) for each in said] == [
        ("sms", True, "online_booking"),
        ("email", False, "online_booking"),
    ]
    assert visit.source == "online"
    assert [type(fact) for fact in desk.facts if isinstance(fact, PatientAdded | VisitBooked)] == [
        PatientAdded,
        VisitBooked,
    ]


def test_where_new_patients_may_not_book_they_learn_it_after_their_code_and_only_of_themselves(desk):
    allow(desk, new_patients=False)
    held = hold(desk)
    stranger = send(desk, held)
    desk.patients.add(a_patient("Jan", "Żuk", phone="+48501700200"))
    other = hold(desk, "2026-11-24 11:00")
    known = send(desk, other, first_name="Jan", last_name="Żuk", phone="501700200")
    assert stranger == known
    assert confirm(desk, other).shown.patient.last_name == "Żuk"
    said = next(fact.code for fact in desk.facts if isinstance(fact, BookingCodeRequested))
    with pytest.raises(NotAPatient):
        confirm(desk, held, said)


def test_a_patient_has_no_more_visits_ahead_booked_online_than_the_practice_allows(desk):
    allow(desk, most_open=1)
    first = booked(desk)
    with pytest.raises(TooManyBookings) as refused:
        booked(desk, "2026-11-24 11:00")
    assert refused.value.data == {"most": 1}
    desk.visits.save(first.visit.cancel(None))
    booked(desk, "2026-11-24 12:00")


def test_late_but_with_a_good_code_the_time_is_booked_if_nobody_has_it(desk):
    held = hold(desk)
    send(desk, held)
    desk.now += timedelta(minutes=5)
    send(desk, held)
    desk.now += timedelta(minutes=8)
    assert read_public_hold(desk, hold_id=held.hold.id, token=held.token).hold.held_until < desk.now
    assert confirm(desk, held).shown.visit.starts_at == at(SLOT)


def test_before_a_code_was_asked_for_there_is_nothing_to_confirm(desk):
    with pytest.raises(ValidationFailed):
        confirm(desk, hold(desk), "000000")
