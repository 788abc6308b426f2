"""Replace a forgotten password with the link of a letter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.application import own_password, throttling
from accounts.application.change_password import put_password
from accounts.application.ports import Tools
from accounts.domain import password as passwords
from accounts.domain.change import Change
from accounts.domain.checks import Checks
from accounts.domain.errors import LinkNotValid
from accounts.domain.links import Link
from accounts.domain.person import hash_of


@dataclass(frozen=True)
class Request:
    token: str = field(repr=False)
    password: str = field(repr=False)
    now: datetime


def check_password_reset(tools: Tools, token: str, now: datetime) -> None:
    """Say whether the link is still good; that does not use it.

    Raises:
        LinkNotValid: it is not.
    """
    if not _link(tools, token).is_good(now):
        raise LinkNotValid


def reset_password(tools: Tools, request: Request) -> None:
    """Set the password and end every session of the person. Who opened the letter has the mailbox: it is confirmed.

    A repeat with the same password, of somebody whose answer was lost, is answered like the first time.

    Raises:
        LinkNotValid: the link never was, expired, was used, or a newer letter was sent.
        ValidationFailed: the password is too weak.
    """
    link = _link(tools, request.token)
    if not link.is_good(request.now):
        _require_repeat(tools, link, request)
        return
    checks = Checks()
    passwords.check(checks, "password", request.password)
    checks.finish()
    new_hash = tools.passwords.hash(passwords.normalised(request.password))
    with tools.transactions.everywhere() as accounts:
        person = accounts.person(link.person_id, locked=True)
        practice = accounts.practice(link.practice_id)
        is_mine = accounts.use_link(link.token_hash, "password_reset", request.now)
        if person is None or practice is None or not is_mine:
            raise LinkNotValid
        changed = replace(person, password_hash=new_hash, email_confirmed_at=person.email_confirmed_at or request.now)
        put_password(tools, accounts, changed, practice, request.now)
        accounts.forget_tries(throttling.login_email(tools, person.email).key)
        accounts.note(Change(practice.id, person.id, "reset_password", "person", person.id, request.now))


def _link(tools: Tools, token: str) -> Link:
    with tools.transactions.everywhere() as accounts:
        link = accounts.link(hash_of(token), "password_reset")
    if link is None:
        raise LinkNotValid
    return link


def _require_repeat(tools: Tools, link: Link, request: Request) -> None:
    """Raises LinkNotValid unless this link set this password. Counted like signing in: it could be used to guess."""
    if link.used_at is None or request.now >= link.expires_at:
        raise LinkNotValid
    counted = throttling.for_person(tools, "password", link.person_id, tools.throttles.login_per_account)
    throttling.hold_back(tools, [counted], request.now)
    with tools.transactions.everywhere() as accounts:
        person = accounts.person(link.person_id)
    if person is None or not own_password.matches(tools, person, request.password):
        raise LinkNotValid
