"""Patients put themselves on a practice's waiting list."""

from datetime import date, time
from html import unescape

import pytest

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.sent_form import sent_form

FORM, CODE = "/b/gabinet/waiting", "/b/gabinet/waiting/confirm"
ANNA = {"first_name": "Anna", "last_name": "Kowalska", "phone": "501 700 100"}


@pytest.fixture
def service(practice):
    practice.online_booking = True
    return give_service(practice, "Przegląd", 30, bookable_online=True)


@pytest.fixture
def page(stranger, service):
    return stranger.get(f"{FORM}?service_id={service.id}").text


def join(stranger, page, **typed):
    return stranger.post(FORM, {**sent_form(page, action=FORM), **ANNA, **typed})


def confirm(stranger, page, code):
    return stranger.post(CODE, {**sent_form(page, action=CODE), "code": code})


def test_the_free_times_lead_to_it(stranger, service):
    times = unescape(stranger.get(f"/b/gabinet/times?service_id={service.id}").text)
    assert f'href="{FORM}?service_id={service.id}"' in times


def test_with_the_wishes_and_the_code_one_is_on_the_list(stranger, service, services, page):
    wishes = {"day_1": "on", "day_3": "on", "hours": "afternoon", "until_date": "2026-12-31"}
    answer = join(stranger, page, **wishes)
    assert "SMS-em na numer 501 700 100" in unescape(answer.text)
    assert services.joined == []
    answer = confirm(stranger, answer.text, "000001")
    assert answer.status_code == 200
    assert "Jesteś na niej do 31 grudnia 2026" in answer.text
    (wish,) = services.joined
    assert (wish.service_id, wish.weekdays, wish.calendar_ids) == (service.id, [1, 3], [])
    assert (wish.from_hour, wish.to_hour, wish.until_date) == (time(12), time(17), date(2026, 12, 31))


def test_without_wishes_any_time_will_do(stranger, practice, services, page):
    confirm(stranger, join(stranger, page).text, "000001")
    (wish,) = services.joined
    assert (wish.weekdays, wish.from_hour, wish.to_hour, wish.until_date) == ([], None, None, None)


def test_a_chair_that_was_chosen_stays_chosen(stranger, practice, service, services):
    second = practice.calendars[1].id
    page = stranger.get(f"{FORM}?service_id={service.id}&calendar_id={second}").text
    confirm(stranger, join(stranger, page).text, "000001")
    assert services.joined[0].calendar_ids == [second]


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"last_name": " "}, {"until_date": "jutro"}, {"channel": "email"}])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(stranger, services, page, wrong):
    answer = join(stranger, page, day_2="on", **wrong)
    assert answer.status_code == 422
    fields = sent_form(answer.text, action=FORM)
    assert (fields["first_name"], fields["day_2"]) == ("Anna", "on")
    assert services.codes == []


def test_a_wrong_code_may_be_typed_again_or_another_sent(stranger, services, page):
    answer = confirm(stranger, join(stranger, page, day_5="on").text, "999999")
    assert answer.status_code == 422
    assert "Pozostałe próby: 4" in answer.text
    answer = stranger.post(FORM, sent_form(answer.text, action=CODE))
    assert services.codes == ["000001", "000002"]
    assert confirm(stranger, answer.text, "000002").status_code == 200
    assert services.joined[0].weekdays == [5]


def test_a_limit_is_said_in_words(stranger, services, page):
    services.refuse_next["ask_to_join_waiting_list"] = refused("rate_limited", retry_after=60)
    answer = join(stranger, page)
    assert answer.status_code == 429
    assert "Spróbuj ponownie za 1 minutę" in answer.text


def test_without_a_service_or_a_form_one_begins_at_the_beginning(stranger, service):
    for answer in (stranger.get(FORM), stranger.get(CODE), stranger.post(FORM), stranger.post(CODE)):
        assert (answer.status_code, answer.location) == (303, "/b/gabinet")


def test_where_no_bookings_are_taken_the_page_says_so(stranger, practice, page):
    practice.online_booking = False
    answer = stranger.get(FORM)
    assert answer.status_code == 200
    assert "nie przyjmuje rezerwacji online" in answer.text


def test_a_code_that_ran_out_is_said(stranger, services, page):
    code = join(stranger, page).text
    services.joining.clear()
    answer = confirm(stranger, code, "000001")
    assert answer.status_code == 409
    assert "Ten kod stracił ważność" in answer.text
