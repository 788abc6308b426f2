"""Golden examples: the JSON of each released wire class, frozen with it.

A producer's test makes its output equal one; a consumer's test takes one with an unknown field added.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_MAPS = frozenset({"columns", "values"})
"""Objects whose keys are the sender's own words: they are no messages. Nor is an empty one."""


def event(event_type: str) -> dict[str, Any]:
    """The whole envelope of an event such as ``visit_booked.v1``."""
    return _read(f"events/{event_type}.json")


def request(method: str) -> dict[str, Any]:
    """A request of a method such as ``scheduling.book_visit``."""
    return _read(f"rpc/{method}.request.json")


def response(method: str) -> dict[str, Any]:
    """The answer to that request."""
    return _read(f"rpc/{method}.response.json")


def with_unknown_fields(message: Any) -> Any:
    """The same message from a newer sender: every object in it has one more field."""
    if isinstance(message, dict):
        known = {
            key: value if key in _MAPS or value == {} else with_unknown_fields(value) for key, value in message.items()
        }
        return known | {"added_later": True}
    if isinstance(message, list):
        return [with_unknown_fields(item) for item in message]
    return message


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files(__name__).joinpath(name).read_text("utf-8"))
    return content
