"""Answers the RPC methods of accounts."""

from __future__ import annotations

from uuid import UUID

from chassis.entrypoints import Provide, rpc
from chassis.nameko_process import serve
from chassis.process import Process
from contracts.accounts import rpc as wire_rpc
from contracts.base import Nothing
from contracts.context import Context

from accounts import bootstrap
from accounts.adapters import wire
from accounts.application import change_practice, open_session, read_session, register_practice
from accounts.domain.errors import PracticeNotFound, Unauthenticated
from accounts.domain.person import hash_of

WORKERS = 10


def run(process: Process) -> None:
    """Serve until asked to stop."""
    accounts = bootstrap.build_green(process.environment, process.clock, workers=WORKERS)
    process.health.add_check("database", accounts.database.ping)
    serve(service_class(accounts), process.settings, WORKERS, health=process.health)


def service_class(accounts: bootstrap.Accounts) -> type:
    """The Nameko service, standing on ``accounts``."""

    class AccountsService:
        name = "accounts"

        accounts: bootstrap.Accounts = Provide(lambda: accounts)

        @rpc(wire_rpc.register_practice)
        def register_practice(
            self, context: Context, request: wire_rpc.RegisterPractice
        ) -> wire_rpc.PracticeRegistered:
            return wire.practice_registered(
                register_practice.register_practice(
                    self.accounts.tools(context.trace_id),
                    register_practice.Request(wire.form(request), context.idempotency_key, self.accounts.clock()),
                )
            )

        @rpc(wire_rpc.open_session)
        def open_session(self, context: Context, request: wire_rpc.OpenSession) -> wire_rpc.SessionOpened:
            tools = self.accounts.tools(context.trace_id)
            now = self.accounts.clock()
            return wire.session_opened(open_session.open_session(tools, request.email, request.password, now))

        @rpc(wire_rpc.read_session)
        def read_session(self, context: Context, request: wire_rpc.SessionToken) -> wire_rpc.SessionRead:
            tools = self.accounts.tools(context.trace_id)
            return wire.session_read(read_session.read_session(tools, request.token, self.accounts.clock()))

        @rpc(wire_rpc.close_session)
        def close_session(self, context: Context, request: wire_rpc.SessionToken) -> Nothing:
            with self.accounts.tools(context.trace_id).transactions.everywhere() as store:
                store.close_session(hash_of(request.token))
            return Nothing()

        @rpc(wire_rpc.read_practice)
        def read_practice(self, context: Context, _request: Nothing) -> wire_rpc.Practice:
            practice_id = _practice_of(context)
            with self.accounts.tools(context.trace_id).transactions.practice(practice_id) as store:
                practice = store.practice(practice_id)
            if practice is None:
                raise PracticeNotFound
            return wire.practice(practice)

        @rpc(wire_rpc.change_practice)
        def change_practice(self, context: Context, request: wire_rpc.ChangePractice) -> wire_rpc.Practice:
            changed = change_practice.change_practice(
                self.accounts.tools(context.trace_id),
                change_practice.Request(
                    practice_id=_practice_of(context),
                    role=context.actor.role if context.actor else None,
                    typed=wire.changes(request),
                    expected_version=request.expected_version,
                    now=self.accounts.clock(),
                ),
            )
            return wire.practice(changed)

    return AccountsService


def _practice_of(context: Context) -> UUID:
    if context.practice_id is None:
        raise Unauthenticated
    return context.practice_id
