"""Calendar feeds: made with a token that is told once, read by who has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from scheduling.application.cancel_visit import cancel_visit
from scheduling.application.erase_patient import erase_patient
from scheduling.application.feeds import add_feed, list_feeds, read_feed, remove_feed
from scheduling.domain.feed import MOST_FEEDS, patient_in_feed
from scheduling.domain.refusals import NotFound, ValidationFailed
from scheduling.domain.refusals_feeds import TooManyFeeds

from services.scheduling.tests.at_the_desk import book, chair, change, opened
from services.scheduling.tests.builders import NOW, WARSAW, a_visit


@pytest.fixture
def desk():
    return opened()


def add(desk, *places, name="Dr Nowak", shows="initials"):
    ids = [chair(desk, place) for place in places or (1,)]
    return add_feed(desk, fields={"name": name, "calendar_ids": ids, "shows": shows})


def read(desk, made):
    return read_feed(desk, feed_id=made.feed.id, token=made.token)


def ids_in(desk, made):
    return [visit.id for visit in read(desk, made).visits]


def test_its_token_is_told_once_and_only_a_hash_of_it_is_kept(desk):
    made = add(desk)
    (listed,) = list_feeds(desk)
    assert (listed.feed, listed.token) == (made.feed, None)
    assert made.feed.token_hash == desk.secrets.mark(made.token)
    assert made.token not in repr(made)


def test_it_has_the_visits_of_its_chairs_alone(desk):
    first, second = book(desk), book(desk, "2026-11-24 09:00", place=2)
    assert ids_in(desk, add(desk, 1)) == [first.id]
    assert ids_in(desk, add(desk, 1, 2)) == [second.id, first.id]


def test_a_cancelled_visit_stays_in_it_and_so_does_a_closed_chair(desk):
    visit = book(desk)
    made = add(desk)
    cancel_visit(desk, visit_id=visit.id, reason=None, expected_version=None)
    change(desk, 1, active=False)
    (shown,) = read(desk, made).visits
    assert (shown.status, shown.version) == ("cancelled", 2)


@pytest.mark.parametrize(
    ("day", "is_in_it"), [("2026-10-22", False), ("2026-10-23", True), ("2027-11-23", True), ("2027-11-24", False)]
)
def test_it_reaches_from_a_month_back_to_a_year_ahead(desk, day, is_in_it):
    (patient_id,) = desk.patients.kept
    visit = a_visit("finished", f"{day} 10:00", calendar_id=chair(desk), patient_id=patient_id)
    desk.visits.add(visit)
    assert (visit.id in ids_in(desk, add(desk))) == is_in_it


@pytest.mark.parametrize(
    ("shows", "erased", "told"),
    [("initials", False, "Ż.Ł."), ("names", False, "Żaneta Łęcka"), ("initials", True, "—"), ("names", True, "—")],
)
def test_it_tells_initials_or_names_as_the_practice_wants_and_nothing_of_who_is_forgotten(shows, erased, told):
    assert patient_in_feed("Żaneta", "Łęcka", shows=shows, erased=erased) == told


def test_who_was_forgotten_is_nobody_in_it(desk):
    (patient_id,) = desk.patients.kept
    desk.visits.add(a_visit("finished", "2026-11-20 10:00", calendar_id=chair(desk), patient_id=patient_id))
    made = add(desk, shows="names")
    erase_patient(desk, patient_id=patient_id, expected_version=None)
    assert [visit.erased for visit in read(desk, made).visits] == [True]


def test_reading_it_all_day_long_is_noted_once(desk):
    made = add(desk)
    written = desk.feeds.written
    for minutes in range(3):
        desk.now = NOW + timedelta(minutes=minutes)
        assert read(desk, made).feed.last_read_on == date(2026, 11, 23)
    assert desk.feeds.written == written + 1
    desk.now = NOW + timedelta(days=1)
    read(desk, made)
    assert list_feeds(desk)[0].feed.last_read_on == date(2026, 11, 24)


def test_who_has_it_as_it_is_is_told_so_until_anything_is_different(desk):
    visit = book(desk)
    made = add(desk)

    def again(known):
        return read_feed(desk, feed_id=made.feed.id, token=made.token, known=known)

    first = read(desk, made)
    assert (again(first.stamp).visits, again(first.stamp).stamp) == (None, first.stamp)
    cancel_visit(desk, visit_id=visit.id, reason=None, expected_version=None)
    second = again(first.stamp)
    assert [each.status for each in second.visits] == ["cancelled"]
    desk.practices.follow("Inna nazwa", WARSAW, 2)
    assert again(second.stamp).visits is not None
    desk.now = NOW + timedelta(days=1)
    assert again(second.stamp).visits is not None


def test_a_hash_under_an_older_key_is_made_anew_when_it_is_read(desk):
    made = add(desk)
    desk.feeds.save(replace(made.feed, token_hash=b"under another key", last_read_on=date(2026, 11, 23)))
    read(desk, made)
    assert desk.feeds.read(made.feed.id).token_hash == desk.secrets.mark(made.token)


def test_once_removed_it_is_not_found(desk):
    made = add(desk)
    remove_feed(desk, feed_id=made.feed.id)
    for again in (lambda: read(desk, made), lambda: remove_feed(desk, feed_id=made.feed.id)):
        with pytest.raises(NotFound) as refused:
            again()
        assert refused.value.data == {"what": "feed"}


@pytest.mark.parametrize(("fields", "wrong"), [({"name": " "}, "name"), ({"calendar_ids": []}, "calendar_ids")])
def test_a_feed_without_a_name_or_a_chair_is_refused(desk, fields, wrong):
    with pytest.raises(ValidationFailed) as refused:
        add_feed(desk, fields={"name": "Dr Nowak", "calendar_ids": [chair(desk)], "shows": "initials"} | fields)
    assert [(error.field, error.code) for error in refused.value.errors] == [(wrong, "required")]


def test_a_chair_of_nobody_and_more_feeds_than_there_may_be_are_refused(desk):
    with pytest.raises(NotFound):
        add_feed(desk, fields={"name": "Dr Nowak", "calendar_ids": [chair(desk), uuid4()], "shows": "initials"})
    for _ in range(MOST_FEEDS):
        add(desk)
    with pytest.raises(TooManyFeeds) as refused:
        add(desk)
    assert refused.value.data == {"most": MOST_FEEDS}


def test_who_made_and_removed_it_is_noted_without_its_token(desk):
    made = add(desk, 1, 1)
    remove_feed(desk, feed_id=made.feed.id)
    chairs = [str(chair(desk))]
    assert [(subject, fields) for subject, _, fields in desk.changes.noted] == [
        ("practice", [("name", None, "Dr Nowak"), ("calendar_ids", None, chairs), ("shows", None, "initials")]),
        ("practice", [("name", "Dr Nowak", None), ("calendar_ids", chairs, None), ("shows", "initials", None)]),
    ]
