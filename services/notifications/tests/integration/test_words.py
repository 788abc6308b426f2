"""A practice's own words, kept and used by what goes out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from notifications.application.choose_words import change_settings, read_words
from notifications.domain.channel import Channel
from notifications.domain.message import Kind
from notifications.domain.refusals import VersionConflict
from notifications.domain.words import Language, Template

from services.notifications.tests.fakes import Provider
from services.notifications.tests.integration.front_desk import TEXTS, FrontDesk
from services.notifications.tests.integration.ledger import DUE, book, claimed_by, send

pytestmark = pytest.mark.database

OTHER = UUID(int=0xB)


@pytest.fixture
def desk(db, clock):
    return FrontDesk(db, clock)


def sms(text, language=Language.PL):
    return Template(Kind.REMINDER, Channel.SMS, language, None, text, 0)


def in_english(desk, **changes):
    values = {"language": Language.EN, "without_polish_letters": None, "expected_version": None} | changes
    return desk.office.read(desk.context(), lambda front: change_settings(front, TEXTS, **values))


def sent(db, clock, due):
    provider, clock.now = Provider(), DUE
    for claimed in claimed_by(due):
        send(db, clock, provider)(claimed.id)
    return [letter.text for letter in provider.accepted.values()]


def test_what_is_planned_already_goes_out_in_the_words_of_that_moment(desk, plan, due, db, clock):
    book(plan)
    book(plan, practice=OTHER)
    desk.choose(sms("{{ patient_first_name }}: {{ visit_hour }}, ąę"))
    in_english(desk, language=None, without_polish_letters=False)
    [shown] = desk.listed(channel="sms")
    own = "Zofia: 12:00, ąę\nGabinet Uśmiech, tel. 22 123 45 67"
    assert (shown.text, shown.parts) == (own, 1)
    assert {text for text in sent(db, clock, due) if text.startswith("Zofia")} == {own}
    assert desk.listed(channel="sms")[0].text == own


def test_the_practices_language_chooses_among_its_words(desk, plan, due, db, clock):
    book(plan)
    desk.choose(sms("Polskie slowa"))
    in_english(desk)
    assert sent(db, clock, due)[0].startswith("Tomorrow (Tue 24 Nov) at 12:00")


def test_what_was_chosen_is_read_back_and_ours_again_when_it_is_dropped(desk, plan):
    book(plan)
    chosen = desk.choose(sms("Czekamy"))
    assert desk.office.read(desk.context(), lambda front: read_words(front, TEXTS)) == chosen
    own = next(each for each in chosen.templates if each.version)
    assert (own.text, own.version, chosen.settings.version) == ("Czekamy", 1, 1)
    dropped = desk.choose(sms(""), expected=1)
    assert ({each.version for each in dropped.templates}, dropped.settings.version) == ({0}, 2)


def test_of_two_who_change_the_same_words_at_once_one_is_told(desk, plan):
    book(plan)
    both = Barrier(2)

    def change(text):
        both.wait()
        try:
            return desk.choose(sms(text), expected=0).settings.version
        except VersionConflict as conflict:
            return conflict.data["current_version"]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(change, ("Jedno", "Drugie"))) == [1, 1]
