from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, insert, select, update
from sqlalchemy.orm import Session

from scheduling.adapters.tables import public_holds
from scheduling.domain.consent import Consents
from scheduling.domain.patient import Card
from scheduling.domain.public_hold import Asked, Code, PublicHold
from scheduling.domain.refusals import NotFound

_AT_MOST = 500


class SqlPublicHolds:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def add(self, hold: PublicHold) -> None:
        ids = {"practice_id": self._practice_id, "hold_id": hold.hold_id}
        self._session.execute(insert(public_holds).values(**ids, **_columns(hold)))

    def read(self, hold_id: UUID) -> PublicHold:
        return self._one(select(public_holds).where(*self._is_it(hold_id)))

    def read_to_change(self, hold_id: UUID) -> PublicHold:
        return self._one(select(public_holds).where(*self._is_it(hold_id)).with_for_update(key_share=True))

    def save(self, hold: PublicHold) -> None:
        self._session.execute(update(public_holds).where(*self._is_it(hold.hold_id)).values(**_columns(hold)))

    def forget(self, before: datetime) -> int:
        old = (
            select(public_holds.c.hold_id)
            .where(public_holds.c.practice_id == self._practice_id, public_holds.c.created_at < before)
            .limit(_AT_MOST)
            .with_for_update(skip_locked=True)
        )
        gone = delete(public_holds).where(
            public_holds.c.practice_id == self._practice_id, public_holds.c.hold_id.in_(old)
        )
        return len(self._session.execute(gone.returning(public_holds.c.hold_id)).all())

    def _is_it(self, hold_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return public_holds.c.practice_id == self._practice_id, public_holds.c.hold_id == hold_id

    def _one(self, query: Select[Any]) -> PublicHold:
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound("hold")
        return PublicHold(
            hold_id=row.hold_id,
            token_hash=row.token_hash,
            created_at=row.created_at,
            extended=row.extended,
            asked=asked_of(row.asked) if row.asked else None,
            code=_code_of(row) if row.code_id else None,
            confirmed_at=row.confirmed_at,
        )


def _columns(hold: PublicHold) -> dict[str, Any]:
    return {
        "token_hash": hold.token_hash,
        "created_at": hold.created_at,
        "extended": hold.extended,
        "asked": asked_as_json(hold.asked) if hold.asked else None,
        "code_id": hold.code.id if hold.code else None,
        "code_hash": hold.code.hash if hold.code else None,
        "code_expires_at": hold.code.expires_at if hold.code else None,
        "tries": hold.code.tries if hold.code else 0,
        "confirmed_at": hold.confirmed_at,
    }


def asked_as_json(asked: Asked) -> dict[str, Any]:
    card = asked.card
    return {
        "first_name": card.first_name,
        "last_name": card.last_name,
        "phone": card.phone,
        "email": card.email,
        "consents": {"sms": card.consents.sms, "email": card.consents.email},
        "channel": asked.channel,
        "note": asked.note,
        "language": asked.language,
    }


def asked_of(known: dict[str, Any]) -> Asked:
    card = Card(
        first_name=known["first_name"],
        last_name=known["last_name"],
        phone=known["phone"],
        email=known["email"],
        consents=Consents(**known["consents"]),
    )
    return Asked(card=card, channel=known["channel"], note=known["note"], language=known["language"])


def _code_of(row: Any) -> Code:
    return Code(id=row.code_id, hash=row.code_hash, expires_at=row.code_expires_at, tries=row.tries)
