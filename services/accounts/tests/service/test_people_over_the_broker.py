"""People, invitations, switches and the trail, as the neighbours of a real accounts see them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from chassis.rpc_client import RpcClient
from contracts.accounts import events, rpc
from contracts.base import Envelope, Nothing
from contracts.changes import ListChanges
from contracts.context import Actor, Context

from dev.launching import Launcher, Running
from dev.processes import wait_for
from dev.testing import TestDatabase
from services.accounts.tests.service.asking import (
    PASSWORD,
    context,
    owned,
    refusal,
    registration,
    rows,
    signed_in,
)

pytestmark = [pytest.mark.broker, pytest.mark.database]

Letter = Envelope[events.PersonInvitedV1]


@pytest.fixture
def practice(accounts: Running, client: RpcClient) -> rpc.PracticeRegistered:
    return client.call(rpc.register_practice, registration(), context())


def with_key(asked: Context, key: str) -> Context:
    return asked.model_copy(update={"idempotency_key": key})


def accepting(token: str) -> rpc.AcceptInvitation:
    return rpc.AcceptInvitation(token=token, first_name="Jan", last_name="Lis", password=PASSWORD, accept_terms=True)


@pytest.fixture
def letter(start: Launcher, env: dict[str, str], published: Callable[[], list[dict[str, Any]]]) -> Callable[[], Letter]:
    """The one invitation that was announced."""

    def take() -> Letter:
        taken: list[Letter] = []

        def arrived() -> bool:
            of_its_kind = [each for each in published() if each["key"] == "person_invited.v1"]
            taken.extend(Letter.model_validate(each) for each in of_its_kind)
            return taken != []

        wait_for(arrived, "the letter", seconds=10)
        (only,) = taken
        return only

    start(["-m", "accounts", "relay"], env=env)
    return take


def test_somebody_is_invited_joins_rises_and_is_removed(
    accounts: Running, client: RpcClient, practice: rpc.PracticeRegistered, letter: Callable[[], Letter]
) -> None:
    owner, email = owned(practice), f"{secrets.token_hex(8)}@lis.example"
    asked = with_key(owner, "invite")
    invited = client.call(rpc.invite_person, rpc.InvitePerson(email=email, role="dentist", language="en"), asked)
    again = client.call(rpc.invite_person, rpc.InvitePerson(email=email, role="dentist", language="en"), asked)
    assert again == invited
    assert client.call(rpc.list_invitations, Nothing(), owner).items == [invited]

    sent = letter()
    assert (sent.practice_id, sent.data.to, sent.data.role) == (practice.practice.id, email, "dentist")
    assert (sent.data.invited_by, sent.data.language) == ("Ewa Śliwa", "en")
    assert sent.data.expires_at - sent.occurred_at == timedelta(days=7)

    token = rpc.Token(token=sent.data.token)
    shown = client.call(rpc.read_invitation, token, context())
    assert (shown.practice_name, shown.email, shown.role) == ("Gabinet Śliwa", email, "dentist")
    joined = client.call(rpc.accept_invitation, accepting(token.token), context())
    assert (joined.user.email_confirmed, joined.practice.id) == (True, practice.practice.id)
    assert refusal(lambda: client.call(rpc.read_invitation, token, context())).code == "link_not_valid"
    assert client.call(rpc.list_invitations, Nothing(), owner).items == []

    people = client.call(rpc.list_people, Nothing(), owner).items
    assert [(each.last_name, each.role) for each in people] == [("Lis", "dentist"), ("Śliwa", "owner")]
    person = people[0]
    change = rpc.ChangePerson(person_id=person.id, role="admin", expected_version=person.version)
    assert client.call(rpc.change_person, change, with_key(owner, "rise")).version == person.version + 1
    assert client.call(rpc.change_person, change, with_key(owner, "rise")).version == person.version + 1
    assert refusal(lambda: client.call(rpc.change_person, change, owner)).code == "version_conflict"
    session = rpc.SessionToken(token=joined.token)
    theirs = signed_in(client.call(rpc.read_session, session, context()))
    assert theirs.actor is not None
    assert theirs.actor.role == "admin"

    him = rpc.PersonId(person_id=practice.user.id)
    assert refusal(lambda: client.call(rpc.remove_person, him, theirs)).code == "forbidden"
    assert refusal(lambda: client.call(rpc.remove_person, him, owner)).code == "last_owner"
    client.call(rpc.remove_person, rpc.PersonId(person_id=person.id), owner)
    client.call(rpc.remove_person, rpc.PersonId(person_id=person.id), owner)
    assert refusal(lambda: client.call(rpc.read_session, session, context())).code == "unauthenticated"
    assert refusal(lambda: client.call(rpc.list_people, Nothing(), context())).code == "unauthenticated"
    assert client.call(rpc.read_person, rpc.PersonId(person_id=person.id), owner).removed
    assert email not in accounts.log()
    assert token.token not in accounts.log()


def test_another_practices_people_and_invitations_are_not_found(
    client: RpcClient, practice: rpc.PracticeRegistered
) -> None:
    other = client.call(rpc.register_practice, registration(), context())
    stranger, owner = owned(other), owned(practice)
    invite = rpc.InvitePerson(email="jan@lis.example", role="dentist")
    invitation = rpc.InvitationId(invitation_id=client.call(rpc.invite_person, invite, owner).id)
    person = rpc.PersonId(person_id=practice.user.id)
    change = rpc.ChangePerson(person_id=practice.user.id, role="admin")
    refused = [
        refusal(lambda: client.call(rpc.read_person, person, stranger)),
        refusal(lambda: client.call(rpc.remove_person, person, stranger)),
        refusal(lambda: client.call(rpc.change_person, change, stranger)),
        refusal(lambda: client.call(rpc.resend_invitation, invitation, stranger)),
        refusal(lambda: client.call(rpc.withdraw_invitation, invitation, stranger)),
    ]
    assert [each.code for each in refused] == ["not_found"] * 5
    assert client.call(rpc.list_invitations, Nothing(), stranger).items == []


def test_the_switches_go_with_the_practice_as_one_version_and_event(
    client: RpcClient, practice: rpc.PracticeRegistered, accounts_database: TestDatabase
) -> None:
    owner = owned(practice)
    wrong = rpc.ChangePractice(nip="1", notifications=rpc.ChangeNotifications(reminder_hour="22:00"))
    check = rpc.ChangePractice(nip="1", notifications=wrong.notifications, only_check=True)
    for asked in (wrong, check):
        fault = refusal(lambda asked=asked: client.call(rpc.change_practice, asked, owner))
        assert [(each.field, each.code) for each in fault.errors] == [
            ("nip", "invalid"),
            ("notifications.reminder_hour", "out_of_range"),
        ]
    switches = rpc.ChangeNotifications(sms=False, online_booking=True, reminder_hour="09:15")
    good = {"town": "Łódź", "notifications": switches, "expected_version": 1}
    keyed = with_key(owner, "save")
    checked = client.call(rpc.change_practice, rpc.ChangePractice(**good, only_check=True), keyed)
    assert (checked.version, checked.town) == (1, None)
    for _ in range(2):
        assert client.call(rpc.change_practice, rpc.ChangePractice(**good), keyed).version == 2
    read = client.call(rpc.read_notifications, Nothing(), owner)
    assert (read.sms, read.email, read.online_booking, read.version) == (False, True, True, 2)
    assert read.model_dump(mode="json")["reminder_hour"] == "09:15"
    announced = rows(
        accounts_database,
        "SELECT convert_from(body, 'UTF8')::json #>> '{data,online_booking}' FROM outbox "
        "WHERE routing_key = 'practice_changed.v1' AND aggregate_id = %s",
        practice.practice.id,
    )
    assert announced == [("true",)]
    alone = rpc.ChangeNotifications(online_booking=False, expected_version=2)
    assert client.call(rpc.change_notifications, alone, owner).version == 3
    fault = refusal(lambda: client.call(rpc.change_notifications, alone, owner))
    assert (fault.code, fault.data) == ("version_conflict", {"current_version": 3})
    fault = refusal(
        lambda: client.call(rpc.change_notifications, rpc.ChangeNotifications(reminder_hour="09:10"), owner)
    )
    assert [(each.field, each.code) for each in fault.errors] == [("reminder_hour", "not_on_grid")]


def test_strangers_find_a_practice_by_its_public_name(client: RpcClient, practice: rpc.PracticeRegistered) -> None:
    found = client.call(rpc.find_practice, rpc.PracticeSlug(slug=practice.practice.slug), context())
    assert (found.id, found.name, found.online_booking) == (practice.practice.id, "Gabinet Śliwa", False)
    unknown = rpc.PracticeSlug(slug="nobody-has-this")
    assert refusal(lambda: client.call(rpc.find_practice, unknown, context())).code == "not_found"


def test_the_owner_reads_who_changed_what_page_by_page(client: RpcClient, practice: rpc.PracticeRegistered) -> None:
    owner = owned(practice)
    for town in ("Łódź", "Kraków", "Gdynia"):
        client.call(rpc.change_practice, rpc.ChangePractice(town=town), owner)
    client.call(rpc.invite_person, rpc.InvitePerson(email="a@b.example", role="dentist"), owner)
    of_practice = ListChanges(subject="practice", limit=2)
    newest = client.call(rpc.list_changes, of_practice, owner).items
    older = client.call(rpc.list_changes, of_practice.model_copy(update={"before": newest[-1].id}), owner).items
    assert [each.fields[0].after for each in newest] == ["Gdynia", "Kraków"]
    assert [(each.act, each.actor_id) for each in older] == [
        ("change_practice", practice.user.id),
        ("register_practice", practice.user.id),
    ]
    assert client.call(rpc.list_changes, ListChanges(limit=1), owner).items[0].act == "invite_person"
    other = owned(client.call(rpc.register_practice, registration(), context()))
    theirs = client.call(rpc.list_changes, ListChanges(subject_id=practice.practice.id), other)
    assert theirs.items == []


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("admin", [rpc.list_changes]),
        ("receptionist", [rpc.list_changes, rpc.list_people, rpc.invite_person, rpc.change_notifications]),
    ],
)
def test_who_may_not_is_refused_before_anything_is_done(
    client: RpcClient, practice: rpc.PracticeRegistered, role: Any, refused: list[Any]
) -> None:
    asked = context(practice_id=practice.practice.id, actor=Actor(user_id=practice.user.id, role=role))
    for method in refused:
        filled = {"email": "a@b.example", "role": "dentist"} if method is rpc.invite_person else {}
        request = method.request(**filled)
        assert refusal(lambda request=request, method=method: client.call(method, request, asked)).code == "forbidden"
