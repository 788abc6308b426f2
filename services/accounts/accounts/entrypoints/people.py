"""The people of a practice, and invitations to it."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.accounts import rpc as wire_rpc
from contracts.base import Nothing
from contracts.context import Context

from accounts.adapters import wire, wire_people
from accounts.adapters.wire import origin
from accounts.application import (
    accept_invitation,
    change_person,
    invite_person,
    list_people,
    read_invitation,
    remove_person,
    resend_invitation,
    withdraw_invitation,
)
from accounts.entrypoints.handlers import Handlers, practice_of


class People(Handlers):
    @rpc(wire_rpc.list_people)
    def list_people(self, context: Context, _request: Nothing) -> wire_rpc.People:
        colleagues = list_people.list_people(self.tools(context), practice_of(context))
        return wire_rpc.People(items=[wire_people.person(each) for each in colleagues])

    @rpc(wire_rpc.list_names)
    def list_names(self, context: Context, _request: Nothing) -> wire_rpc.PersonNames:
        colleagues = list_people.list_people(self.tools(context), practice_of(context))
        return wire_rpc.PersonNames(items=[wire_people.person_name(each) for each in colleagues])

    @rpc(wire_rpc.read_person)
    def read_person(self, context: Context, request: wire_rpc.PersonId) -> wire_rpc.Person:
        return wire_people.person(list_people.read_person(self.tools(context), practice_of(context), request.person_id))

    @rpc(wire_rpc.change_person)
    def change_person(self, context: Context, request: wire_rpc.ChangePerson) -> wire_rpc.Person:
        asked = change_person.Request(self.by(context), request.person_id, request.role, request.expected_version)
        return self.once(
            wire_rpc.change_person,
            context,
            request,
            lambda tools: wire_people.person(change_person.change_person(tools, asked)),
        )

    @rpc(wire_rpc.remove_person)
    def remove_person(self, context: Context, request: wire_rpc.PersonId) -> Nothing:
        remove_person.remove_person(self.tools(context), self.by(context), request.person_id)
        return Nothing()

    @rpc(wire_rpc.list_invitations)
    def list_invitations(self, context: Context, _request: Nothing) -> wire_rpc.Invitations:
        practice_id = practice_of(context)
        with self.tools(context).transactions.practice(practice_id) as store:
            waiting = store.waiting_invitations(practice_id)
        return wire_rpc.Invitations(items=[wire_people.invitation(each) for each in waiting])

    @rpc(wire_rpc.invite_person)
    def invite_person(self, context: Context, request: wire_rpc.InvitePerson) -> wire_rpc.Invitation:
        asked = invite_person.Request(self.by(context), request.email, request.role, request.language)
        return self.once(
            wire_rpc.invite_person,
            context,
            request,
            lambda tools: wire_people.invitation(invite_person.invite_person(tools, asked)),
        )

    @rpc(wire_rpc.resend_invitation)
    def resend_invitation(self, context: Context, request: wire_rpc.InvitationId) -> wire_rpc.Invitation:
        by = self.by(context)
        return self.once(
            wire_rpc.resend_invitation,
            context,
            request,
            lambda tools: wire_people.invitation(resend_invitation.resend_invitation(tools, by, request.invitation_id)),
        )

    @rpc(wire_rpc.withdraw_invitation)
    def withdraw_invitation(self, context: Context, request: wire_rpc.InvitationId) -> Nothing:
        withdraw_invitation.withdraw_invitation(self.tools(context), self.by(context), request.invitation_id)
        return Nothing()

    @rpc(wire_rpc.read_invitation)
    def read_invitation(self, context: Context, request: wire_rpc.Token) -> wire_rpc.InvitationShown:
        shown = read_invitation.read_invitation(self.tools(context), request.token, self.accounts.clock())
        return wire_people.invitation_shown(shown)

    @rpc(wire_rpc.accept_invitation)
    def accept_invitation(self, context: Context, request: wire_rpc.AcceptInvitation) -> wire_rpc.SessionOpened:
        asked = accept_invitation.Request(
            token=request.token,
            answer=wire_people.answer(request),
            idempotency_key=context.idempotency_key,
            now=self.accounts.clock(),
            origin=origin(context),
        )
        return wire.session_opened(accept_invitation.accept_invitation(self.tools(context), asked))
