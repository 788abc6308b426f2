"""A patient puts themselves on the waiting list, at a desk in memory."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from scheduling.application.change_booking_settings import change_booking_settings
from scheduling.application.join_waiting_list import ask_to_join_waiting_list, confirm_joining
from scheduling.application.read_public_hold import forget_public_holds
from scheduling.domain.facts import BookingCodeRequested, PatientAdded
from scheduling.domain.refusals import HoldExpired, NotFound, ValidationFailed
from scheduling.domain.refusals_online import NotAPatient, OnlineBookingOff, RateLimited, WrongCode

from services.scheduling.tests.at_the_desk import chair
from services.scheduling.tests.builders import WARSAW
from services.scheduling.tests.on_the_list import listed, somebody, waits

WHO = {"first_name": "Jan", "last_name": "Śliwa", "phone": "501 700 100", "email": None}
UNTIL = date(2026, 12, 31)


@pytest.fixture
def desk():
    desk = listed()
    desk.actor_id = None
    switch(desk, on=True)
    return desk


def switch(desk, *, on):
    desk.practices.follow("Gabinet", WARSAW, desk.practice_version + 1, online_booking=on)
    (service,) = desk.services.all()
    desk.services.save(service.change({"bookable_online": True}, [service]))


def ask(desk, *, channel="sms", address=None, wishes=None, **who):
    return ask_to_join_waiting_list(
        desk,
        service_id=desk.services.all()[0].id,
        wishes={"until_date": UNTIL} | (wishes or {}),
        channel=channel,
        fields=WHO | who,
        language="pl",
        address=address,
    ).id


def code(desk):
    return [fact.code for fact in desk.facts if isinstance(fact, BookingCodeRequested)][-1]


def confirm(desk, joining_id, said=None):
    return confirm_joining(desk, joining_id=joining_id, code=said or code(desk))


def entries(desk):
    return list(desk.waiting.kept.values())


def test_with_the_code_they_wait_as_they_wished(desk):
    joining_id = ask(desk, wishes={"weekdays": [2], "from_hour": time(8), "calendar_ids": [chair(desk)]})
    assert entries(desk) == []
    assert confirm(desk, joining_id) == UNTIL
    (entry,) = entries(desk)
    assert (entry.source, entry.wishes.minutes, entry.wishes.weekdays, entry.wishes.from_hour) == (
        "online",
        30,
        (2,),
        time(8),
    )
    assert desk.patients.read(entry.patient_id).card.phone == "+48501700100"
    assert desk.joinings.kept[joining_id].asked is None


def test_a_patient_who_is_known_gets_no_second_card(desk):
    patient_id = somebody(desk)
    confirm(desk, ask(desk))
    assert [each.patient_id for each in entries(desk)] == [patient_id]
    assert not [fact for fact in desk.facts if isinstance(fact, PatientAdded)]


def test_confirmed_twice_it_is_the_same_and_a_used_code_tells_nothing(desk):
    joining_id = ask(desk)
    assert confirm(desk, joining_id) == confirm(desk, joining_id) == UNTIL
    assert len(entries(desk)) == 1
    wrong = confirm(desk, joining_id, "999999")
    assert isinstance(wrong, WrongCode)
    assert wrong.data == {"tries": 0}


def test_who_waits_already_keeps_their_place_with_the_new_wishes(desk):
    patient_id = somebody(desk)
    first = waits(desk, patient_id, minutes=45, note="boi się igieł")
    waits(desk)
    assert confirm(desk, ask(desk, wishes={"weekdays": [5]})) == UNTIL
    entry = entries(desk)[0]
    assert (entry.id, entry.wishes.weekdays, entry.wishes.minutes, entry.note) == (first.id, (5,), 45, "boi się igieł")
    assert (entry.version, len(entries(desk))) == (2, 2)


def test_five_wrong_codes_are_all_there_are(desk):
    joining_id = ask(desk)
    right = code(desk)
    tries = [confirm(desk, joining_id, "999999").data["tries"] for _ in range(5)]
    assert tries == [4, 3, 2, 1, 0]
    assert confirm(desk, joining_id, right).data == {"tries": 0}
    assert entries(desk) == []


def test_an_asking_runs_out_with_its_code_and_is_forgotten_after_a_day(desk):
    joining_id = ask(desk)
    desk.now += timedelta(minutes=10)
    with pytest.raises(HoldExpired):
        confirm(desk, joining_id)
    desk.now += timedelta(days=1)
    assert forget_public_holds(desk) == 1
    with pytest.raises(NotFound):
        confirm(desk, joining_id)


def test_who_is_asked_for_is_not_told_before_the_code_and_new_ones_may_be_refused_after_it(desk):
    change_booking_settings(desk, fields={"new_patients": False}, expected_version=None)
    joining_id = ask(desk)
    with pytest.raises(NotAPatient):
        confirm(desk, joining_id)
    somebody(desk)
    assert confirm(desk, joining_id) == UNTIL


def test_codes_are_counted_with_those_of_bookings(desk):
    for _ in range(5):
        ask(desk)
    with pytest.raises(RateLimited):
        ask(desk)
    ask(desk, phone="501 700 200")


@pytest.mark.parametrize("what", ["asking", "confirming"])
def test_where_online_booking_is_off_nobody_joins(desk, what):
    joining_id = ask(desk)
    switch(desk, on=False)
    with pytest.raises(OnlineBookingOff):
        ask(desk) if what == "asking" else confirm(desk, joining_id)


def test_only_what_is_on_offer_can_be_waited_for(desk):
    change_booking_settings(desk, fields={"calendar_ids": [chair(desk)]}, expected_version=None)
    with pytest.raises(NotFound):
        ask(desk, wishes={"calendar_ids": [desk.practice_id]})
    with pytest.raises(ValidationFailed):
        ask(desk, phone="")
    (service,) = desk.services.all()
    desk.services.save(service.change({"bookable_online": False}, [service]))
    with pytest.raises(NotFound):
        ask(desk)
