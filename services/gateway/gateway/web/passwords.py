"""What a password must be, as the pages show it while one types; accounts holds the same rules."""

from __future__ import annotations

import unicodedata

from gateway.web.forms import Form

SHORTEST = 8


def strong(password: str) -> bool:
    text = unicodedata.normalize("NFKC", password)
    return len(text) >= SHORTEST and any(map(str.isdigit, text)) and any(map(str.isupper, text))


def require(form: Form, field: str = "password") -> None:
    """Note in ``form`` that a new password is missing or too weak."""
    if not form[field]:
        form.refuse(field, "required")
    elif not strong(form[field]):
        form.refuse(field, "too_weak")
