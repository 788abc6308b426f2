"""Authenticator apps by RFC 6238 with the parameters all of them know: SHA-1, six digits, 30 seconds."""

from __future__ import annotations

import secrets

import pyotp

from accounts.domain.second_factor import STEP_SECONDS

ISSUER = "Dentoro"
_SECRET_LENGTH = 32
"""Base32 letters: 160 bits, as RFC 4226 recommends."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are mistaken for each other."""
_HALF = 5


class TotpAuthenticators:
    """See ``accounts.application.ports.Authenticators``."""

    def new_secret(self) -> str:
        return pyotp.random_base32(_SECRET_LENGTH)

    def new_recovery_code(self) -> str:
        """Ten characters, 49 random bits."""
        halves = ("".join(secrets.choice(_ALPHABET) for _ in range(_HALF)) for _ in range(2))
        return "-".join(halves)

    def uri(self, secret: str, email: str) -> str:
        return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=ISSUER)

    def code(self, secret: str, step: int) -> str:
        return pyotp.TOTP(secret, interval=STEP_SECONDS).generate_otp(step)
