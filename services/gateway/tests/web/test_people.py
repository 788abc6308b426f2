"""USTAWIENIA / UŻYTKOWNICY: people, roles, removing."""

import re

import pytest
from contracts.permissions import WHO_MAY

from services.gateway.tests.fake_practice import refused


def _page(person):
    return f"/settings/people/{person.user.id}"


@pytest.fixture
def owner(with_role):
    return with_role("owner")


@pytest.fixture
def admin(with_role):
    return with_role("admin")


def test_everybody_is_listed_with_role_and_second_factor(owner, colleagues, services, practice):
    colleagues["dentist"].change(second_factor=True)
    page = owner.get("/settings/people").text
    for said in (
        "Anna Zielińska",
        "właściciel",
        "Piotr Wysocki",
        "administrator",
        "Zofia Jabłońska",
        "zofia@example.pl",
    ):
        assert said in page
    assert page.count('class="pill is-on">włączone') == 1


@pytest.mark.parametrize("role", ["dentist", "receptionist"])
@pytest.mark.parametrize("path", ["/settings/people", "/settings/changes"])
def test_who_may_not_manage_people_is_told_so_and_not_offered_it(with_role, role, path):
    somebody = with_role(role)
    answer = somebody.get(path)
    assert answer.status_code == 403
    assert "Nie masz do tego uprawnień" in answer.text
    assert f'href="{path}"' not in somebody.get("/calendar").text


def test_an_administrator_sees_people_but_not_the_history(admin):
    assert admin.get("/settings/people").status_code == 200
    assert admin.get("/settings/changes").status_code == 403
    page = admin.get("/calendar").text
    assert 'href="/settings/people"' in page
    assert 'href="/settings/changes"' not in page


def test_the_table_says_what_the_services_hold(owner):
    page = owner.get("/settings/people").text
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    assert len(rows) == len(WHO_MAY)
    marks = [re.findall(r'<td class="(may|may-not)"', cells) for _, cells in rows]
    assert [[mark == "may" for mark in row] for row in marks] == [
        [role in who for role in ("owner", "admin", "dentist", "receptionist")] for who in WHO_MAY.values()
    ]


# Roles


def test_a_role_is_changed(owner, colleagues):
    page = owner.get(_page(colleagues["receptionist"])).text
    assert re.search(r'value="receptionist" checked', page)
    version = re.search(r'name="expected_version" value="(\d+)"', page)[1]
    answer = owner.post(_page(colleagues["receptionist"]), {"role": "admin", "expected_version": version})
    assert (answer.status_code, answer.location) == (303, "/settings/people")
    assert colleagues["receptionist"].user.role == "admin"
    assert "Ewa Lis: administrator." in owner.get("/settings/people").text


def test_of_two_who_change_a_role_the_second_is_told(owner, colleagues):
    person = colleagues["receptionist"]
    person.change(role="dentist")
    answer = owner.post(_page(person), {"role": "admin", "expected_version": "1"})
    assert answer.status_code == 412
    assert "Ktoś zmienił to w międzyczasie" in answer.text
    assert 'name="expected_version" value="2"' in answer.text
    assert re.search(r'value="admin" checked', answer.text), "what was chosen stays"
    assert person.user.role == "dentist"


def test_an_administrator_does_not_touch_an_owner(admin, practice, colleagues):
    assert _page(practice.people[0]) not in admin.get("/settings/people").text
    page = admin.get(_page(practice.people[0])).text
    assert "Właściciela może zmienić lub usunąć tylko właściciel" in page
    assert 'name="role"' not in page
    assert admin.post(_page(practice.people[0]), {"role": "admin"}).status_code == 403
    assert admin.post(f"{_page(practice.people[0])}/remove").status_code == 403
    assert practice.user.role == "owner"


def test_the_only_owner_is_not_offered_to_go(owner, practice):
    page = owner.get(_page(practice.people[0])).text
    assert "gabinet musi mieć właściciela" in page
    assert 'name="role"' not in page
    assert "/remove" not in page


def test_the_last_owner_stays_whoever_asks(owner, practice):
    for path in (_page(practice.people[0]), f"{_page(practice.people[0])}/remove"):
        answer = owner.post(path, {"role": "admin"})
        assert answer.status_code == 409
        assert "co najmniej jednego właściciela" in answer.text
    assert practice.user.role == "owner"
    assert not practice.people[0].removed


def test_one_of_two_owners_may_step_back(owner, practice, colleagues):
    colleagues["admin"].change(role="owner")
    answer = owner.post(_page(practice.people[0]), {"role": "dentist"})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert owner.get("/settings/people").status_code == 403


# Removing


def test_the_removed_person_is_logged_out_and_gone(owner, with_role, colleagues):
    theirs = with_role("receptionist")
    page = owner.get(_page(colleagues["receptionist"])).text
    assert "wylogujemy tę osobę od razu na wszystkich urządzeniach" in page
    answer = owner.post(f"{_page(colleagues['receptionist'])}/remove")
    assert (answer.status_code, answer.location) == (303, "/settings/people")
    assert theirs.get("/calendar").status_code == 303
    page = owner.get("/settings/people").text
    assert "Ewa Lis nie ma już dostępu" in page
    assert "ewa@example.pl" not in page
    assert owner.get(_page(colleagues["receptionist"])).status_code == 404


def test_who_removes_themselves_is_a_stranger_from_then_on(admin, colleagues):
    assert "OPUŚĆ GABINET" in admin.get(_page(colleagues["admin"])).text
    assert admin.post(f"{_page(colleagues['admin'])}/remove").location == "/"
    assert admin.get("/calendar").location.startswith("/login")


def test_somebody_of_another_practice_is_not_there(owner, services):
    from services.gateway.tests.furnished import furnish

    other = furnish(services, email="obcy@example.pl")
    for answer in (owner.get(_page(other.people[0])), owner.post(_page(other.people[0]), {"role": "admin"})):
        assert answer.status_code == 404
    assert owner.post(f"{_page(other.people[0])}/remove").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/{id}", "/{id}/remove", "/invitations/{id}/resend", "/invitations/{id}/withdraw"]
)
def test_forms_without_the_token_change_nothing(owner, services, colleagues, path):
    services.calls.clear()
    person = colleagues["dentist"]
    assert (
        owner.client.post("/settings/people" + path.format(id=person.user.id), data={"role": "admin"}).status_code
        == 403
    )
    assert services.calls == []


def test_what_accounts_refuses_is_said(owner, services, colleagues):
    services.refuse_next["change_person"] = refused("forbidden")
    answer = owner.post(_page(colleagues["dentist"]), {"role": "admin"})
    assert answer.status_code == 403
    assert "Nie masz do tego uprawnień" in answer.text
