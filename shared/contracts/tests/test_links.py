"""What a link's token holds comes out as it went in, and nothing else is taken for it."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from contracts.links import offer_content, read_offer_content, read_visit_content, visit_content

STARTS_AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def test_a_visit_and_its_time_come_out_as_they_went_in():
    visit_id = uuid4()
    assert read_visit_content(visit_content(visit_id, STARTS_AT)) == (visit_id, STARTS_AT)


def test_the_offset_in_which_a_time_is_told_makes_no_difference():
    visit_id = uuid4()
    in_warsaw = STARTS_AT.astimezone(timezone(timedelta(hours=1)))
    assert visit_content(visit_id, in_warsaw) == visit_content(visit_id, STARTS_AT)


def test_an_offer_comes_out_as_it_went_in():
    offer_id = uuid4()
    assert read_offer_content(offer_content(offer_id)) == offer_id


@pytest.mark.parametrize(
    "content",
    [b"", uuid4().bytes, visit_content(uuid4(), STARTS_AT) + b"x"],
    ids=["nothing", "too short", "too long"],
)
def test_what_is_no_visit_is_refused(content):
    with pytest.raises(ValueError, match=r"\d"):
        read_visit_content(content)


@pytest.mark.parametrize("content", [b"", visit_content(uuid4(), STARTS_AT)], ids=["nothing", "too long"])
def test_what_is_no_offer_is_refused(content):
    with pytest.raises(ValueError, match="16"):
        read_offer_content(content)
