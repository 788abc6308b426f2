"""What the handlers of every area stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from contracts.base import Message, Method, Response
from contracts.context import Actor, Context

from accounts import bootstrap
from accounts.application.by import By
from accounts.application.ports import Tools
from accounts.domain.errors import Unauthenticated


class Handlers:
    """A part of the Nameko service; ``rpc.service_class`` puts the parts together."""

    accounts: bootstrap.Accounts

    def tools(self, context: Context) -> Tools:
        """What the use cases need to answer this request."""
        return self.accounts.tools(context.trace_id)

    def by(self, context: Context) -> By:
        """Who asks, now. Raises Unauthenticated."""
        return By(practice_of(context), actor_of(context).user_id, self.accounts.clock())

    def once(
        self,
        method: Method[Any, Response],
        context: Context,
        request: Message,
        work: Callable[[Tools], Response],
    ) -> Response:
        """What ``work`` answers; a repeat with the same idempotency key gets the first answer (see ``Once``)."""
        tools = self.tools(context)
        return self.accounts.once.answer(
            method, context, request, lambda transactions: work(replace(tools, transactions=transactions))
        )


def practice_of(context: Context) -> UUID:
    """The practice that is asked about. Raises Unauthenticated."""
    if context.practice_id is None:
        raise Unauthenticated
    return context.practice_id


def actor_of(context: Context) -> Actor:
    """The signed-in person who asks. Raises Unauthenticated."""
    if context.actor is None:
        raise Unauthenticated
    return context.actor
