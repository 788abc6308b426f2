"""What a practice says about itself, and who changed what."""

from __future__ import annotations

from chassis import audit
from chassis.entrypoints import rpc
from contracts.accounts import rpc as wire_rpc
from contracts.base import Nothing
from contracts.changes import Changes, ListChanges
from contracts.context import Context

from accounts.adapters import wire, wire_practice
from accounts.application import change_practice, read_practice
from accounts.entrypoints.handlers import Handlers, practice_of


class Practice(Handlers):
    @rpc(wire_rpc.read_practice)
    def read_practice(self, context: Context, _request: Nothing) -> wire_rpc.Practice:
        return wire.practice(read_practice.read_practice(self.tools(context), practice_of(context)))

    @rpc(wire_rpc.change_practice)
    def change_practice(self, context: Context, request: wire_rpc.ChangePractice) -> wire_rpc.Practice:
        asked = change_practice.Request(
            by=self.by(context),
            typed=wire_practice.typed(request),
            switches=wire_practice.switches(request.notifications),
            expected_version=wire_practice.expected_version(request),
            only_check=request.only_check,
        )
        if request.only_check:  # the key is the change's own
            return wire.practice(change_practice.change_practice(self.tools(context), asked))
        return self.once(
            wire_rpc.change_practice,
            context,
            request,
            lambda tools: wire.practice(change_practice.change_practice(tools, asked)),
        )

    @rpc(wire_rpc.read_notifications)
    def read_notifications(self, context: Context, _request: Nothing) -> wire_rpc.NotificationSettings:
        return wire_practice.notifications(read_practice.read_practice(self.tools(context), practice_of(context)))

    @rpc(wire_rpc.change_notifications)
    def change_notifications(
        self, context: Context, request: wire_rpc.ChangeNotifications
    ) -> wire_rpc.NotificationSettings:
        asked = change_practice.Request(
            by=self.by(context),
            switches=wire_practice.switches(request),
            expected_version=request.expected_version,
            act="change_notifications",
            switches_within="",
        )
        return self.once(
            wire_rpc.change_notifications,
            context,
            request,
            lambda tools: wire_practice.notifications(change_practice.change_practice(tools, asked)),
        )

    @rpc(wire_rpc.find_practice)
    def find_practice(self, context: Context, request: wire_rpc.PracticeSlug) -> wire_rpc.PublicPractice:
        return wire_practice.public_practice(read_practice.find_practice(self.tools(context), request.slug))

    @rpc(wire_rpc.list_changes)
    def list_changes(self, context: Context, request: ListChanges) -> Changes:
        practice_id = practice_of(context)
        with self.accounts.database.transaction(practice_id) as session:
            return audit.page(session, practice_id, request)
