"""What a password must be. Characters that look the same are the same: it is normalised (NFKC) before anything else."""

from __future__ import annotations

import unicodedata

from accounts.domain.checks import Checks

SHORTEST = 8
LONGEST = 256


def normalised(password: str) -> str:
    """The form that is hashed, so that it does not matter how a keyboard composes ``ż``."""
    return unicodedata.normalize("NFKC", password)


def check(checks: Checks, field: str, typed: str) -> None:
    """At least 8 characters, a digit and a capital letter, of any script; at most 256 characters.

    Lengths are counted after normalising, in code points.
    """
    password = normalised(typed)
    if not password:
        checks.note(field, "required")
    elif not hashable(password):
        checks.note(field, "invalid")
    elif len(password) < SHORTEST:
        checks.note(field, "too_short", {"min": SHORTEST})
    elif len(password) > LONGEST:
        checks.note(field, "too_long", {"max": LONGEST})
    else:
        missing = [
            what
            for what, there in (
                ("digit", any(map(str.isdigit, password))),
                ("capital_letter", any(map(str.isupper, password))),
            )
            if not there
        ]
        if missing:
            checks.note(field, "too_weak", {"missing": missing})


def hashable(password: str) -> bool:
    """Whether it is text at all (no half of a surrogate pair)."""
    return not any(unicodedata.category(character) == "Cs" for character in password)
