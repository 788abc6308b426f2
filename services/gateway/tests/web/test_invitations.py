"""USTAWIENIA / UŻYTKOWNICY: inviting, sending again, withdrawing."""

import re
from datetime import timedelta

import pytest

from services.gateway.tests.fake_practice import refused


@pytest.fixture
def owner(with_role):
    return with_role("owner")


@pytest.fixture
def admin(with_role):
    return with_role("admin")


def test_an_invited_person_gets_a_letter_and_waits_in_the_list(owner, practice, services):
    answer = owner.post("/settings/people", {"email": " Olga@Example.pl ", "role": "dentist", "key": "k1"})
    assert (answer.status_code, answer.location) == (303, "/settings/people#invitations")
    assert services.letter("invitation").to == "olga@example.pl"
    page = owner.get("/settings/people").text
    assert "Wysłaliśmy zaproszenie na adres olga@example.pl" in page
    assert "Wysłane zaproszenia" in page


def test_pressing_twice_invites_once(owner, services):
    for _ in range(2):
        assert (
            owner.post("/settings/people", {"email": "olga@example.pl", "role": "dentist", "key": "k1"}).status_code
            == 303
        )
    assert [letter.kind for letter in services.letters].count("invitation") == 1


@pytest.mark.parametrize(
    ("email", "status", "said"),
    [
        ("", 422, "To pole jest wymagane"),
        ("olga", 422, "To nie jest adres e-mail"),
        ("piotr@example.pl", 409, "Ta osoba ma już zaproszenie albo pracuje w gabinecie"),
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(owner, services, email, status, said):
    answer = owner.post("/settings/people", {"email": email, "role": "dentist"})
    assert answer.status_code == status
    assert re.search(rf'id="i-email-error">.*?<span>{said}', answer.text)
    assert f'value="{email}"' in answer.text
    assert '<option value="dentist" selected>' in answer.text


def test_while_accounts_is_down_nobody_is_invited_and_the_page_says_so(owner, services):
    services.down = {"accounts"}
    assert owner.post("/settings/people", {"email": "olga@example.pl", "role": "dentist"}).status_code == 503


def test_only_an_owner_is_offered_to_make_owners(owner, admin, practice):
    assert '<option value="owner"' in owner.get("/settings/people").text
    assert '<option value="owner"' not in admin.get("/settings/people").text
    answer = admin.post("/settings/people", {"email": "olga@example.pl", "role": "owner"})
    assert answer.status_code == 422
    assert "Nie masz do tego uprawnień" in answer.text
    assert practice.invitations == {}


def test_a_role_that_does_not_exist_is_none(owner, practice):
    assert owner.post("/settings/people", {"email": "olga@example.pl", "role": "king"}).status_code == 422
    assert practice.invitations == {}


def test_an_invitation_is_sent_again_or_withdrawn(owner, stranger, practice, services):
    made = services.give_invitation(practice, "olga@example.pl", "dentist")
    path = f"/settings/people/invitations/{made.id}"
    first = services.letter("invitation").token
    assert owner.post(f"{path}/resend", {"key": "k1"}).status_code == 303
    assert stranger.get(f"/invitation/{first}").status_code == 410, "the newer letter replaces it"
    assert stranger.get(f"/invitation/{services.letter('invitation').token}").status_code == 200
    assert owner.post(f"{path}/withdraw", {"key": "k2"}).status_code == 303
    assert practice.invitations == {}
    assert stranger.get(f"/invitation/{services.letter('invitation').token}").status_code == 410
    for act in ("resend", "withdraw"):
        assert owner.post(f"{path}/{act}", {"key": f"again-{act}"}).status_code == 303
        assert "w międzyczasie przyjęte albo wycofane" in owner.get("/settings/people").text


def test_too_many_letters_are_refused_in_words(owner, practice, services):
    made = services.give_invitation(practice, "olga@example.pl", "dentist")
    services.refuse_next["resend_invitation"] = refused("rate_limited", retry_after=3500)
    assert owner.post(f"/settings/people/invitations/{made.id}/resend").status_code == 303
    assert "Spróbuj ponownie za 59 minut." in owner.get("/settings/people").text
    services.refuse_next["invite_person"] = refused("rate_limited", retry_after=3500)
    answer = owner.post("/settings/people", {"email": "jan@example.pl", "role": "dentist"})
    assert answer.status_code == 429
    assert 'value="jan@example.pl"' in answer.text


def test_an_expired_invitation_is_marked(owner, practice, services):
    made = services.give_invitation(practice, "olga@example.pl", "dentist")
    assert "wygasło" not in owner.get("/settings/people").text
    practice.invitations[made.id] = made.model_copy(update={"expires_at": services.now() - timedelta(seconds=1)})
    assert "wygasło" in owner.get("/settings/people").text
