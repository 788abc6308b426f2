"""What a form holds between two screens: what was typed, and what is wrong with it, in words."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from contracts.faults import FieldFault

from gateway.errors import sentence
from gateway.refusals import Refused

LONGEST_KEY = 64
LONGEST_VERSION = 9
"""Digits."""


class Problem(NamedTuple):
    """One line of the summary on top of a refused form."""

    field: str
    label: str
    text: str


class Form:
    """Values and errors of one form. ``labels`` name its fields as the screen does, in the screen's order."""

    def __init__(self, labels: Mapping[str, Any], values: Mapping[str, str] | None = None) -> None:
        self.labels = labels
        self.values = dict(values or {})
        self.errors: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.others: dict[str, str] = {}
        """What somebody else has saved in the meantime, in words, beside the fields where it differs."""
        self.problem: str | None = None
        """What is wrong with the whole, where no field is to blame."""

    def __getitem__(self, field: str) -> str:
        return self.values.get(field, "")

    def text(self, field: str) -> str | None:
        """What was typed, without the spaces around it; None for nothing."""
        return self[field].strip() or None

    @property
    def key(self) -> str | None:
        """The idempotency key hidden in the form; None for a form that came without a usable one."""
        return self["key"] if 0 < len(self["key"]) <= LONGEST_KEY else None

    def version(self, field: str = "expected_version") -> int | None:
        """The version that the form was filled in from; None when it does not say."""
        text = self[field]
        return int(text) if text.isdecimal() and len(text) <= LONGEST_VERSION else None

    def ticked(self, field: str) -> bool:
        return field in self.values

    def refuse(self, field: str, code: str, data: Mapping[str, Any] | None = None) -> None:
        """Say what is wrong with a field; the first thing found stays."""
        if field not in self.errors:
            self.codes[field] = code
            self.errors[field] = sentence(code, data or {})

    def say(self, field: str, text: str) -> None:
        """As ``refuse``, where no code of the contracts says it well enough."""
        if field not in self.errors:
            self.codes[field] = "invalid"
            self.errors[field] = text

    def require(self, *fields: str) -> None:
        for field in fields:
            if not self.text(field):
                self.refuse(field, "required")

    def take(self, refused: Refused, fields: Mapping[str, str] | None = None) -> None:
        """Take over a service's refusal. ``fields`` maps its field names to ours where they differ."""
        names = fields or {}
        faults = self._known(refused.fault.errors, names)
        for fault in faults:
            self.refuse(names.get(fault.field, fault.field), fault.code, fault.data)
        if not faults:
            self.problem = sentence(refused.code, refused.fault.data)

    def _known(self, faults: Iterable[FieldFault], names: Mapping[str, str]) -> list[FieldFault]:
        return [fault for fault in faults if names.get(fault.field, fault.field) in self.labels]

    @property
    def refused(self) -> bool:
        return bool(self.errors or self.problem)

    @property
    def problems(self) -> list[Problem]:
        """For the summary: one per wrong field, in the order of the screen."""
        return _lines(self, self.errors)

    @property
    def differences(self) -> list[Problem]:
        """For the summary: one per field that somebody else has changed, in the order of the screen."""
        return _lines(self, self.others)


def _lines(form: Form, texts: Mapping[str, str]) -> list[Problem]:
    return [Problem(field, str(label), texts[field]) for field, label in form.labels.items() if field in texts]


def new_key() -> str:
    """An idempotency key, hidden in a form: sending it twice does it once."""
    return secrets.token_hex(16)
