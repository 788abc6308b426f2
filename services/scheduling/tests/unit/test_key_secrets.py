"""Tokens, codes and links stand on keys that can be changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from scheduling.adapters.key_secrets import KeySecrets
from scheduling.domain.refusals_online import LinkNotValid

from services.scheduling.tests.builders import NOW, utc
from services.scheduling.tests.practice import offer_link

OLD, NEW = KeySecrets(["the old key"]), KeySecrets(["the new key", "the old key"])
START = utc("2026-11-24 11:00")


def test_what_the_old_key_marked_and_signed_is_known_to_who_has_both():
    visit_id = uuid4()
    assert NEW.is_mark(OLD.mark("123456"), "123456")
    assert NEW.read_visit_link(OLD.visit_link(visit_id, START), NOW) == (visit_id, START)
    assert not OLD.is_mark(NEW.mark("123456"), "123456")
    with pytest.raises(LinkNotValid):
        OLD.read_visit_link(NEW.visit_link(visit_id, START), NOW)


def test_a_link_is_good_for_one_purpose_until_its_time():
    some_id = uuid4()
    visit, offer = NEW.visit_link(some_id, START), offer_link(some_id, START, "the new key")
    assert NEW.read_offer_link(offer, NOW) == some_id
    for read, token, now in (
        (NEW.read_offer_link, visit, NOW),
        (NEW.read_visit_link, offer, NOW),
        (NEW.read_visit_link, visit, START),
        (NEW.read_offer_link, offer, START + timedelta(days=1)),
    ):
        with pytest.raises(LinkNotValid):
            read(token, now)


def test_a_link_fits_into_a_message():
    assert len(NEW.visit_link(uuid4(), START)) <= 50


def test_codes_have_six_digits_and_tokens_are_never_the_same():
    assert all(len(code) == 6 and code.isdigit() for code in (NEW.new_code() for _ in range(50)))
    assert len({NEW.new_token() for _ in range(50)}) == 50
