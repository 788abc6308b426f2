"""Recovery codes and half-finished sign-ins, in PostgreSQL. See ``accounts.application.sign_in_ports``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, update

from accounts.adapters.rows import Rows
from accounts.adapters.tables import challenges, recovery_codes
from accounts.domain.person import Person
from accounts.domain.second_factor import CHALLENGE_TRIES, Challenge


class SecondFactorRows(Rows):
    def put_recovery_codes(self, person: Person, hashes: list[bytes]) -> None:
        self._transaction.execute(delete(recovery_codes).where(recovery_codes.c.person_id == person.id))
        rows = [{"person_id": person.id, "practice_id": person.practice_id, "code_hash": each} for each in hashes]
        if rows:
            self._transaction.execute(insert(recovery_codes), rows)

    def use_recovery_code(self, person_id: UUID, code_hash: bytes) -> bool:
        is_it = (recovery_codes.c.person_id == person_id, recovery_codes.c.code_hash == code_hash)
        return self._hit(delete(recovery_codes).where(*is_it))

    def add_challenge(self, challenge: Challenge, now: datetime) -> None:
        expired = (challenges.c.person_id == challenge.person_id, challenges.c.expires_at <= now)
        self._transaction.execute(delete(challenges).where(*expired))
        self._transaction.execute(
            insert(challenges).values(
                token_hash=challenge.token_hash,
                practice_id=challenge.practice_id,
                person_id=challenge.person_id,
                expires_at=challenge.expires_at,
                tries=challenge.tries,
            )
        )

    def try_challenge(self, token_hash: bytes, now: datetime) -> Challenge | None:
        is_open = (challenges.c.expires_at > now, challenges.c.tries < CHALLENGE_TRIES)
        row = self._transaction.execute(
            update(challenges)
            .where(challenges.c.token_hash == token_hash, *is_open)
            .values(tries=challenges.c.tries + 1)
            .returning(challenges)
        ).one_or_none()
        if row is None:
            return None
        return Challenge(row.practice_id, row.person_id, row.expires_at, row.token_hash, row.tries)

    def close_challenge(self, token_hash: bytes) -> bool:
        return self._hit(delete(challenges).where(challenges.c.token_hash == token_hash))
