"""What a practice shows to everybody."""

import pytest


@pytest.fixture
def known(practice):
    """With an address and a phone."""
    data = {
        "street": "Długa",
        "house_number": "12/3",
        "postal_code": "00-238",
        "town": "Warszawa",
        "phone": "+48501700100",
    }
    practice.practice = practice.practice.model_copy(update=data)
    return practice


def test_with_online_booking_off_only_the_name_is_shown(stranger, known):
    page = stranger.get("/b/gabinet")
    assert page.status_code == 200
    assert "Gabinet Uśmiech" in page.text
    assert "Ten gabinet nie przyjmuje rezerwacji online" in page.text
    for hidden in ("Długa", "Warszawa", "501 700 100", "anna@example.pl"):
        assert hidden not in page.text


def test_with_online_booking_on_patients_see_where_and_whom_to_call(stranger, known):
    known.online_booking = True
    page = stranger.get("/b/gabinet").text
    for shown in (
        "Długa 12/3",
        "00-238 Warszawa",
        'href="tel:+48501700100"',
        "501 700 100",
        "Zadzwoń, aby umówić wizytę",
    ):
        assert shown in page
    assert "anna@example.pl" not in page


def test_a_practice_without_data_shows_its_name(stranger, practice):
    practice.online_booking = True
    page = stranger.get("/b/gabinet").text
    assert "Gabinet Uśmiech" in page
    assert "None" not in page
    assert "tel:" not in page


def test_an_unknown_practice_is_not_found(stranger, practice):
    assert stranger.get("/b/nikt").status_code == 404


def test_it_speaks_english_too(stranger, practice):
    stranger.get("/language/en")
    assert "This practice takes no bookings online." in stranger.get("/b/gabinet").text
