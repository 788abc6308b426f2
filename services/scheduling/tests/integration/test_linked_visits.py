"""What patients do by the link of a message, on a real database."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from contracts import golden
from scheduling.domain.refusals import SlotTaken
from scheduling.domain.refusals_online import ChangeTooLate, LinkNotValid
from sqlalchemy import text

from services.scheduling.tests.builders import NOW, at
from services.scheduling.tests.every_method import books
from services.scheduling.tests.online import open_online, switch
from services.scheduling.tests.practice import SECRETS, offer_link

DATES = {"from": "2026-11-26", "to": "2026-11-27"}


@pytest.fixture
def stranger(practice):
    return open_online(practice)


@pytest.fixture
def visit(practice, stranger):
    return practice.book("2026-11-26 10:00").visit


def link_of(visit):
    return SECRETS.visit_link(visit.id, visit.starts_at)


def test_opening_the_link_shows_the_visit_and_changes_nothing(practice, stranger, visit):
    before = books(practice)
    shown = stranger.ask("read_linked_visit", token=link_of(visit))
    assert set(shown) == set(golden.response("scheduling.read_linked_visit"))
    assert (shown["practice_id"], shown["visit_id"]) == (str(practice.id), str(visit.id))
    assert (shown["practice_phone"], shown["starts_at"]) == ("+48221234567", "2026-11-26T10:00:00+01:00")
    assert (shown["can_confirm"], shown["can_change"], shown["another_time"]) == (True, True, False)
    stranger.ask("list_linked_times", token=link_of(visit), **DATES)
    assert books(practice) == before


def test_the_patient_confirms_once_and_the_reception_hears_of_it(practice, stranger, visit):
    for _ in range(2):
        shown = stranger.ask("confirm_linked_visit", token=link_of(visit))
        assert (shown["status"], shown["can_confirm"], shown["version"]) == ("confirmed", False, 2)
    assert [event.type for event in practice.announced()] == ["visit_booked.v1", "visit_status_changed.v1"]
    kept = practice.ask("read_visit", visit_id=visit.id)
    assert (kept["status"], kept["patient_answer"]) == ("confirmed", "yes")


def test_the_patient_moves_and_the_old_link_is_good_for_nothing_but_to_say_so(practice, stranger, visit):
    old = link_of(visit)
    moved = stranger.ask("move_linked_visit", key="key", token=old, starts_at=at("2026-11-27 12:00"))
    assert set(moved) == set(golden.response("scheduling.move_linked_visit"))
    assert stranger.ask("move_linked_visit", key="key", token=old, starts_at=at("2026-11-27 12:00")) == moved
    assert stranger.ask("read_linked_visit", token=moved["token"]) == moved["visit"]
    shown = stranger.ask("read_linked_visit", token=old)
    assert (shown["another_time"], shown["can_confirm"], shown["can_change"]) == (True, False, False)
    for method, more in (
        ("confirm_linked_visit", {}),
        ("cancel_linked_visit", {}),
        ("move_linked_visit", {"starts_at": at("2026-11-27 14:00")}),
        ("list_linked_times", DATES),
    ):
        with pytest.raises(LinkNotValid):
            stranger.ask(method, token=old, **more)
    assert practice.announced()[-1].type == "visit_moved.v1"


def test_the_patient_cancels_until_the_limit_and_then_calls(practice, stranger, visit):
    practice.now = (visit.starts_at - timedelta(hours=24)).astimezone(NOW.tzinfo)
    shown = stranger.ask("read_linked_visit", token=link_of(visit))
    assert (shown["can_change"], shown["can_confirm"]) == (False, True)
    for method, more in (("cancel_linked_visit", {}), ("move_linked_visit", {"starts_at": at("2026-11-27 12:00")})):
        with pytest.raises(ChangeTooLate) as refused:
            stranger.ask(method, token=link_of(visit), **more)
        assert refused.value.data == {"change_until": "2026-11-25T10:00:00+01:00"}
    practice.now -= timedelta(seconds=1)
    for _ in range(2):
        shown = stranger.ask("cancel_linked_visit", token=link_of(visit), reason="Choroba")
        assert (shown["status"], shown["can_change"]) == ("cancelled", False)
    assert practice.ask("read_visit", visit_id=visit.id)["cancel_reason"] == "Choroba"
    assert [event.type for event in practice.announced()] == ["visit_booked.v1", "visit_cancelled.v1"]


def test_a_taken_time_is_no_place_to_move_to_and_its_own_is_none(practice, stranger, visit):
    practice.book("2026-11-26 11:00")
    times = stranger.ask("list_linked_times", token=link_of(visit), **DATES)
    starts = [item["starts_at"][11:16] for item in times["items"]]
    assert "10:15" in starts
    assert not {"10:00", "10:45", "11:00", "11:15"} & set(starts)
    with pytest.raises(SlotTaken):
        stranger.ask("move_linked_visit", token=link_of(visit), starts_at=at("2026-11-26 11:15"))
    stranger.ask("move_linked_visit", token=link_of(visit), starts_at=at("2026-11-26 10:15"))


def test_links_go_on_working_where_online_booking_is_off(practice, stranger, visit):
    switch(practice, on=False, version=3)
    assert stranger.ask("confirm_linked_visit", token=link_of(visit))["status"] == "confirmed"
    stranger.ask("move_linked_visit", token=link_of(visit), starts_at=at("2026-11-27 12:00"))


def test_what_we_did_not_sign_has_run_out_or_is_about_nothing_is_no_link(practice, stranger, visit):
    good = link_of(visit)
    held = stranger.hold("2026-11-26 13:00")
    not_ours = [
        "",
        "nonsense",
        good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
        offer_link(visit.id, visit.starts_at),
        SECRETS.visit_link(uuid4(), visit.starts_at),
        SECRETS.visit_link(UUID(held["id"]), at("2026-11-26 13:00")),
    ]
    for token in not_ours:
        with pytest.raises(LinkNotValid):
            stranger.ask("read_linked_visit", token=token)
    practice.now = visit.starts_at
    with pytest.raises(LinkNotValid):
        stranger.ask("read_linked_visit", token=good)


def test_nothing_but_the_practice_of_a_visit_can_be_learned_without_a_practice(pool, practice, visit):
    with pool.transaction(uuid4()) as session:
        found = session.execute(text("SELECT practice_of_visit(:id)"), {"id": visit.id}).scalar_one()
        assert found == practice.id
        assert session.execute(text("SELECT count(*) FROM visits")).scalar_one() == 0


def test_the_patient_of_an_erased_card_has_no_link_any_more(practice, stranger, visit):
    practice.ask("cancel_visit", visit_id=visit.id)
    practice.ask("erase_patient", patient_id=visit.patient_id)
    for method in ("read_linked_visit", "confirm_linked_visit"):
        with pytest.raises(LinkNotValid):
            stranger.ask(method, token=link_of(visit))
