"""Inviting, sending an invitation again, and taking it back."""

from datetime import timedelta

import pytest
from accounts.application.invite_person import Request, invite_person
from accounts.application.ports import SignIn, Tools
from accounts.application.read_invitation import read_invitation
from accounts.application.resend_invitation import resend_invitation
from accounts.application.withdraw_invitation import withdraw_invitation
from accounts.domain.errors import (
    AlreadyInvited,
    EmailTaken,
    Forbidden,
    InvitationNotFound,
    LinkNotValid,
    RateLimited,
    ValidationFailed,
)
from accounts.domain.invitation import Invitation, PersonInvited
from accounts.domain.person import Role
from accounts.domain.throttle import DAY, Limit, Throttles

from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import MemoryAccounts, tools
from services.accounts.tests.staff import accept, by, employ, found, invite

WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> Tools:
    return tools()


@pytest.fixture
def practice(world: Tools) -> SignIn:
    return found(world, "ewa@sliwa.example")


def kept(world: Tools) -> MemoryAccounts:
    return world.transactions.kept  # type: ignore[attr-defined]


def letters(world: Tools) -> list[PersonInvited]:
    return [each for each in kept(world).announced if isinstance(each, PersonInvited)]


def noted(world: Tools) -> list[tuple[str, str]]:
    return [(each.act, each.subject) for each in kept(world).noted]


def waiting(world: Tools, practice: SignIn) -> list[Invitation]:
    return kept(world).waiting_invitations(practice.practice.id)


def test_an_invitation_is_kept_announced_and_noted(world: Tools, practice: SignIn) -> None:
    made = invite(world, practice.person, email=" Jan@Lis.example ")
    assert (made.email, made.role, made.invited_at, made.expires_at) == ("Jan@Lis.example", "dentist", NOW, NOW + WEEK)
    assert waiting(world, practice) == [made]
    (letter,) = letters(world)
    assert (letter.invitation, letter.practice_name, letter.invited_by) == (made, "Gabinet Śliwa", "Ewa Śliwa")
    assert kept(world).noted[-1].fields == (("email", None, "Jan@Lis.example"), ("role", None, "dentist"))
    assert noted(world)[-1] == ("invite_person", "invitation")


def test_the_token_is_in_the_letter_and_nowhere_else(world: Tools, practice: SignIn) -> None:
    made = invite(world, practice.person)
    (letter,) = letters(world)
    assert letter.token not in repr(letter)
    assert letter.token.encode() not in made.token_hash
    assert letter.token not in repr(kept(world).noted)


def test_what_is_no_email_is_not_invited(world: Tools, practice: SignIn) -> None:
    with pytest.raises(ValidationFailed) as refused:
        invite(world, practice.person, email="jan")
    assert refused.value.errors == [("email", "invalid_email", {})]


@pytest.mark.parametrize("role", ["owner", "admin", "dentist", "receptionist"])
def test_an_owner_invites_anybody(world: Tools, practice: SignIn, role: Role) -> None:
    assert invite(world, practice.person, role=role).role == role


def test_an_administrator_invites_anybody_but_an_owner(world: Tools, practice: SignIn) -> None:
    admin = employ(world, practice, "admin")
    assert invite(world, admin, role="admin").invited_by == admin.id
    with pytest.raises(Forbidden):
        invite(world, admin, role="owner")


def test_an_administrator_leaves_the_invitation_of_an_owner_alone(world: Tools, practice: SignIn) -> None:
    admin = employ(world, practice, "admin")
    made = invite(world, practice.person, role="owner")
    with pytest.raises(Forbidden):
        resend_invitation(world, by(admin), made.id)
    with pytest.raises(Forbidden):
        withdraw_invitation(world, by(admin), made.id)
    assert waiting(world, practice) == [made]


def test_whoever_manages_nobody_invites_nobody(world: Tools, practice: SignIn) -> None:
    dentist = employ(world, practice, "dentist")
    made = invite(world, practice.person)
    with pytest.raises(Forbidden):
        invite(world, dentist)
    with pytest.raises(Forbidden):
        resend_invitation(world, by(dentist), made.id)
    with pytest.raises(Forbidden):
        withdraw_invitation(world, by(dentist), made.id)


def test_who_works_here_is_not_invited(world: Tools, practice: SignIn) -> None:
    with pytest.raises(AlreadyInvited):
        invite(world, practice.person, email="EWA@sliwa.example")


def test_who_is_invited_is_not_invited_twice(world: Tools, practice: SignIn) -> None:
    invite(world, practice.person, email="jan@lis.example")
    with pytest.raises(AlreadyInvited) as refused:
        invite(world, practice.person, email="Jan@lis.example")
    assert refused.value.errors == [("email", "already_invited", {})]
    assert len(letters(world)) == 1


def test_an_expired_invitation_stays_listed_and_gives_way_to_a_new_one(world: Tools, practice: SignIn) -> None:
    first = invite(world, practice.person, email="jan@lis.example")
    assert waiting(world, practice) == [first]
    with pytest.raises(AlreadyInvited):
        invite_person(world, Request(by(practice.person, NOW + WEEK - SECOND), "jan@lis.example", "admin", "en"))
    second = invite_person(world, Request(by(practice.person, NOW + WEEK), "Jan@lis.example", "admin", "en"))
    assert waiting(world, practice) == [second]


def test_two_practices_may_invite_one_person_and_the_first_accepted_wins(world: Tools, practice: SignIn) -> None:
    other = found(world)
    for inviter in (practice.person, other.person):
        invite(world, inviter, email="jan@lis.example")
    first, second = letters(world)
    assert accept(world, second.token).practice == other.practice
    with pytest.raises(EmailTaken):
        accept(world, first.token)
    assert waiting(world, practice)[0].waits


def test_who_has_an_account_elsewhere_is_invited_and_told_on_accepting(world: Tools, practice: SignIn) -> None:
    found(world, "jan@lis.example")
    assert invite(world, practice.person, email="JAN@lis.example").waits
    with pytest.raises(EmailTaken):
        accept(world, letters(world)[0].token)


def test_so_many_letters_a_day_and_no_more(practice: SignIn) -> None:
    world = tools(throttles=Throttles(invitation_per_practice=Limit(2, DAY)))
    owner = found(world).person
    made = invite(world, owner)
    resend_invitation(world, by(owner, NOW + timedelta(hours=1)), made.id)
    with pytest.raises(RateLimited) as refused:
        invite_person(world, Request(by(owner, NOW + timedelta(hours=2)), "a@b.example", "dentist", "pl"))
    assert refused.value.data == {"retry_after": 22 * 3600}
    with pytest.raises(RateLimited):
        resend_invitation(world, by(owner, NOW + timedelta(hours=2)), made.id)
    assert len(letters(world)) == 2
    invite(world, found(world).person)
    invite_person(world, Request(by(owner, NOW + DAY), "a@b.example", "dentist", "pl"))


def test_sent_again_it_has_another_link_for_a_week(world: Tools, practice: SignIn) -> None:
    made = invite(world, practice.person)
    later = NOW + timedelta(days=8)
    again = resend_invitation(world, by(practice.person, later), made.id)
    assert (again.id, again.invited_at, again.expires_at) == (made.id, NOW, later + WEEK)
    first, second = letters(world)
    assert first.letter_id != second.letter_id
    with pytest.raises(LinkNotValid):
        read_invitation(world, first.token, NOW)
    assert read_invitation(world, second.token, later).invitation == again
    assert noted(world)[-1] == ("resend_invitation", "invitation")


def test_withdrawn_it_is_gone_and_noted_once(world: Tools, practice: SignIn) -> None:
    made = invite(world, practice.person, email="jan@lis.example")
    for _ in range(2):
        withdraw_invitation(world, by(practice.person), made.id)
    assert waiting(world, practice) == []
    assert noted(world).count(("withdraw_invitation", "invitation")) == 1
    with pytest.raises(LinkNotValid):
        read_invitation(world, letters(world)[0].token, NOW)
    with pytest.raises(LinkNotValid):
        accept(world, letters(world)[0].token)
    with pytest.raises(InvitationNotFound):
        resend_invitation(world, by(practice.person), made.id)
    assert invite(world, practice.person, email="jan@lis.example").waits


def test_an_accepted_one_can_be_neither_sent_nor_withdrawn(world: Tools, practice: SignIn) -> None:
    made = invite(world, practice.person)
    accept(world, letters(world)[0].token)
    with pytest.raises(InvitationNotFound):
        resend_invitation(world, by(practice.person), made.id)
    with pytest.raises(InvitationNotFound):
        withdraw_invitation(world, by(practice.person), made.id)


def test_another_practices_invitation_is_not_found(world: Tools, practice: SignIn) -> None:
    made = invite(world, found(world).person)
    with pytest.raises(InvitationNotFound):
        resend_invitation(world, by(practice.person), made.id)
    with pytest.raises(InvitationNotFound):
        withdraw_invitation(world, by(practice.person), made.id)
