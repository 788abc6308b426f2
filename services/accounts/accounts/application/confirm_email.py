"""Show that a mailbox is one's own: the letter, and its link."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from accounts.application import own_password, throttling
from accounts.application.by import By
from accounts.application.ports import Tools
from accounts.application.send_link import Recipient, send_link
from accounts.domain.change import Change
from accounts.domain.errors import LinkNotValid, Unauthenticated
from accounts.domain.person import Language, hash_of


def request_email_confirmation(tools: Tools, by: By, language: Language) -> None:
    """Send the letter again; from now on letters come in this language. Nothing to do where it was shown already.

    Raises:
        RateLimited: asked too often.
        Unauthenticated: they are gone.
    """
    limit = tools.throttles.confirmation_per_account
    throttling.hold_back(tools, [throttling.for_person(tools, "confirmation", by.person_id, limit)], by.now)
    with tools.transactions.practice(by.practice_id) as accounts:
        person = own_password.myself(accounts, by)
        practice = accounts.practice(by.practice_id)
        if practice is None:
            raise Unauthenticated
        if person.email_confirmed_at is not None:
            return
        person = replace(person, language=language)
        accounts.change_person(person)
        send_link(tools, accounts, "email_confirmation", Recipient(person, practice, language), by.now)


def confirm_email(tools: Tools, token: str, now: datetime) -> None:
    """Use the link. Once it has done its work, pressing its button again does no harm.

    Raises:
        LinkNotValid: it never was, expired, or a newer letter was sent.
    """
    with tools.transactions.everywhere() as accounts:
        link = accounts.link(hash_of(token), "email_confirmation")
        if link is None or now >= link.expires_at:
            raise LinkNotValid
        person = accounts.person(link.person_id, locked=True)
        if person is None:
            raise LinkNotValid
        if not accounts.use_link(link.token_hash, "email_confirmation", now):
            if person.email_confirmed_at is None:
                raise LinkNotValid
            return
        if person.email_confirmed_at is None:
            accounts.change_person(replace(person, email_confirmed_at=now))
            accounts.note(Change(person.practice_id, person.id, "confirm_email", "person", person.id, now))
