"""Checks of what people type. Each gives back the value to keep, or notes what is wrong and goes on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import phonenumbers
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.pl import nip as stdnum_nip
from stdnum.pl import regon as stdnum_regon

from accounts.domain.errors import FieldError, ValidationFailed

NAME_MAX = 100
EMAIL_MAX = 254

_LOCAL_PART = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,64}}@){_LOCAL_PART}@(?:{_LABEL}\.)+(?!\d+$){_LABEL}", re.IGNORECASE | re.ASCII)
_POSTAL_CODE = re.compile(r"[0-9]{2}-[0-9]{3}")
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Checks:
    """Collects everything that is wrong, so that a form can say all of it at once."""

    def __init__(self) -> None:
        self.wrong: list[FieldError] = []

    def note(self, field: str, code: str, data: Mapping[str, Any] | None = None) -> None:
        self.wrong.append((field, code, data or {}))

    def finish(self) -> None:
        """Raises ValidationFailed when anything was noted."""
        if self.wrong:
            raise ValidationFailed(self.wrong)

    def name(self, field: str, typed: str | None, maximum: int = NAME_MAX) -> str:
        """One line that must be there, trimmed."""
        text = self.line(field, typed, maximum)
        if text is None:
            self.note(field, "required")
        return text or ""

    def line(self, field: str, typed: str | None, maximum: int = NAME_MAX) -> str | None:
        """One line, trimmed; None when nothing visible is left of it."""
        text = (typed or "").strip()
        if any(map(_cannot_be_used, text)):
            self.note(field, "control_characters")
            return text
        if len(text) > maximum:
            self.note(field, "too_long", {"max": maximum})
        return text if any(map(_visible, text)) else None

    def email(self, field: str, typed: str) -> str:
        """An address as typed but trimmed. Plain ASCII: other addresses reach too few mailboxes."""
        text = typed.strip()
        if not text:
            self.note(field, "required")
        elif len(text) > EMAIL_MAX:
            self.note(field, "too_long", {"max": EMAIL_MAX})
        elif not _EMAIL.fullmatch(text):
            self.note(field, "invalid_email")
        return text

    def phone(self, field: str, typed: str | None) -> str | None:
        """A phone number in E.164; without a country code it is a Polish one."""
        text = self.line(field, typed)
        if text is None:
            return None
        try:
            number = phonenumbers.parse(text, "PL")
        except phonenumbers.NumberParseException:
            self.note(field, "invalid_phone")
            return None
        if number.extension or not phonenumbers.is_valid_number(number):
            self.note(field, "invalid_phone")
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def postal_code(self, field: str, typed: str | None) -> str | None:
        """NN-NNN."""
        text = self.line(field, typed)
        if text is not None and not _POSTAL_CODE.fullmatch(text):
            self.note(field, "invalid_postal_code")
        return text

    def nip(self, field: str, typed: str | None) -> str | None:
        """The tax number, ten digits."""
        return self._number(field, typed, stdnum_nip)

    def regon(self, field: str, typed: str | None) -> str | None:
        """The register number, 9 or 14 digits."""
        return self._number(field, typed, stdnum_regon)

    def _number(self, field: str, typed: str | None, kind: Any) -> str | None:
        text = self.line(field, typed)
        if text is None:
            return None
        try:
            return str(kind.validate(text))
        except InvalidChecksum:
            self.note(field, "invalid_checksum")
        except ValidationError:
            self.note(field, "invalid")
        return None


def _cannot_be_used(character: str) -> bool:
    """Control characters, halves of surrogate pairs, line separators and marks that turn text around."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _DIRECTION_MARKS


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS"
