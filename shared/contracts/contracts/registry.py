"""All methods and events, for the tests that hold producers and consumers to them."""

from __future__ import annotations

from typing import Any

from contracts.accounts import events as accounts_events
from contracts.accounts import rpc as accounts_rpc
from contracts.base import Event, Method
from contracts.notifications import events as notifications_events
from contracts.notifications import rpc as notifications_rpc
from contracts.scheduling import events as scheduling_events
from contracts.scheduling import rpc as scheduling_rpc

METHODS: dict[str, Method[Any, Any]] = {
    repr(method): method
    for module in (accounts_rpc, scheduling_rpc, notifications_rpc)
    for method in vars(module).values()
    if isinstance(method, Method)
}

EVENTS: dict[str, type[Event]] = {
    event.type: event
    for module in (accounts_events, scheduling_events, notifications_events)
    for event in vars(module).values()
    if isinstance(event, type) and issubclass(event, Event) and "type" in vars(event)
}
