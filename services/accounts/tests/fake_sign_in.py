"""Stand-ins for what signing in and one's own account need."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from accounts.domain.links import Link, Purpose
from accounts.domain.person import Limits, Person, Session
from accounts.domain.second_factor import CHALLENGE_TRIES, Challenge
from accounts.domain.throttle import Tries


class MemorySignIn:
    """See ``accounts.application.sign_in_ports``."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.links: dict[tuple[UUID, Purpose], Link] = {}
        self.tries: dict[bytes, Tries] = {}
        self.challenges: dict[bytes, Challenge] = {}
        self.recovery_codes: set[tuple[UUID, bytes]] = set()

    def add_session(self, session: Session) -> None:
        self.sessions.append(session)

    def session_by_token(self, token_hash: bytes) -> Session | None:
        return next((each for each in self.sessions if each.token_hash == token_hash), None)

    def sessions_of(self, person_id: UUID) -> list[Session]:
        mine = [each for each in self.sessions if each.person_id == person_id]
        return sorted(mine, key=lambda each: each.last_used_at, reverse=True)

    def use_session(self, session_id: UUID, now: datetime) -> None:
        self.sessions = [replace(s, last_used_at=now) if s.id == session_id else s for s in self.sessions]

    def close_session(self, token_hash: bytes) -> None:
        self.sessions = [each for each in self.sessions if each.token_hash != token_hash]

    def end_session(self, person_id: UUID, session_id: UUID) -> bool:
        kept = [each for each in self.sessions if (each.person_id, each.id) != (person_id, session_id)]
        ended = len(kept) < len(self.sessions)
        self.sessions = kept
        return ended

    def end_sessions(self, person_id: UUID, *, but: UUID | None = None) -> None:
        self.sessions = [each for each in self.sessions if each.person_id != person_id or each.id == but]
        self.challenges = {key: each for key, each in self.challenges.items() if each.person_id != person_id}

    def forget_ended_sessions(self, person_id: UUID, now: datetime, limits: Limits) -> None:
        self.sessions = [each for each in self.sessions if each.person_id != person_id or each.is_open(now, limits)]

    def put_link(self, link: Link) -> None:
        self.links[link.person_id, link.purpose] = link

    def link(self, token_hash: bytes, purpose: Purpose) -> Link | None:
        hit = (each for each in self.links.values() if (each.token_hash, each.purpose) == (token_hash, purpose))
        return next(hit, None)

    def use_link(self, token_hash: bytes, purpose: Purpose, now: datetime) -> bool:
        link = self.link(token_hash, purpose)
        if link is None or not link.is_good(now):
            return False
        self.put_link(replace(link, used_at=now))
        return True

    def forget_link(self, person_id: UUID, purpose: Purpose) -> None:
        self.links.pop((person_id, purpose), None)

    def count_try(self, key: bytes, within: timedelta, now: datetime) -> Tries:
        before = self.tries.get(key)
        is_over = before is None or before.until <= now
        counted = Tries(1, now + within) if before is None or is_over else Tries(before.count + 1, before.until)
        self.tries[key] = counted
        return counted

    def forget_tries(self, key: bytes) -> None:
        self.tries.pop(key, None)

    def give_back_try(self, key: bytes) -> None:
        if key in self.tries:
            counted = self.tries[key]
            self.tries[key] = replace(counted, count=counted.count - 1)

    def sweep(self, now: datetime) -> None:
        self.tries = {key: each for key, each in self.tries.items() if each.until > now}

    def put_recovery_codes(self, person: Person, hashes: list[bytes]) -> None:
        self.recovery_codes = {each for each in self.recovery_codes if each[0] != person.id}
        self.recovery_codes |= {(person.id, each) for each in hashes}

    def use_recovery_code(self, person_id: UUID, code_hash: bytes) -> bool:
        there = (person_id, code_hash) in self.recovery_codes
        self.recovery_codes.discard((person_id, code_hash))
        return there

    def add_challenge(self, challenge: Challenge, now: datetime) -> None:
        self.challenges[challenge.token_hash] = challenge

    def try_challenge(self, token_hash: bytes, now: datetime) -> Challenge | None:
        challenge = self.challenges.get(token_hash)
        if challenge is None or challenge.expires_at <= now or challenge.tries >= CHALLENGE_TRIES:
            return None
        self.challenges[token_hash] = replace(challenge, tries=challenge.tries + 1)
        return self.challenges[token_hash]

    def close_challenge(self, token_hash: bytes) -> bool:
        return self.challenges.pop(token_hash, None) is not None

    @contextmanager
    def rehearse(self, *, in_earnest: bool) -> Iterator[None]:
        before = copy.deepcopy(vars(self))
        yield
        if not in_earnest:
            vars(self).update(before)


class PlainVault:
    """Seals by turning round, so that what is sealed is never what was given."""

    def seal(self, secret: str) -> bytes:
        return secret[::-1].encode()

    def unseal(self, sealed: bytes) -> str:
        return sealed.decode()[::-1]

    def mark(self, text: str) -> bytes:
        return f"marked {text}".encode()


class PlainAuthenticators:
    """Codes that anybody can work out."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new_secret(self) -> str:
        return f"SECRET{next(self._numbers)}"

    def new_recovery_code(self) -> str:
        return f"abcd-{next(self._numbers):04}"

    def uri(self, secret: str, email: str) -> str:
        return f"otpauth://{email}/{secret}"

    def code(self, secret: str, step: int) -> str:
        return f"{(step * 7 + sum(secret.encode())) % 1_000_000:06}"
