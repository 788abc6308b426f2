"""Links of letters, in PostgreSQL. See ``accounts.application.sign_in_ports``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from accounts.adapters.rows import Rows
from accounts.adapters.tables import links
from accounts.domain.links import Link, Purpose


class LinkRows(Rows):
    def put_link(self, link: Link) -> None:
        changed = {"token_hash": link.token_hash, "expires_at": link.expires_at, "used_at": None}
        self._transaction.execute(
            insert(links)
            .values(practice_id=link.practice_id, person_id=link.person_id, purpose=link.purpose, **changed)
            .on_conflict_do_update(index_elements=["person_id", "purpose"], set_=changed)
        )

    def link(self, token_hash: bytes, purpose: Purpose) -> Link | None:
        row = self._one(select(links).where(links.c.token_hash == token_hash, links.c.purpose == purpose))
        if row is None:
            return None
        return Link(row.practice_id, row.person_id, purpose, row.expires_at, row.token_hash, row.used_at)

    def use_link(self, token_hash: bytes, purpose: Purpose, now: datetime) -> bool:
        is_good = (links.c.used_at.is_(None), links.c.expires_at > now)
        return self._hit(
            update(links)
            .where(links.c.token_hash == token_hash, links.c.purpose == purpose, *is_good)
            .values(used_at=now)
        )

    def forget_link(self, person_id: UUID, purpose: Purpose) -> None:
        self._transaction.execute(delete(links).where(links.c.person_id == person_id, links.c.purpose == purpose))
