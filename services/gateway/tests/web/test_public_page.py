"""Online booking as a patient sees it, step by step, in a browser without JavaScript."""

import re
from datetime import date, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import WARSAW, refused
from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.sent_form import sent_form

MONDAY = "2026-11-23"
ANNA = {"first_name": "Anna", "last_name": "Kowalska", "phone": "501 700 100", "note": "Boli ząb"}


@pytest.fixture
def known(practice):
    """With an address and a phone; takes bookings online for a check-up."""
    data = {
        "street": "Długa",
        "house_number": "12/3",
        "postal_code": "00-238",
        "town": "Warszawa",
        "phone": "+48501700100",
    }
    practice.practice = practice.practice.model_copy(update=data)
    practice.online_booking = True
    give_service(practice, "Przegląd", 30, bookable_online=True, price="120.00")
    give_service(practice, "Leczenie kanałowe", 90)
    return practice


@pytest.fixture
def service(known):
    return known.services[0]


def times_of(service, **more):
    query = {"service_id": service.id, **more}
    return "/b/gabinet/times?" + "&".join(f"{name}={value}" for name, value in query.items())


def nobody_at(known):
    return SimpleNamespace(practice_id=known.practice.id, actor=None)


def starts_in(page):
    return re.findall(r'name="starts_at" value="([^"]+)"', page)


def hold(stranger, service, *, at=0):
    """The page that asks who comes, with a free time held."""
    page = stranger.get(times_of(service)).text
    fields = sent_form(page, action="/b/gabinet/hold")
    return stranger.post("/b/gabinet/hold", {**fields, "starts_at": starts_in(page)[at]})


def send_details(stranger, page, **typed):
    return stranger.post("/b/gabinet/code", {**sent_form(page, action="/b/gabinet/code"), **ANNA, **typed})


def send_code(stranger, page, code):
    return stranger.post("/b/gabinet/confirm", {**sent_form(page, action="/b/gabinet/confirm"), "code": code})


def test_with_online_booking_off_only_the_name_is_shown(stranger, known):
    known.online_booking = False
    for path in ("/b/gabinet", times_of(known.services[0])):
        page = stranger.get(path)
        assert page.status_code == 200
        assert "Gabinet Uśmiech" in page.text
        assert "Ten gabinet nie przyjmuje rezerwacji online" in page.text
        for hidden in ("Długa", "Warszawa", "501 700 100", "anna@example.pl", "Przegląd"):
            assert hidden not in page.text


def test_patients_see_who_and_where_it_is_and_what_can_be_booked(stranger, known, service):
    page = stranger.get("/b/gabinet")
    for shown in ("Gabinet Uśmiech", "Długa 12/3, 00-238 Warszawa", 'href="tel:+48501700100"', "Przegląd", "120,00"):
        assert shown in unescape(page.text)
    assert str(service.id) in page.text
    assert "Leczenie kanałowe" not in page.text, "not bookable online"
    assert "anna@example.pl" not in page.text
    assert "X-Robots-Tag" not in page.headers


def test_a_practice_without_data_shows_its_name(stranger, practice):
    practice.online_booking = True
    page = stranger.get("/b/gabinet").text
    assert "Gabinet Uśmiech" in page
    assert "None" not in page
    assert "tel:" not in page


@pytest.mark.parametrize("path", ["/b/nikt", "/b/nikt/times", "/b/Gabinet", "/b/a%00b"])
def test_an_unknown_practice_is_not_found(stranger, practice, path):
    assert stranger.get(path).status_code == 404


def test_its_language_is_what_was_chosen_or_what_the_browser_prefers(stranger, known):
    def heading(path="/b/gabinet", **headers):
        return "Book a visit" in stranger.client.get(path, headers=headers).text

    assert not heading()
    assert heading(**{"Accept-Language": "en-GB,en"})
    assert not heading(**{"Accept-Language": "de,pl;q=0.5"})
    assert heading("/b/gabinet?lang=en")
    stranger.get("/language/pl")
    assert not heading(**{"Accept-Language": "en"}), "who has chosen has chosen"


def test_the_next_free_day_comes_first_and_the_month_shows_the_others(stranger, service):
    page = unescape(stranger.get(times_of(service)).text)
    assert "poniedziałek, 23 listopada 2026" in page
    assert starts_in(page)[0] == "2026-11-23T10:15:00+01:00", "the first quarter from now on"
    assert "wt., 24 listopada, wolne terminy: " in page
    assert "listopad 2026" in page
    assert f"date={MONDAY}" in page


def test_a_full_day_leads_to_the_next_free_one(stranger, known, service, services):
    for day in range(23, 31):
        for chair in known.calendars:
            services.give_hold(known, chair.id, datetime(2026, 11, day, 8, tzinfo=WARSAW), 540)
    page = unescape(stranger.get(times_of(service)).text)
    assert starts_in(page)[0].startswith("2026-12-01T08:00")
    page = unescape(stranger.get(times_of(service, date="2026-11-24")).text)
    assert starts_in(page) == []
    assert "W tym dniu nie ma wolnych terminów" in page
    assert "Najbliższy wolny dzień: wt., 1 grudnia" in page
    page = unescape(stranger.get(times_of(service, month="2026-11")).text)
    assert "W tym miesiącu nie ma wolnych terminów" in page


def test_where_nothing_is_free_the_phone_is(stranger, service, services):
    services.list_public_times = lambda *_: scheduling.PublicTimes(items=[], next_free=None)
    page = stranger.get(times_of(service))
    assert page.status_code == 200
    assert "W tej chwili nie ma wolnych terminów online" in page.text
    assert "Zadzwoń: 501 700 100" in unescape(page.text)


@pytest.mark.parametrize("day", ["1990-01-01", "2199-12-31", "nie", "2026-13-01"])
def test_a_date_out_of_reach_is_no_error(stranger, service, day):
    assert stranger.get(times_of(service, date=day)).status_code == 200
    assert stranger.get(times_of(service, month=day[:7])).status_code == 200


def test_one_chair_can_be_asked_for(stranger, known, service, services):
    second = known.calendars[1]
    page = stranger.get(times_of(service, calendar_id=second.id, date="2026-11-25")).text
    fields = sent_form(page, action="/b/gabinet/hold")
    assert fields["calendar_id"] == str(second.id)
    answer = stranger.post("/b/gabinet/hold", {**fields, "starts_at": starts_in(page)[0]})
    assert "STANOWISKO 2" in answer.text
    (held,) = services.strangers.values()
    assert held.hold.calendar_id == second.id


def test_an_unknown_service_leads_to_the_list(stranger, known):
    answer = stranger.get("/b/gabinet/times?service_id=nie&embed=1&lang=en")
    assert (answer.status_code, answer.location) == (303, "/b/gabinet?embed=1&lang=en")


def test_from_a_time_to_a_visit(stranger, known, service, services):
    page = hold(stranger, service)
    assert page.status_code == 200
    (held,) = services.strangers.values()
    assert "Trzymamy dla Ciebie ten termin do 10:17" in unescape(page.text)
    page = send_details(stranger, page.text)
    assert page.status_code == 200, page.text
    assert "SMS-em na numer 501 700 100" in unescape(page.text)
    assert held.said.consents == scheduling.Consents(sms=True, email=True)
    page = send_code(stranger, page.text, " 000 001 ")
    assert page.status_code == 200
    assert "Wizyta umówiona" in page.text
    assert "10:15\N{EN DASH}10:45" in page.text
    booked = [v for v in known.visits.values() if v.patient.last_name == "Kowalska" and v.note == "Boli ząb"]
    assert [v.service.name for v in booked] == ["Przegląd"]
    link = re.search(r'href="(/v/[^"]+)"', page.text)[1]
    assert stranger.get(link).status_code == 200
    assert stranger.get(f"{link}/visit.ics").mimetype == "text/calendar"


def test_the_code_goes_to_the_mailbox_if_one_likes(stranger, service, services):
    page = hold(stranger, service).text
    answer = send_details(stranger, page, channel="email", phone="")
    assert answer.status_code == 422
    assert answer.text.count("E-mail") > 1, "named in the summary"
    page = send_details(stranger, answer.text, channel="email", phone="", email="anna@example.com").text
    assert "e-mailem na adres anna@example.com" in unescape(page)
    (held,) = services.strangers.values()
    assert (held.said.channel, held.said.email, held.said.phone) == ("email", "anna@example.com", None)


def test_who_wants_no_reminders_says_so_and_it_stays_said(stranger, service, services):
    fields = sent_form(hold(stranger, service).text, action="/b/gabinet/code") | ANNA | {"first_name": ""}
    for name in ("sms", "by_email"):
        del fields[name]
    page = stranger.post("/b/gabinet/code", fields)
    assert page.status_code == 422
    again = sent_form(page.text, action="/b/gabinet/code")
    assert not {"sms", "by_email"} & set(again)
    stranger.post("/b/gabinet/code", {**again, "first_name": "Anna"})
    (held,) = services.strangers.values()
    assert held.said.consents == scheduling.Consents(sms=False, email=False)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(stranger, service, services):
    page = send_details(stranger, hold(stranger, service).text, phone="12", last_name="")
    assert page.status_code == 422
    assert "Nazwisko</a>" in page.text
    assert 'value="Anna"' in page.text
    page = send_details(stranger, page.text, phone="12")
    assert page.status_code == 422
    assert "To nie jest numer telefonu" in page.text
    assert services.codes == []


def test_a_wrong_code_says_how_many_tries_are_left(stranger, service, services):
    page = send_details(stranger, hold(stranger, service).text)
    for left in (4, 3, 2, 1):
        page = send_code(stranger, page.text, "999999")
        assert page.status_code == 422
        assert f"Pozostałe próby: {left}" in page.text
    page = send_code(stranger, page.text, "999999")
    assert "to była ostatnia próba" in page.text
    fields = sent_form(page.text, action="/b/gabinet/confirm")
    page = stranger.post("/b/gabinet/code", fields)
    assert services.codes == ["000001", "000002"]
    assert "Wizyta umówiona" in send_code(stranger, page.text, "000002").text


def test_an_empty_code_is_asked_for_again(stranger, service):
    page = send_code(stranger, send_details(stranger, hold(stranger, service).text).text, " ")
    assert page.status_code == 422
    assert 'name="code"' in page.text


def test_my_data_can_be_corrected_from_the_code(stranger, service, services):
    page = send_details(stranger, hold(stranger, service).text).text
    page = stranger.post("/b/gabinet/details", sent_form(page, action="/b/gabinet/confirm"))
    assert 'value="501 700 100"' in page.text
    assert "Boli ząb" in page.text
    send_details(stranger, page.text, phone="502 000 000")
    (held,) = services.strangers.values()
    assert held.said.phone == "502 000 000"


def taken(services, known, start):
    """The reception gives this time to somebody else, on every chair."""
    for chair in known.calendars:
        services.give_hold(known, chair.id, datetime.fromisoformat(start).astimezone(WARSAW), 30)


def test_a_time_that_was_taken_meanwhile_is_said_and_others_offered(stranger, known, service, services):
    page = stranger.get(times_of(service, date="2026-11-25")).text
    start = starts_in(page)[0]
    taken(services, known, start)
    answer = stranger.post("/b/gabinet/hold", {**sent_form(page, action="/b/gabinet/hold"), "starts_at": start})
    assert answer.status_code == 409
    assert "Ten termin jest już zajęty" in answer.text
    assert start not in starts_in(answer.text)
    assert starts_in(answer.text)[0].startswith("2026-11-25")


def test_a_hold_that_ran_out_is_taken_again_if_the_time_is_still_free(stranger, known, service, services):
    page = hold(stranger, service).text
    (hold_id,) = services.strangers
    services.end_hold(hold_id, known)
    page = send_details(stranger, page)
    assert page.status_code == 200
    assert "ten termin był nadal wolny" in unescape(page.text)
    assert hold_id not in services.strangers
    (hold_id,) = services.strangers
    services.end_hold(hold_id, known)
    page = send_code(stranger, page.text, "000001")
    assert page.status_code == 200
    assert "nowy kod" in unescape(page.text)
    assert "Wizyta umówiona" in send_code(stranger, page.text, services.codes[-1]).text


def test_a_hold_that_ran_out_and_was_taken_costs_nothing_that_was_typed(stranger, known, service, services):
    page = send_details(stranger, hold(stranger, service).text).text
    (hold_id,) = services.strangers
    start = services.strangers[hold_id].hold.starts_at.isoformat()
    services.end_hold(hold_id, known)
    taken(services, known, start)
    page = send_code(stranger, page, "000001")
    assert page.status_code == 409
    assert "Ten termin jest już zajęty" in page.text
    # Another day is looked at with the form, so that what was typed goes along.
    assert re.search(r'<button class="month-day[^>]+name="go"[^>]+formaction="/b/gabinet/times"', page.text)
    fields = sent_form(page.text, action="/b/gabinet/hold")
    page = stranger.post("/b/gabinet/times", {**fields, "go": f"service_id={service.id}&date=2026-11-26"})
    assert starts_in(page.text)[0].startswith("2026-11-26")
    fields = sent_form(page.text, action="/b/gabinet/hold")
    page = stranger.post("/b/gabinet/hold", {**fields, "starts_at": starts_in(page.text)[0]})
    for typed in ("Anna", "Kowalska", "501 700 100", "Boli ząb"):
        assert typed in page.text


def test_another_time_frees_the_one_that_was_held(stranger, known, service, services):
    page = hold(stranger, service).text
    answer = stranger.post("/b/gabinet/times", sent_form(page, action="/b/gabinet/code"))
    assert answer.status_code == 200
    assert services.strangers == {}
    assert starts_in(answer.text)[0] == "2026-11-23T10:15:00+01:00"


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("too_many_bookings", 409, "Masz już tyle wizyt umówionych online"),
        ("not_a_patient", 409, "tylko od swoich pacjentów"),
        ("rate_limited", 429, "Zbyt wiele prób"),
    ],
)
def test_what_the_practice_does_not_take_is_said_beside_the_code(  # noqa: PLR0917
    stranger, service, services, code, status, said
):
    page = send_details(stranger, hold(stranger, service).text).text
    services.refuse_next["confirm_public_hold"] = refused(code)
    answer = send_code(stranger, page, "000001")
    assert answer.status_code == status
    assert said in answer.text
    assert "Wizyta umówiona" in send_code(stranger, answer.text, "000001").text, "the hold and what was typed stay"


def test_a_limit_on_holds_and_on_codes_is_said_in_words(stranger, service, services):
    services.refuse_next["hold_public_time"] = refused("rate_limited", retry_after=120)
    answer = hold(stranger, service)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, None)
    assert "Spróbuj ponownie za 2 minuty" in answer.text
    page = hold(stranger, service).text
    services.refuse_next["request_booking_code"] = refused("rate_limited", retry_after=60)
    answer = send_details(stranger, page)
    assert answer.status_code == 429
    assert 'value="Kowalska"' in answer.text


def test_sending_a_form_twice_does_it_once(stranger, known, service, services):
    page = stranger.get(times_of(service)).text
    fields = sent_form(page, action="/b/gabinet/hold") | {"starts_at": starts_in(page)[0]}
    for _ in range(2):
        held = stranger.post("/b/gabinet/hold", fields)
    assert len(services.strangers) == 1
    fields = sent_form(held.text, action="/b/gabinet/code") | ANNA
    for _ in range(2):
        page = stranger.post("/b/gabinet/code", fields)
    assert services.codes == ["000001"]
    before = len(known.visits)
    fields = sent_form(page.text, action="/b/gabinet/confirm") | {"code": "000001"}
    assert ["Wizyta umówiona" in stranger.post("/b/gabinet/confirm", fields).text for _ in range(2)] == [True, True]
    assert len(known.visits) == before + 1


@pytest.mark.parametrize("step", ["hold", "details", "code", "confirm"])
def test_a_step_without_its_form_leads_to_the_beginning(stranger, known, step):
    assert stranger.get(f"/b/gabinet/{step}").location == "/b/gabinet"
    answer = stranger.post(f"/b/gabinet/{step}", {"hold_id": "nie", "starts_at": "kiedyś", "service_id": "1"})
    assert answer.status_code == 409
    assert "Przegląd" in answer.text, "the services, to begin again"


def test_no_token_is_ever_in_an_address(stranger, service, services):
    page = hold(stranger, service).text
    (held,) = services.strangers.values()
    page += send_details(stranger, page).text
    assert held.hold.token in page
    assert not re.search(rf'(href|action)="[^"]*{held.hold.token}', page)


def test_a_receptionist_who_looks_asks_as_a_stranger(receptionist, service):
    """The fake refuses calls in somebody's name."""
    assert receptionist.get(times_of(service)).status_code == 200


def test_the_night_that_has_an_hour_twice_says_which(stranger, known, service, services):
    """Told apart by their offsets; the page says first and second."""
    first = scheduling.FreeTime(calendar_id=known.calendars[0].id, starts_at="2026-10-25T02:30:00+02:00")
    second = scheduling.FreeTime(calendar_id=known.calendars[0].id, starts_at="2026-10-25T02:30:00+01:00")
    services.list_public_times = lambda *_: scheduling.PublicTimes(items=[first, second], next_free=None)
    offer = services.read_public_booking(None, nobody_at(known)).model_copy(update={"first_date": date(2026, 10, 24)})
    services.read_public_booking = lambda *_: offer
    page = unescape(stranger.get(times_of(service, date="2026-10-25")).text)
    assert "02:30 (pierwsza)" in page
    assert "02:30 (druga)" in page
