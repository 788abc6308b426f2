"""Register a practice with its first person, the owner, and sign them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from accounts.application import throttling
from accounts.application.by import By
from accounts.application.open_session import begin, enter
from accounts.application.ports import Accounts, SignIn, Tools
from accounts.application.send_link import Recipient, send_link
from accounts.domain.errors import EmailTaken, IdempotencyKeyReused
from accounts.domain.person import UNKNOWN_ORIGIN, AcceptedTerms, Origin, Person
from accounts.domain.practice import Practice, PracticeRegistered, slugs
from accounts.domain.registration import Form, Registration

_SLUGS_TRIED = 5
"""Then the end of the practice's id makes it unique."""


class _KeyUsedBefore(Exception):  # noqa: N818 - it is what happened
    """Undoes the transaction of a repeat."""


@dataclass(frozen=True)
class Request:
    form: Form
    idempotency_key: str | None
    now: datetime
    origin: Origin = UNKNOWN_ORIGIN


def register_practice(tools: Tools, request: Request) -> SignIn:
    """Register, announce it, send the letter that confirms the e-mail address, and open a session.

    The same idempotency key with the same form (password included) never makes a second practice: it opens another
    session of the first one, for somebody whose answer was lost.

    Raises:
        ValidationFailed: with everything that is wrong.
        EmailTaken: somebody has the e-mail address.
        IdempotencyKeyReused: with this key something else was registered.
        RateLimited: too many registrations from one address.
    """
    form = request.form.checked(tools.terms)
    limit = tools.throttles.registration_per_address
    throttling.hold_back(tools, throttling.for_address(tools, "registration", request.origin, limit), request.now)
    if request.idempotency_key and (repeat := _repeat(tools, request, form)):
        return repeat
    password_hash = tools.passwords.hash(form.password)
    try:
        return _first_time(tools, request, form, password_hash)
    except _KeyUsedBefore:
        if (repeat := _repeat(tools, request, form)) is None:
            raise
        return repeat


def _first_time(tools: Tools, request: Request, form: Form, password_hash: str) -> SignIn:
    practice = Practice(id=tools.chance.new_id(), name=form.practice_name, email=form.email, slug="")
    owner = Person(
        id=tools.chance.new_id(),
        practice_id=practice.id,
        first_name=form.first_name,
        last_name=form.last_name,
        email=form.email,
        role="owner",
        password_hash=password_hash,
        language=form.language,
        terms=AcceptedTerms(tools.terms, request.now),
    )
    registration = Registration(practice.id, tools.terms, request.now, request.idempotency_key, form.fingerprint)
    with tools.transactions.practice(practice.id) as accounts:
        if not accounts.add_registration(registration):
            raise _KeyUsedBefore
        practice = _add_with_free_slug(accounts, practice)
        if not accounts.add_person(owner):
            raise EmailTaken
        accounts.announce(PracticeRegistered(practice, request.now))
        accounts.note(By(practice.id, owner.id, request.now).did("register_practice", "practice", practice.id))
        to = Recipient(owner, practice, form.language)
        send_link(tools, accounts, "email_confirmation", to, request.now)
        return begin(tools, accounts, owner, practice, request.now, origin=request.origin)


def _add_with_free_slug(accounts: Accounts, practice: Practice) -> Practice:
    candidates = list(islice(slugs(practice.name), _SLUGS_TRIED))
    for slug in (*candidates, f"{candidates[0]}-{practice.id.hex[-12:]}"):
        named = practice.with_slug(slug)
        if accounts.add_practice(named):
            return named
    raise AssertionError("the end of a new id was not unique")


def _repeat(tools: Tools, request: Request, form: Form) -> SignIn | None:
    """Another session of what this key registered before; None when it registered nothing."""
    with tools.transactions.everywhere() as accounts:
        earlier = accounts.registration_by_key(request.idempotency_key or "")
        if earlier is None:
            return None
        practice = accounts.practice(earlier.practice_id)
        person = accounts.person_by_email(form.email)
    same = practice is not None and person is not None and person.practice_id == practice.id
    if not same or earlier.fingerprint != form.fingerprint or practice is None or person is None:
        raise IdempotencyKeyReused
    if not tools.passwords.matches(person.password_hash, form.password):
        raise IdempotencyKeyReused
    if person.second_factor is not None:  # turned on since: the password is not enough any more
        raise IdempotencyKeyReused
    with tools.transactions.practice(practice.id) as accounts:
        return enter(tools, accounts, person, request.origin, request.now)
