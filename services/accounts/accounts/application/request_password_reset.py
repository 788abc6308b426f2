"""Ask for a letter with which a forgotten password is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.application import throttling
from accounts.application.ports import Tools
from accounts.application.send_link import Recipient, send_link
from accounts.domain.errors import RateLimited
from accounts.domain.person import UNKNOWN_ORIGIN, Language, Origin, Person, comparable
from accounts.domain.practice import Practice

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Request:
    email: str
    language: Language
    now: datetime
    origin: Origin = UNKNOWN_ORIGIN


def request_password_reset(tools: Tools, request: Request) -> None:
    """Send the letter if somebody has this e-mail address. The answer and its time are the same if nobody has.

    Everything is one transaction that always commits a count. For an address that nobody has the letter is written
    all the same, to a stand-in and within a savepoint that is rolled back: the same statements, the same commit.

    Raises:
        RateLimited: asked too often, for this address of a mailbox (known or not) or from this one of the network.
    """
    email = comparable(request.email)
    throttles, now = tools.throttles, request.now
    tries = [
        throttling.for_email(tools, "reset", email, throttles.reset_per_account),
        *throttling.for_address(tools, "reset", request.origin, throttles.reset_per_address),
    ]
    with tools.transactions.everywhere() as accounts:
        seconds = throttling.count(accounts, tries, now)
        if not seconds:
            known = accounts.person_by_email(email)
            practice = accounts.practice(known.practice_id if known else _NOBODY)
            is_known = known is not None and practice is not None
            with accounts.rehearse(in_earnest=is_known):
                person = known or _stand_in(tools, email)
                to = Recipient(person, practice or _no_practice(person), request.language)
                send_link(tools, accounts, "password_reset", to, now)
        accounts.sweep(now)
    if seconds:
        raise RateLimited(seconds)


def _stand_in(tools: Tools, email: str) -> Person:
    return Person(tools.chance.new_id(), tools.chance.new_id(), "Jan", "Kowalski", email, "owner", "")


def _no_practice(person: Person) -> Practice:
    return Practice(id=person.practice_id, name="Gabinet", email=person.email, slug="gabinet")
