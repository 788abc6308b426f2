"""How to reach a person: telephone numbers, e-mail addresses; and PESEL, the Polish number of a person."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
import stdnum.exceptions
import stdnum.pl.pesel

from scheduling.domain.checks import Wrong

_LONGEST_EMAIL = 254
_LONGEST_PHONE = 40
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)


def phone(value: str | None) -> str | None:
    """E.164; a number without a country code is Polish. Raises Wrong("invalid_phone")."""
    text = _reduced(value)
    if text is None:
        return None
    if len(text) > _LONGEST_PHONE or re.search(r"[^\d\s+()./-]", text):
        raise Wrong("invalid_phone")
    try:
        number = phonenumbers.parse(text, "PL")
    except phonenumbers.NumberParseException:
        raise Wrong("invalid_phone") from None
    if not phonenumbers.is_valid_number(number):
        raise Wrong("invalid_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(value: str | None) -> str | None:
    """The address as given, its domain in small letters. Syntax only. Raises Wrong("invalid_email")."""
    text = _reduced(value)
    if text is None:
        return None
    if len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text):
        raise Wrong("invalid_email")
    person, _, domain = text.rpartition("@")
    if len(person) > 64:  # noqa: PLR2004 - RFC 5321, 4.5.3.1.1
        raise Wrong("invalid_email")
    return f"{person}@{domain.lower()}"


def pesel(value: str | None) -> str | None:
    """Eleven digits with a right checksum and a date that exists. Raises Wrong("invalid_checksum" or "invalid")."""
    text = _reduced(value)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{11}", text):
        raise Wrong("invalid")
    try:
        stdnum.pl.pesel.validate(text)
    except stdnum.exceptions.InvalidChecksum:
        raise Wrong("invalid_checksum") from None
    except stdnum.exceptions.ValidationError:
        raise Wrong("invalid") from None
    return text


def _reduced(value: str | None) -> str | None:
    """Trimmed, compatible forms of letters and digits made plain; an empty one is None."""
    return unicodedata.normalize("NFKC", value).strip() or None if value is not None else None
