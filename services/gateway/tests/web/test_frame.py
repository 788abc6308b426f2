import re

import pytest

SETTINGS = ["GABINET", "TERMINARZE", "UŻYTKOWNICY", "USŁUGI", "TREŚĆ WIADOMOŚCI", "HISTORIA ZMIAN"]


def menu(page):
    part = re.search(r"USTAWIENIA.*?</details>", page, re.DOTALL)[0]
    return re.findall(r'<a href="/settings/\w+"[^>]*>([^<]+)</a>', part)


def tabs(page):
    return re.findall(r'<a href="/settings/\w+"[^>]*>([^<]+)</a>', page[page.index('class="tabs"') :])


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("owner", SETTINGS),
        ("admin", SETTINGS[:5]),
        ("dentist", ["GABINET", "TERMINARZE", "USŁUGI", "TREŚĆ WIADOMOŚCI"]),
        ("receptionist", ["GABINET", "TERMINARZE", "USŁUGI", "TREŚĆ WIADOMOŚCI"]),
    ],
)
def test_a_role_is_offered_what_it_may_see(receptionist, practice, role, offered):
    practice.people[0].change(role=role)
    page = receptionist.get("/settings/services").text
    assert menu(page) == offered
    assert tabs(page) == offered


def test_the_menu_says_where_one_is(receptionist):
    page = receptionist.get("/settings/calendars").text
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/settings/calendars"] * 2
    assert '<summary class="is-here">USTAWIENIA' in page
    page = receptionist.get("/calendar/list").text
    assert re.findall(r'href="([^"]+)" aria-current="page">TERMINARZ', page) == ["/calendar"]
    assert 'class="tabs"' not in page


def test_the_own_account_is_in_the_persons_menu(receptionist):
    assert re.search(
        r'class="menu-who">.*?<a href="/account">Moje konto</a>', receptionist.get("/calendar").text, re.DOTALL
    )


def test_strangers_may_do_nothing(app):
    from gateway.web.context import may

    with app.test_request_context("/"):
        assert not may("see_settings")
