"""People of the practice, and those invited to join it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.faults import Fault
from contracts.permissions import Role

from gateway import rpc
from gateway.api import versions
from gateway.api.access import idempotency_key, public
from gateway.api.bodies import Body
from gateway.api.user import LetterToken
from gateway.refusals import Refused

blueprint = APIBlueprint("people", __name__, tag="People")


class RoleChange(Body):
    """What the person is from now on."""

    role: Role


class NewInvitation(accounts.InvitePerson, Body):
    """Who is asked to join, as what, and the language of the letter."""


class InvitationAnswer(accounts.AcceptInvitation, Body):
    """The end of the link in the letter, and who accepts."""


@blueprint.get("/users")
@blueprint.output(accounts.People)
def list_users() -> Any:
    """The people of the practice, those too that have left it."""
    return rpc.call(accounts.list_people, Nothing())


@blueprint.get("/users/<uuid:user_id>")
@blueprint.output(accounts.Person)
def read_user(user_id: UUID) -> Any:
    """One person."""
    person = rpc.call(accounts.read_person, accounts.PersonId(person_id=user_id))
    return person, 200, versions.tag(person)


@blueprint.patch("/users/<uuid:user_id>")
@blueprint.input(RoleChange)
@blueprint.output(accounts.Person)
def change_user(user_id: UUID, json_data: RoleChange) -> Any:
    """Change a person's role. The last owner stays one (`last_owner`)."""
    change = accounts.ChangePerson(person_id=user_id, role=json_data.role, **versions.expected())
    person = rpc.call(accounts.change_person, change)
    return person, 200, versions.tag(person)


@blueprint.delete("/users/<uuid:user_id>")
@blueprint.output({}, 204)
def remove_user(user_id: UUID) -> Any:
    """Take a person out of the practice; all sessions of theirs end. The last owner stays (`last_owner`)."""
    rpc.call(accounts.remove_person, accounts.PersonId(person_id=user_id))
    return ""


@blueprint.get("/invitations")
@blueprint.output(accounts.Invitations)
def list_invitations() -> Any:
    """Invitations that wait for an answer."""
    return rpc.call(accounts.list_invitations, Nothing())


@blueprint.post("/invitations")
@blueprint.input(NewInvitation)
@blueprint.output(accounts.Invitation, 201)
def invite(json_data: NewInvitation) -> Any:
    """Invite somebody by e-mail."""
    invitation = rpc.call(accounts.invite_person, json_data, idempotency_key=idempotency_key())
    return invitation, 201, {"Location": f"/api/v1/invitations/{invitation.id}"}


@blueprint.get("/invitations/<uuid:invitation_id>")
@blueprint.output(accounts.Invitation)
def read_invitation(invitation_id: UUID) -> Any:
    """One invitation that waits for an answer."""
    waiting = rpc.call(accounts.list_invitations, Nothing()).items
    found = next((each for each in waiting if each.id == invitation_id), None)
    if found is None:
        raise Refused(Fault(code="not_found", data={"what": "invitation"}))
    return found


@blueprint.post("/invitations/<uuid:invitation_id>/resend")
@blueprint.output(accounts.Invitation)
def resend_invitation(invitation_id: UUID) -> Any:
    """Send the letter again, with a new link; the old one is good for nothing."""
    asked = accounts.InvitationId(invitation_id=invitation_id)
    return rpc.call(accounts.resend_invitation, asked, idempotency_key=idempotency_key())


@blueprint.delete("/invitations/<uuid:invitation_id>")
@blueprint.output({}, 204)
def withdraw_invitation(invitation_id: UUID) -> Any:
    """Withdraw an invitation; its link is good for nothing."""
    rpc.call(accounts.withdraw_invitation, accounts.InvitationId(invitation_id=invitation_id))
    return ""


@blueprint.post("/invitation-answers/check")
@blueprint.input(LetterToken)
@blueprint.output(accounts.InvitationShown)
@public
def check_invitation(json_data: LetterToken) -> Any:
    """What an invitation is about, for the person invited; changes nothing."""
    return rpc.call(accounts.read_invitation, json_data)


@blueprint.post("/invitation-answers")
@blueprint.input(InvitationAnswer)
@blueprint.output(accounts.SessionOpened, 201)
@public
def accept_invitation(json_data: InvitationAnswer) -> Any:
    """Accept an invitation; the person is signed in."""
    opened = rpc.call(accounts.accept_invitation, json_data, idempotency_key=idempotency_key())
    return opened, 201, {"Location": "/api/v1/session"}
