"""Checks of single fields, gathered, so that a refusal names every wrong field at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar, cast

from scheduling.domain.refusals import FieldError, ValidationFailed

Given = TypeVar("Given")
Taken = TypeVar("Taken")

_LINES_MAY_HAVE = "\n\t"
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}


class Wrong(Exception):  # noqa: N818 - becomes a field error
    """How one value is wrong; ``code`` is one of the stable field codes."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


class Checks:
    """Takes the fields of a request one by one; ``finish`` raises ValidationFailed if any of them was wrong."""

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def take(self, field: str, rule: Callable[[Given], Taken], value: Given) -> Taken:
        """The value as the rule has it. After a wrong value the result is meaningless; ``finish`` will raise."""
        try:
            return rule(value)
        except Wrong as wrong:
            self.wrong(field, wrong.code, **wrong.data)
            return cast("Taken", None)

    def wrong(self, field: str, code: str, **data: Any) -> None:
        self._errors.append(FieldError(field, code, data))

    def finish(self) -> None:
        if self._errors:
            raise ValidationFailed(self._errors)


def line(longest: int) -> Callable[[str | None], str]:
    """A rule for one line of text that must be there: trimmed, 1 to ``longest`` characters, no control characters."""

    def rule(value: str | None) -> str:
        text = _plain(value or "")
        if not text:
            raise Wrong("required")
        if len(text) > longest:
            raise Wrong("too_long", max=longest)
        return text

    return rule


def optional_line(longest: int) -> Callable[[str | None], str | None]:
    """The same for one that may be left empty: an empty one becomes None."""
    required = line(longest)
    return lambda value: required(value) if value and value.strip() else None


def optional_text(longest: int) -> Callable[[str | None], str | None]:
    """A rule for text of several lines that may be left empty: an empty one becomes None."""

    def rule(value: str | None) -> str | None:
        if value is None:
            return None
        if len(value) > longest:
            raise Wrong("too_long", max=longest)
        return _plain(value.replace("\r\n", "\n"), may_have=_LINES_MAY_HAVE) or None

    return rule


def _plain(value: str, may_have: str = "") -> str:
    text = value.strip()
    if any(unicodedata.category(sign) in _CONTROL and sign not in may_have for sign in text):
        raise Wrong("control_characters")
    return unicodedata.normalize("NFC", text)
