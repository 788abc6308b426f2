"""Registering and signing in, and the links of letters: what strangers may ask."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.accounts import rpc as wire_rpc
from contracts.base import Nothing
from contracts.context import Context

from accounts.adapters import wire
from accounts.application import (
    confirm_email,
    confirm_session,
    open_session,
    read_session,
    register_practice,
    request_password_reset,
    reset_password,
)
from accounts.domain.person import hash_of
from accounts.entrypoints.handlers import Handlers


class Sessions(Handlers):
    @rpc(wire_rpc.register_practice)
    def register_practice(self, context: Context, request: wire_rpc.RegisterPractice) -> wire_rpc.PracticeRegistered:
        key, now = context.idempotency_key, self.accounts.clock()
        asked = register_practice.Request(wire.form(request), key, now, wire.origin(context))
        return wire.practice_registered(register_practice.register_practice(self.tools(context), asked))

    @rpc(wire_rpc.open_session)
    def open_session(self, context: Context, request: wire_rpc.OpenSession) -> wire_rpc.SessionOpened:
        now = self.accounts.clock()
        asked = open_session.Request(request.email, request.password, now, request.code, wire.origin(context))
        return wire.session_opened(open_session.open_session(self.tools(context), asked))

    @rpc(wire_rpc.confirm_session)
    def confirm_session(self, context: Context, request: wire_rpc.ConfirmSession) -> wire_rpc.SessionOpened:
        asked = confirm_session.Request(request.challenge, request.code, self.accounts.clock(), wire.origin(context))
        return wire.session_opened(confirm_session.confirm_session(self.tools(context), asked))

    @rpc(wire_rpc.read_session)
    def read_session(self, context: Context, request: wire_rpc.SessionToken) -> wire_rpc.SessionRead:
        return wire.session_read(read_session.read_session(self.tools(context), request.token, self.accounts.clock()))

    @rpc(wire_rpc.close_session)
    def close_session(self, context: Context, request: wire_rpc.SessionToken) -> Nothing:
        with self.tools(context).transactions.everywhere() as store:
            store.close_session(hash_of(request.token))
        return Nothing()

    @rpc(wire_rpc.request_password_reset)
    def request_password_reset(self, context: Context, request: wire_rpc.RequestPasswordReset) -> Nothing:
        now = self.accounts.clock()
        asked = request_password_reset.Request(request.email, request.language, now, wire.origin(context))
        request_password_reset.request_password_reset(self.tools(context), asked)
        return Nothing()

    @rpc(wire_rpc.check_password_reset)
    def check_password_reset(self, context: Context, request: wire_rpc.Token) -> Nothing:
        reset_password.check_password_reset(self.tools(context), request.token, self.accounts.clock())
        return Nothing()

    @rpc(wire_rpc.reset_password)
    def reset_password(self, context: Context, request: wire_rpc.ResetPassword) -> Nothing:
        asked = reset_password.Request(request.token, request.password, self.accounts.clock())
        reset_password.reset_password(self.tools(context), asked)
        return Nothing()

    @rpc(wire_rpc.confirm_email)
    def confirm_email(self, context: Context, request: wire_rpc.Token) -> Nothing:
        confirm_email.confirm_email(self.tools(context), request.token, self.accounts.clock())
        return Nothing()
