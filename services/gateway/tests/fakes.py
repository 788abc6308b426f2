"""The services behind the gateway, by hand: they answer with the golden examples unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from chassis.refusals import Refused
from contracts import golden
from contracts.accounts import rpc as accounts
from contracts.base import Message, Method
from contracts.context import Context
from contracts.faults import Fault
from gateway.settings import GatewaySettings

TOKEN = golden.request("accounts.read_session")["token"]
CALLBACK_SECRET = "not-secret-in-tests-either"
SETTINGS = GatewaySettings(
    env="test",
    amqp_url="amqp://nowhere",
    secret_key="not secret in tests",
    smsapi_callback_secret=CALLBACK_SECRET,
)


@dataclass
class Call:
    method: str
    request: dict[str, Any]
    """What would go over the wire."""
    context: Context


@dataclass
class FakeServices:
    """Knows one session, that of ``TOKEN``."""

    calls: list[Call] = field(default_factory=list)
    answers: dict[str, Message | Exception] = field(default_factory=dict)

    def call(self, method: Method[Any, Any], request: Message, context: Context) -> Any:
        sent = request.model_dump(mode="json", exclude_unset=True)
        self.calls.append(Call(repr(method), sent, context))
        answer = self.answers.get(repr(method))
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        if method is accounts.read_session and sent["token"] != TOKEN:
            raise Refused(Fault(code="unauthenticated"))
        return method.response.model_validate(golden.response(repr(method)))

    def refuse(self, method: Method[Any, Any], code: str, **parts: Any) -> None:
        self.answers[repr(method)] = Refused(Fault(code=code, **parts))

    @property
    def last(self) -> Call:
        return self.calls[-1]
