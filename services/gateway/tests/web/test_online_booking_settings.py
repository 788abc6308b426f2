"""USTAWIENIA / REZERWACJA ONLINE."""

import io
import re

import pytest
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.sent_form import sent_form

PAGE = "/settings/online-booking"
HIDDEN = {"key", "seen", "expected_version"}


def opened(visitor):
    return sent_form(visitor.get(PAGE).text, "online-form")


def with_calendars(form, *calendars):
    """The switch for all of them off, and these ticked."""
    rest = {name: value for name, value in form.items() if not name.startswith(("calendar_", "all_calendars"))}
    return rest | {f"calendar_{one.id}": "on" for one in calendars}


@pytest.fixture
def settings(services, practice):
    """What is kept by now."""
    return lambda: services.booking_settings[practice.practice.id]


def test_the_page_for_patients_is_named_and_drawn(receptionist, practice):
    page = receptionist.get(PAGE).text
    address = f"http://127.0.0.1:8000/b/{practice.practice.slug}"
    assert f"<code>{address}</code>" in page
    assert f'data-practice="{practice.practice.slug}"' in page.replace("&#34;", '"')
    picture = receptionist.get(f"{PAGE}/qr.png")
    assert io.BytesIO(picture.data).read(4) == b"\x89PNG"
    assert picture.headers["Content-Disposition"] == f'attachment; filename="qr-{practice.practice.slug}.png"'


def test_it_says_when_online_booking_is_off_and_where_that_is_changed(receptionist, practice):
    assert "Rezerwacja online jest wyłączona" in receptionist.get(PAGE).text
    practice.online_booking = True
    assert "Rezerwacja online jest wyłączona" not in receptionist.get(PAGE).text


def test_services_that_can_be_booked_are_listed(receptionist, practice):
    assert "żadna usługa nie jest" in receptionist.get(PAGE).text
    give_service(practice, "Przegląd", 30, bookable_online=True)
    give_service(practice, "Kanałowe", 90)
    give_service(practice, "Piaskowanie", 45, bookable_online=True, active=False)
    page = receptionist.get(PAGE).text
    assert re.findall(r'row-name" href="/settings/services/[^"]+">([^<]+)<', page) == ["Przegląd"]


def test_settings_are_saved_as_they_were_chosen(receptionist, practice, settings):
    one, two, _three = practice.calendars
    form = opened(receptionist)
    assert (form["notice_minutes"], form["horizon_days"], form["most_open"]) == ("120", "60", "3")
    del form["new_patients"]
    form = with_calendars(form, one, two)
    form |= {"notice_minutes": "1440", "horizon_days": "90", "most_open": "1", "change_until_minutes": "0"}
    form |= {"offer_minutes": "30", "allowed_origins": "https://gabinet-usmiech.pl\n"}
    assert receptionist.post(PAGE, form).status_code == 303
    assert settings() == scheduling.BookingSettings(
        notice_minutes=1440,
        horizon_days=90,
        calendar_ids=[one.id, two.id],
        new_patients=False,
        most_open=1,
        change_until_minutes=0,
        offer_minutes=30,
        allowed_origins=["https://gabinet-usmiech.pl"],
        version=2,
    )
    assert "Ustawienia zapisane." in receptionist.get(PAGE).text
    shown = opened(receptionist)
    assert {name: shown[name] for name in shown if name not in HIDDEN} == {
        name: form[name] for name in form if name not in {*HIDDEN, "allowed_origins"}
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("gabinet.pl", "https://gabinet.pl"),
        ("https://www.gabinet.pl/kontakt?od=1#mapa", "https://www.gabinet.pl"),
        ("https://Gabinet.PL:8443/", "https://gabinet.pl:8443"),
        ("uśmiech.pl", "https://xn--umiech-3ib.pl"),
    ],
)
def test_a_site_may_be_written_as_one_of_its_pages(receptionist, settings, typed, kept):
    assert receptionist.post(PAGE, opened(receptionist) | {"allowed_origins": typed}).status_code == 303
    assert settings().allowed_origins == [kept]


@pytest.mark.parametrize("typed", ["http://gabinet.pl", "ftp://[1"])
def test_what_is_no_site_is_refused_in_words_and_stays_typed(receptionist, services, typed):
    answer = receptionist.post(PAGE, opened(receptionist) | {"allowed_origins": typed})
    assert answer.status_code == 422
    assert "Wpisz adresy stron, np. https://gabinet-usmiech.pl." in answer.text
    assert typed in answer.text
    assert services.booking_settings == {}


def test_no_calendar_at_all_is_refused(receptionist, services):
    answer = receptionist.post(PAGE, with_calendars(opened(receptionist)))
    assert answer.status_code == 422
    assert 'id="o-calendars-error"' in answer.text
    assert services.booking_settings == {}


def test_ticks_below_the_switch_for_all_calendars_do_not_count(receptionist, practice, settings):
    ticked = with_calendars(opened(receptionist), practice.calendars[0])
    receptionist.post(PAGE, ticked | {"all_calendars": "on", "most_open": "5"})
    assert (settings().calendar_ids, settings().most_open) == ([], 5)


def test_a_closed_calendar_that_is_offered_is_shown_and_kept(receptionist, practice, services, settings):
    first, second = practice.calendars[:2]
    receptionist.post(PAGE, with_calendars(opened(receptionist), first, second))
    services.put(practice, second, active=False)
    services.put(practice, practice.calendars[2], active=False)
    form = opened(receptionist)
    assert f"calendar_{second.id}" in form
    assert str(practice.calendars[2].id) not in receptionist.get(PAGE).text
    receptionist.post(PAGE, form | {"most_open": "2"})
    assert settings().calendar_ids == [first.id, second.id]


def test_values_that_only_programs_set_are_shown_and_kept(receptionist, services, practice, settings):
    odd = services.read_booking_settings(None, _in(practice)).model_copy(update={"notice_minutes": 100})
    services.booking_settings[practice.practice.id] = odd
    form = opened(receptionist)
    assert form["notice_minutes"] == "100"
    assert "1 godz. 40 min przed wizytą" in receptionist.get(PAGE).text
    receptionist.post(PAGE, form | {"most_open": "2"})
    assert settings().notice_minutes == 100


@pytest.mark.parametrize("typed", [{"horizon_days": "400"}, {"horizon_days": "x"}, {"notice_minutes": ""}])
def test_what_cannot_be_is_refused_beside_its_field(receptionist, services, typed):
    answer = receptionist.post(PAGE, opened(receptionist) | typed)
    assert answer.status_code == 422
    assert f'id="o-{next(iter(typed))}-error"' in answer.text
    assert services.booking_settings == {}


def test_the_second_of_two_people_is_told(receptionist, practice, settings):
    first = opened(receptionist)
    receptionist.post(PAGE, first | {"most_open": "5", "horizon_days": "90"})
    answer = receptionist.post(PAGE, first | {"most_open": "1", "key": "other"})
    assert answer.status_code == 412
    assert "Ktoś właśnie zapisał: 5" in answer.text
    again = sent_form(answer.text, "online-form")
    assert (again["most_open"], again["horizon_days"]) == ("1", "90")
    assert receptionist.post(PAGE, again).status_code == 303
    assert (settings().most_open, settings().horizon_days) == (1, 90)


def test_chosen_calendars_of_two_people_are_told_by_name(receptionist, practice):
    first = opened(receptionist)
    one, two, _three = practice.calendars
    receptionist.post(PAGE, with_calendars(first, one))
    answer = receptionist.post(PAGE, with_calendars(first, two) | {"key": "other"})
    assert answer.status_code == 412
    assert f"Ktoś właśnie zapisał: {one.name}" in answer.text


def test_the_very_same_twice_is_no_conflict(receptionist, settings):
    first = opened(receptionist)
    receptionist.post(PAGE, first | {"most_open": "5"})
    assert receptionist.post(PAGE, first | {"most_open": "5", "key": "other"}).status_code == 303
    assert settings().version == 2


def test_what_was_typed_stays_while_scheduling_is_away(receptionist, services, practice):
    chosen = practice.calendars[1]
    form = with_calendars(opened(receptionist), chosen)
    services.down.add("scheduling")
    answer = receptionist.post(PAGE, form | {"most_open": "8"})
    assert answer.status_code == 503
    again = sent_form(answer.text, "online-form")
    assert (again["most_open"], again[f"calendar_{chosen.id}"]) == ("8", "on")


def test_a_receptionist_can_look(receptionist, practice, services):
    practice.people[0].change(role="receptionist")
    page = receptionist.get(PAGE).text
    assert "most_open" not in sent_form(page, "online-form")
    assert "ZAPISZ" not in page
    assert receptionist.post(PAGE, {"notice_minutes": "0"} | _whole()).status_code == 403
    assert services.booking_settings == {}


def _whole():
    return {
        "horizon_days": "60", "most_open": "3", "change_until_minutes": "0", "offer_minutes": "60", "all_calendars": "on",
    }  # fmt: skip


def _in(practice):
    return type("Context", (), {"practice_id": practice.practice.id, "actor": None})()
