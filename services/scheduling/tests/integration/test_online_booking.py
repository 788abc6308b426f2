"""A stranger books online, on a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from contracts import golden
from scheduling.adapters.backlog import SqlBacklog
from scheduling.adapters.import_signal import ImportSignal
from scheduling.bootstrap import Worker
from scheduling.domain.refusals import HoldExpired, NotFound, SlotTaken
from scheduling.domain.refusals_online import OnlineBookingOff, RateLimited, WrongCode
from scheduling.entrypoints.worker import one_round
from sqlalchemy import text

from services.scheduling.tests.builders import at
from services.scheduling.tests.every_method import books
from services.scheduling.tests.online import CODE, Stranger, open_online, switch
from services.scheduling.tests.practice import Practice

DATES = {"from": "2026-11-24", "to": "2026-11-25"}


@pytest.fixture
def stranger(practice):
    return open_online(practice)


def of(practice, query, **values):
    return practice.do(lambda desk: desk.session.execute(text(query), values).all())


def test_a_stranger_books_and_the_reception_hears_of_it(practice, stranger):
    offer = stranger.ask("read_public_booking")
    assert set(offer) == set(golden.response("scheduling.read_public_booking"))
    service_id, calendar_id = offer["services"][0]["id"], offer["calendars"][0]["id"]
    times = stranger.ask("list_public_times", service_id=service_id, **DATES)
    assert times["items"][0] == {"calendar_id": calendar_id, "starts_at": "2026-11-24T08:00:00+01:00"}
    held = stranger.ask("hold_public_time", service_id=service_id, starts_at=times["items"][0]["starts_at"])
    assert set(held) == set(golden.response("scheduling.hold_public_time"))
    assert stranger.ask("read_public_hold", hold_id=held["id"], token=held["token"]) == held
    code = stranger.send_code(held)
    (news,) = [envelope for envelope in practice.announced() if envelope.type == CODE]
    assert (news.data.to, news.data.channel) == (stranger.phone, "sms")
    booked = stranger.confirm(held, code)
    assert set(booked) == set(golden.response("scheduling.confirm_public_hold"))
    (visit,) = practice.ask("list_visits")["items"]
    assert (visit["source"], visit["starts_at"], visit["patient"]["phone"]) == (
        "online",
        booked["starts_at"],
        stranger.phone,
    )
    assert practice.announced()[-1].type == "visit_booked.v1"
    told = practice.ask("list_changes", subject="visit", subject_id=visit["id"])["items"]
    assert {change["actor_id"] for change in told} == {None}


def test_confirming_again_is_answered_the_same_and_books_nothing_more(practice, stranger):
    held = stranger.hold()
    code = stranger.send_code(held)
    first = stranger.confirm(held, code)
    before = books(practice)
    assert stranger.confirm(held, code) == first
    assert books(practice) == before
    with pytest.raises(WrongCode):
        stranger.confirm(held, "999999" if code != "999999" else "111111")


def test_what_a_stranger_typed_is_kept_no_longer_than_it_is_of_use(practice, stranger):
    held = stranger.hold()
    code = stranger.send_code(held, note="Boli")
    kept = books(practice)
    assert code not in "".join(kept["public_holds"])
    assert held["token"] not in "".join(kept["public_holds"])
    stranger.confirm(held, code)
    assert "Łęcka" not in "".join(books(practice)["public_holds"])


def test_the_worker_forgets_what_was_typed_a_day_after(practice, pool, stranger):
    held = stranger.hold()
    stranger.send_code(held)
    worker = Worker(practice.office, SqlBacklog(pool), ImportSignal(pool))
    practice.now += timedelta(days=1)
    one_round(worker, lambda: practice.now)
    assert books(practice)["public_holds"]
    practice.now += timedelta(seconds=1)
    one_round(worker, lambda: practice.now)
    assert books(practice)["public_holds"] == []
    with pytest.raises(NotFound):
        stranger.ask("read_public_hold", hold_id=held["id"], token=held["token"])


def test_a_wrong_try_is_kept_although_it_is_refused(practice, stranger):
    held = stranger.hold()
    code = stranger.send_code(held)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongCode) as refused:
            stranger.confirm(held, wrong)
        assert refused.value.data == {"tries": left}
    with pytest.raises(WrongCode):
        stranger.confirm(held, code)
    assert practice.ask("list_visits")["items"] == []


def test_a_hold_is_nobodys_without_its_token(practice, stranger):
    held = stranger.hold()
    for method in ("read_public_hold", "release_public_hold"):
        with pytest.raises(NotFound):
            stranger.ask(method, hold_id=held["id"], token="another")
    with pytest.raises(SlotTaken):
        stranger.hold()
    stranger.ask("release_public_hold", hold_id=held["id"], token=held["token"])
    stranger.hold()


def test_a_key_that_two_strangers_use_gives_nobody_the_others_hold(practice, stranger):
    one, other = Stranger(practice, "203.0.113.1"), Stranger(practice, "203.0.113.2")
    asked = {"service_id": stranger.service_id, "starts_at": at("2026-11-24 10:00")}
    held = one.ask("hold_public_time", key="1", **asked)
    assert one.ask("hold_public_time", key="1", **asked) == held
    with pytest.raises(SlotTaken):
        other.ask("hold_public_time", key="1", **asked)


def test_what_the_practice_took_after_the_hold_ran_out_is_said_clearly_and_nothing_is_lost(practice, stranger):
    held = stranger.hold()
    code = stranger.send_code(held)
    practice.now += timedelta(minutes=10)
    practice.book("2026-11-24 10:15")
    practice.now -= timedelta(minutes=1)
    with pytest.raises(HoldExpired):
        stranger.confirm(held, code)
    with pytest.raises(HoldExpired):
        stranger.ask("read_public_hold", hold_id=held["id"], token=held["token"])


def test_with_online_booking_off_nothing_is_offered_held_or_booked(practice, stranger):
    held = stranger.hold()
    code = stranger.send_code(held)
    service_id = stranger.service_id
    switch(practice, on=False, version=3)
    for ask in (
        lambda: stranger.ask("read_public_booking"),
        lambda: stranger.ask("list_public_times", service_id=service_id, **DATES),
        lambda: stranger.hold("2026-11-24 12:00", service_id=service_id),
        lambda: stranger.send_code(held),
        lambda: stranger.confirm(held, code),
    ):
        with pytest.raises(OnlineBookingOff):
            ask()


def test_tries_are_counted_by_address_and_given_back_once_an_hour_has_passed(practice, stranger):
    nearby = Stranger(practice, "203.0.113.7")
    for quarter in range(10):
        nearby.hold(f"2026-11-24 {8 + quarter // 2:02}:{30 * (quarter % 2):02}")
        practice.now += timedelta(minutes=1)
    before = books(practice)
    with pytest.raises(RateLimited) as refused:
        nearby.hold("2026-11-24 14:00")
    assert refused.value.data == {"retry_after": 50 * 60}
    assert books(practice) == before
    Stranger(practice, "203.0.113.8").hold("2026-11-24 14:00")
    practice.now += timedelta(minutes=50)
    nearby.hold("2026-11-24 14:30")


def test_a_phone_is_protected_over_all_practices(pool, practice, stranger):
    other = open_online(Practice.registered(pool))
    phone = "+48501700777"
    held, there = stranger.hold(), other.hold()
    for asked, where in [(stranger, held), (other, there)] * 2 + [(stranger, held)]:
        asked.send_code(where, phone=phone)
    with pytest.raises(RateLimited):
        other.send_code(there, phone="501 700 777")
    other.send_code(there, phone="+48501700778")


def test_settings_are_kept_with_their_version_and_told_in_the_trail(practice):
    asked = {
        "notice_minutes": 60,
        "calendar_ids": [str(practice.calendar.id)],
        "allowed_origins": ["https://Gabinet.pl/"],
    }
    settings = practice.ask("change_booking_settings", expected_version=1, **asked)
    assert set(settings) == set(golden.response("scheduling.change_booking_settings"))
    assert settings == practice.ask("read_booking_settings")
    assert (settings["version"], settings["allowed_origins"]) == (2, ["https://gabinet.pl"])
    (change,) = practice.ask("list_changes", subject="practice")["items"]
    assert {field["field"] for field in change["fields"]} == {"notice_minutes", "calendar_ids", "allowed_origins"}


def test_a_start_with_an_offset_that_the_clock_change_leaves_out_is_no_time_to_hold(practice, stranger):
    practice.ask("change_booking_settings", horizon_days=365)
    with pytest.raises(Exception, match="local_time_missing"):
        stranger.ask("hold_public_time", service_id=stranger.service_id, starts_at="2027-03-28T02:30:00+01:00")
