"""Registration, sessions and the links in letters, in memory."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.permissions import Role
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import FakePerson, FakePractice, refused

CODE = "123456"
"""What every authenticator app of these tests shows."""


@dataclasses.dataclass
class FakeSession:
    practice_id: uuid.UUID
    person_id: uuid.UUID
    opened_at: datetime
    address: str | None = None
    agent: str | None = None
    id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)


@dataclasses.dataclass(frozen=True)
class Letter:
    """What went out by e-mail: the link in it ends with ``token``."""

    kind: str
    to: str
    language: str
    token: str = dataclasses.field(repr=False)


class FakeSessions:
    """``sessions`` by token; ``letters`` in the order they were sent."""

    now: Callable[[], datetime]
    practices: dict[uuid.UUID, FakePractice]
    with_calendar: bool

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, FakeSession] = {}
        self.challenges: dict[str, FakePerson] = {}
        self.letters: list[Letter] = []
        self.links: dict[str, Any] = {}

    def mine(self, context: Any) -> FakePractice:
        return self.practices[context.practice_id]

    def give_calendar(self, kept: FakePractice, name: str) -> scheduling.Calendar:
        raise NotImplementedError

    # what tests furnish with

    def give_person(
        self, kept: FakePractice, name: str, email: str, role: Role, password: str = "Tajne123"
    ) -> FakePerson:
        first, last = name.split(" ", 1)
        user = accounts.User(id=uuid.uuid4(), first_name=first, last_name=last, email=email, role=role)
        kept.people.append(FakePerson(user=user, password=password))
        return kept.people[-1]

    def letter(self, kind: str) -> Letter:
        """The latest of its kind."""
        return [letter for letter in self.letters if letter.kind == kind][-1]

    def letter_to(self, email: str) -> Letter:
        """The latest to this address."""
        return [letter for letter in self.letters if letter.to == email][-1]

    def give_session(self, kept: FakePractice, person: FakePerson, address: str, agent: str) -> FakeSession:
        """Opened by another browser."""
        made = FakeSession(kept.practice.id, person.user.id, self.now() - timedelta(hours=20), address, agent)
        person.last_seen_at = made.opened_at
        self.sessions[uuid.uuid4().hex] = made
        return made

    def _send(self, kind: str, to: str, language: str, about: Any) -> None:
        token = uuid.uuid4().hex
        self.letters.append(Letter(kind, to, language, token))
        self.links[token] = about

    # registration and sessions

    def register_practice(self, request: accounts.RegisterPractice, _: Any) -> accounts.PracticeRegistered:
        email = request.email.lower()
        if "@" not in email:
            raise refused("validation_failed", ("email", "invalid_email"))
        if self._known(email):
            raise refused("email_taken")
        user = accounts.User(
            id=uuid.uuid4(), first_name=request.first_name, last_name=request.last_name, email=email, role="owner",
            email_confirmed=False,
        )  # fmt: skip
        kept = FakePractice(
            practice=accounts.Practice(
                id=uuid.uuid4(), name=request.practice_name, email=email, time_zone="Europe/Warsaw", slug="gabinet",
                version=1,
            ),
            people=[FakePerson(user=user, password=request.password)],
            working=scheduling.WorkingTime(
                days=[
                    scheduling.WorkingDay(weekday=n, open=n < 6, from_=time(8), to=time(16), break_=None)
                    for n in range(1, 8)
                ],
                version=1,
            ),
            terms_version=request.terms_version,
        )  # fmt: skip
        self.practices[kept.practice.id] = kept
        if self.with_calendar:
            self.give_calendar(kept, "STANOWISKO 1")
        self._send("email_confirmation", email, request.language, kept.people[0])
        session = self._session(kept, kept.people[0], None)
        return accounts.PracticeRegistered(practice=kept.practice, user=user, session=session)

    def _everybody(self) -> Iterator[tuple[FakePractice, FakePerson]]:
        return ((kept, p) for kept in self.practices.values() for p in kept.people if not p.removed)

    def _known(self, email: str) -> tuple[FakePractice, FakePerson] | None:
        return next(((k, p) for k, p in self._everybody() if p.user.email == email.strip().lower()), None)

    def _session(self, kept: FakePractice, person: FakePerson, context: Any) -> accounts.Session:
        token = uuid.uuid4().hex
        client = getattr(context, "client", None)
        self.sessions[token] = FakeSession(
            kept.practice.id,
            person.user.id,
            self.now(),
            getattr(client, "address", None),
            getattr(client, "agent", None),
        )
        person.last_seen_at = self.now()
        return accounts.Session(token=token, expires_at=self.now() + timedelta(days=1))

    def _opened(self, kept: FakePractice, person: FakePerson, context: Any) -> accounts.SessionOpened:
        session = self._session(kept, person, context)
        return accounts.SessionOpened(
            token=session.token, expires_at=session.expires_at, user=person.user, practice=kept.practice
        )

    def open_session(self, request: accounts.OpenSession, context: Any) -> accounts.SessionOpened:
        found = self._known(request.email)
        if found is None or found[1].password != request.password:
            raise refused("wrong_credentials")
        kept, person = found
        if person.user.second_factor:
            challenge = uuid.uuid4().hex
            self.challenges[challenge] = person
            raise refused("second_factor_required", challenge=challenge)
        return self._opened(kept, person, context)

    def confirm_session(self, request: accounts.ConfirmSession, context: Any) -> accounts.SessionOpened:
        person = self.challenges.get(request.challenge)
        if person is None:
            raise refused("unauthenticated")
        if request.code in person.recovery_codes:
            person.recovery_codes.remove(request.code)
        elif request.code != CODE:
            raise refused("wrong_code")
        del self.challenges[request.challenge]
        kept = next(kept for kept, one in self._everybody() if one is person)
        return self._opened(kept, person, context)

    def read_session(self, request: accounts.SessionToken, _: Any) -> accounts.SessionRead:
        session = self.sessions.get(request.token)
        if session is None:
            raise refused("unauthenticated")
        kept = self.practices[session.practice_id]
        return accounts.SessionRead(
            expires_at=self.now() + timedelta(days=1),
            user=kept.person(session.person_id).user,
            practice=kept.practice,
            session_id=session.id,
        )

    def close_session(self, request: accounts.SessionToken, _: Any) -> Any:
        self.sessions.pop(request.token, None)

    # links in letters

    def _linked(self, token: str, kind: str) -> Any:
        if token not in self.links or not any(x.kind == kind and x.token == token for x in self.letters):
            raise refused("link_not_valid")
        return self.links[token]

    def request_password_reset(self, request: accounts.RequestPasswordReset, _: Any) -> Any:
        found = self._known(request.email)
        if found is not None:
            self._send("password_reset", found[1].user.email, request.language, found[1])

    def check_password_reset(self, request: accounts.Token, _: Any) -> Any:
        self._linked(request.token, "password_reset")

    def reset_password(self, request: accounts.ResetPassword, _: Any) -> Any:
        person = self._linked(request.token, "password_reset")
        del self.links[request.token]
        person.password = request.password
        self._end_sessions(person)

    def confirm_email(self, request: accounts.Token, _: Any) -> Any:
        self._linked(request.token, "email_confirmation").change(email_confirmed=True)

    def read_invitation(self, request: accounts.Token, _: Any) -> accounts.InvitationShown:
        kept, invitation = self._linked(request.token, "invitation")
        return accounts.InvitationShown(
            practice_name=kept.practice.name, email=invitation.email, role=invitation.role,
            expires_at=invitation.expires_at,
        )  # fmt: skip

    def accept_invitation(self, request: accounts.AcceptInvitation, context: Any) -> accounts.SessionOpened:
        kept, invitation = self._linked(request.token, "invitation")
        if not request.accept_terms:
            raise refused("validation_failed", ("accept_terms", "not_accepted"))
        del self.links[request.token], kept.invitations[invitation.id]
        name = f"{request.first_name} {request.last_name}"
        person = self.give_person(kept, name, invitation.email, invitation.role, request.password)
        return self._opened(kept, person, context)
