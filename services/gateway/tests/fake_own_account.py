"""What people do with their own accounts, in memory."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from contracts.accounts import rpc as accounts

from services.gateway.tests.fake_practice import FakePerson, refused
from services.gateway.tests.fake_sessions import CODE, FakeSessions

SECRET = "JBSWY3DPEHPK3PXP"


class FakeOwnAccount(FakeSessions):
    def __init__(self) -> None:
        super().__init__()
        self.begun: set[uuid.UUID] = set()

    def _me(self, context: Any) -> FakePerson:
        return self.mine(context).person(context.actor.user_id)

    def _end_sessions(self, person: FakePerson, but: uuid.UUID | None = None) -> None:
        mine = [t for t, s in self.sessions.items() if s.person_id == person.user.id and s.id != but]
        for token in mine:
            del self.sessions[token]

    def _require_password(self, context: Any, password: str) -> FakePerson:
        me = self._me(context)
        if me.password != password:
            raise refused("wrong_credentials")
        return me

    def list_sessions(self, _: Any, context: Any) -> accounts.KnownSessions:
        mine = [s for s in self.sessions.values() if s.person_id == context.actor.user_id]
        items = [
            accounts.KnownSession(
                id=s.id, opened_at=s.opened_at, last_used_at=self.now(), expires_at=s.opened_at + timedelta(days=1),
                address=s.address, agent=s.agent, current=s.id == context.actor.session_id,
            )
            for s in mine
        ]  # fmt: skip
        return accounts.KnownSessions(items=items)

    def end_session(self, request: accounts.SessionId, context: Any) -> Any:
        mine = [t for t, s in self.sessions.items() if s.id == request.session_id]
        if not mine or self.sessions[mine[0]].person_id != context.actor.user_id:
            raise refused("not_found", what="session")
        del self.sessions[mine[0]]

    def end_other_sessions(self, _: Any, context: Any) -> Any:
        self._end_sessions(self._me(context), but=context.actor.session_id)

    def change_name(self, request: accounts.ChangeName, context: Any) -> accounts.User:
        self._me(context).change(first_name=request.first_name, last_name=request.last_name)
        return self._me(context).user

    def change_password(self, request: accounts.ChangePassword, context: Any) -> accounts.Session:
        me = self._require_password(context, request.current_password)
        me.password = request.new_password
        self._end_sessions(me)
        return self._session(self.mine(context), me, context)

    def request_email_confirmation(self, request: accounts.RequestEmailConfirmation, context: Any) -> Any:
        me = self._me(context)
        self._send("email_confirmation", me.user.email, request.language, me)

    def begin_second_factor(self, request: accounts.PasswordAgain, context: Any) -> accounts.SecondFactorBegun:
        me = self._require_password(context, request.password)
        self.begun.add(me.user.id)
        uri = f"otpauth://totp/Dentoro:{me.user.email.replace('@', '%40')}?secret={SECRET}&issuer=Dentoro"
        return accounts.SecondFactorBegun(secret=SECRET, uri=uri)

    def enable_second_factor(self, request: accounts.SecondFactorCode, context: Any) -> accounts.RecoveryCodes:
        me = self._me(context)
        if request.code != CODE or me.user.id not in self.begun:
            raise refused("wrong_code")
        me.change(second_factor=True)
        return self._new_codes(me)

    def _new_codes(self, me: FakePerson) -> accounts.RecoveryCodes:
        at = len(me.recovery_codes)
        me.recovery_codes = [f"{chr(97 + n)}k3d-9w{at % 10}m-{n}xqz" for n in range(10)]
        return accounts.RecoveryCodes(codes=me.recovery_codes)

    def disable_second_factor(self, request: accounts.PasswordAgain, context: Any) -> Any:
        self._require_password(context, request.password).change(second_factor=False)

    def renew_recovery_codes(self, request: accounts.PasswordAgain, context: Any) -> accounts.RecoveryCodes:
        return self._new_codes(self._require_password(context, request.password))
