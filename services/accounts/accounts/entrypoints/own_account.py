"""What a signed-in person does with their own account."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.accounts import rpc as wire_rpc
from contracts.base import Nothing
from contracts.context import Context

from accounts.adapters import wire, wire_own_account
from accounts.application import (
    begin_second_factor,
    change_name,
    change_password,
    confirm_email,
    disable_second_factor,
    enable_second_factor,
    own_sessions,
    renew_recovery_codes,
)
from accounts.entrypoints.handlers import Handlers, actor_of


class OwnAccount(Handlers):
    @rpc(wire_rpc.list_sessions)
    def list_sessions(self, context: Context, _request: Nothing) -> wire_rpc.KnownSessions:
        sessions = own_sessions.list_sessions(self.tools(context), self.by(context))
        return wire_own_account.known_sessions(sessions, actor_of(context).session_id)

    @rpc(wire_rpc.end_session)
    def end_session(self, context: Context, request: wire_rpc.SessionId) -> Nothing:
        own_sessions.end_session(self.tools(context), self.by(context), request.session_id)
        return Nothing()

    @rpc(wire_rpc.end_other_sessions)
    def end_other_sessions(self, context: Context, _request: Nothing) -> Nothing:
        own_sessions.end_other_sessions(self.tools(context), self.by(context), actor_of(context).session_id)
        return Nothing()

    @rpc(wire_rpc.change_name)
    def change_name(self, context: Context, request: wire_rpc.ChangeName) -> wire_rpc.User:
        asked = change_name.Request(self.by(context), request.first_name, request.last_name)
        return wire.user(change_name.change_name(self.tools(context), asked))

    @rpc(wire_rpc.change_password)
    def change_password(self, context: Context, request: wire_rpc.ChangePassword) -> wire_rpc.Session:
        origin = wire.origin(context)
        asked = change_password.Request(self.by(context), request.current_password, request.new_password, origin)
        return wire_own_account.session(change_password.change_password(self.tools(context), asked))

    @rpc(wire_rpc.request_email_confirmation)
    def request_email_confirmation(self, context: Context, request: wire_rpc.RequestEmailConfirmation) -> Nothing:
        confirm_email.request_email_confirmation(self.tools(context), self.by(context), request.language)
        return Nothing()

    @rpc(wire_rpc.begin_second_factor)
    def begin_second_factor(self, context: Context, request: wire_rpc.PasswordAgain) -> wire_rpc.SecondFactorBegun:
        begun = begin_second_factor.begin_second_factor(self.tools(context), self.by(context), request.password)
        return wire_own_account.second_factor_begun(begun)

    @rpc(wire_rpc.enable_second_factor)
    def enable_second_factor(self, context: Context, request: wire_rpc.SecondFactorCode) -> wire_rpc.RecoveryCodes:
        codes = enable_second_factor.enable_second_factor(self.tools(context), self.by(context), request.code)
        return wire_own_account.recovery_codes(codes)

    @rpc(wire_rpc.disable_second_factor)
    def disable_second_factor(self, context: Context, request: wire_rpc.PasswordAgain) -> Nothing:
        disable_second_factor.disable_second_factor(self.tools(context), self.by(context), request.password)
        return Nothing()

    @rpc(wire_rpc.renew_recovery_codes)
    def renew_recovery_codes(self, context: Context, request: wire_rpc.PasswordAgain) -> wire_rpc.RecoveryCodes:
        codes = renew_recovery_codes.renew_recovery_codes(self.tools(context), self.by(context), request.password)
        return wire_own_account.recovery_codes(codes)
