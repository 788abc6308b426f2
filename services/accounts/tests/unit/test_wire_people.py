"""What accounts sends about people, invitations and practices is what the contracts' golden examples say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from accounts.adapters import wire, wire_people, wire_practice
from accounts.application.people_ports import Colleague
from accounts.application.ports import SignIn
from accounts.application.read_invitation import Shown
from accounts.domain.invitation import Invitation, PersonInvited
from accounts.domain.notifications import Notifications
from accounts.domain.person import Person, Session
from accounts.domain.practice import Practice, PracticeChanged, PracticeRegistered
from contracts import golden
from contracts.accounts import rpc

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
PRACTICE = Practice(
    id=UUID("019ab1c2-0000-7000-8000-00000000000a"),
    name="Gabinet Uśmiech",
    email="anna@example.com",
    slug="gabinet-usmiech",
    version=2,
    street="Prosta",
    house_number="7",
    postal_code="00-850",
    town="Warszawa",
    phone="+48221234567",
    nip="5260250274",
)
ANNA = UUID("019ab1c2-0000-7000-8000-00000000000b")
EWA = Person(
    id=UUID("019ab1c2-0000-7000-8000-00000000000c"),
    practice_id=PRACTICE.id,
    first_name="Ewa",
    last_name="Lis",
    email="ewa@example.com",
    role="dentist",
    password_hash="hash",
    email_confirmed_at=AT,
)
COLLEAGUE = Colleague(EWA, None, AT + timedelta(hours=1, minutes=30))
INVITATION = Invitation(
    id=UUID("019ab1c2-0000-7000-8000-0000000000a1"),
    practice_id=PRACTICE.id,
    email="ewa@example.com",
    role="dentist",
    language="pl",
    invited_by=ANNA,
    invited_at=AT,
    expires_at=AT + timedelta(days=7),
    token_hash=b"hash",
)
INVITED = PersonInvited(
    UUID("019ab1c2-0000-7000-8000-0000000000e9"), INVITATION, "Gabinet Uśmiech", "Anna Nowak", "opaque-link", AT
)
SESSION = Session(UUID(int=1), PRACTICE.id, EWA.id, AT + timedelta(hours=12), AT, b"hash")
BOOKED_ONLINE = replace(PRACTICE, notifications=Notifications(online_booking=True))


def test_an_invitation_is_announced_as_the_golden_one() -> None:
    envelope = wire.envelope(INVITED, id=UUID("019ab1c2-0000-7000-8000-00000000ee01"), trace_id=TRACE)
    assert envelope.model_dump(mode="json") == golden.event("person_invited.v1")


@pytest.mark.parametrize("kind", [PracticeRegistered, PracticeChanged])
@pytest.mark.parametrize("practice", [PRACTICE, BOOKED_ONLINE])
def test_a_practice_is_announced_with_the_switch_of_online_booking(kind: Any, practice: Practice) -> None:
    envelope = wire.envelope(kind(practice, AT), id=UUID(int=5), trace_id=TRACE)
    assert envelope.data.online_booking is practice.notifications.online_booking


@pytest.mark.parametrize(
    ("answer", "method"),
    [
        (rpc.People(items=[wire_people.person(COLLEAGUE)]), "accounts.list_people"),
        (rpc.PersonNames(items=[wire_people.person_name(COLLEAGUE)]), "accounts.list_names"),
        (wire_people.person(COLLEAGUE), "accounts.read_person"),
        (
            wire_people.person(replace(COLLEAGUE, person=replace(EWA, role="admin", version=2))),
            "accounts.change_person",
        ),
        (wire_people.invitation(INVITATION), "accounts.invite_person"),
        (wire_people.invitation(INVITATION), "accounts.resend_invitation"),
        (rpc.Invitations(items=[wire_people.invitation(INVITATION)]), "accounts.list_invitations"),
        (wire_people.invitation_shown(Shown(INVITATION, PRACTICE)), "accounts.read_invitation"),
        (wire.session_opened(SignIn(EWA, PRACTICE, SESSION, "opaque-token")), "accounts.accept_invitation"),
        (wire_practice.public_practice(BOOKED_ONLINE), "accounts.find_practice"),
        (wire_practice.notifications(PRACTICE), "accounts.read_notifications"),
    ],
)
def test_answers_are_as_the_golden_ones(answer: Any, method: str) -> None:
    assert answer.model_dump(mode="json", by_alias=True) == golden.response(method)


def test_a_removed_person_is_said_to_be_one() -> None:
    assert wire_people.person(Colleague(EWA, AT, None)).removed


def test_a_change_of_the_switches_goes_in_and_out_as_the_golden_one() -> None:
    request = rpc.ChangeNotifications.model_validate(
        golden.with_unknown_fields(golden.request("accounts.change_notifications"))
    )
    changed = PRACTICE.changed({}, request.expected_version, wire_practice.switches(request))
    answer = wire_practice.notifications(changed)
    assert answer.model_dump(mode="json", by_alias=True) == golden.response("accounts.change_notifications")


def test_of_a_change_of_the_practice_only_what_was_set_is_taken() -> None:
    request = rpc.ChangePractice.model_validate(golden.with_unknown_fields(golden.request("accounts.change_practice")))
    assert wire_practice.typed(request) == {"phone": "+48221234567", "second_phone": None}
    assert wire_practice.switches(request.notifications) == {
        "sms": True,
        "email": True,
        "online_booking": False,
        "reminder_hour": time(10),
        "quiet_from": time(21),
        "quiet_to": time(8),
    }
    assert wire_practice.expected_version(request) == 1
    assert wire_practice.switches(None) == wire_practice.switches(rpc.ChangeNotifications()) == {}
    assert wire_practice.expected_version(rpc.ChangePractice()) is None


def test_the_version_may_be_said_in_either_half() -> None:
    half = rpc.ChangePractice(notifications=rpc.ChangeNotifications(expected_version=4))
    assert wire_practice.expected_version(half) == 4


def test_the_email_address_is_no_part_of_a_change() -> None:
    sent = {"email": "else@example.com", "slug": "else", "id": str(ANNA), "version": 7, "town": "Łódź"}
    assert wire_practice.typed(rpc.ChangePractice.model_validate(sent)) == {"town": "Łódź"}


def test_an_answer_to_an_invitation_of_a_newer_caller_is_taken() -> None:
    request = rpc.AcceptInvitation.model_validate(
        golden.with_unknown_fields(golden.request("accounts.accept_invitation"))
    )
    answer = wire_people.answer(request)
    assert (answer.first_name, answer.last_name, answer.terms_version) == ("Ewa", "Lis", "2026-11")
    assert "Sekret123" not in repr(answer)
