from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, insert, select, update
from sqlalchemy.orm import Session

from scheduling.adapters.tables import time_offers as offers
from scheduling.adapters.waiting_rows import offer_columns, offer_of
from scheduling.domain.refusals import NotFound
from scheduling.domain.time_offer import SENT, TimeOffer


class SqlTimeOffers:
    def __init__(self, session: Session, practice_id: UUID) -> None:
        self._session = session
        self._practice_id = practice_id

    def add(self, offer: TimeOffer) -> None:
        ids = {"practice_id": offer.practice_id, "id": offer.id}
        self._session.execute(insert(offers).values(**ids, **offer_columns(offer)))

    def save(self, offer: TimeOffer) -> None:
        self._session.execute(
            update(offers).where(self._are_ours, offers.c.id == offer.id).values(**offer_columns(offer))
        )

    def read(self, offer_id: UUID) -> TimeOffer:
        found = self.among([offer_id])
        if not found:
            raise NotFound("offer")
        return found[0]

    def among(self, hold_ids: Iterable[UUID]) -> list[TimeOffer]:
        return self._all(select(offers).where(self._are_ours, offers.c.id.in_(list(hold_ids))))

    def of_entry(self, entry_id: UUID) -> list[TimeOffer]:
        query = select(offers).where(self._are_ours, offers.c.entry_id == entry_id)
        return self._all(query.order_by(offers.c.offered_at.desc(), offers.c.id.desc()))

    def open_of(self, patient_id: UUID) -> list[TimeOffer]:
        return self._all(
            select(offers).where(self._are_ours, offers.c.patient_id == patient_id, offers.c.state == SENT)
        )

    def hand_over(self, from_: UUID, to: UUID) -> None:
        theirs = update(offers).where(self._are_ours, offers.c.patient_id == from_)
        self._session.execute(theirs.values(patient_id=to))

    def _all(self, query: Select[Any]) -> list[TimeOffer]:
        return [offer_of(row) for row in self._session.execute(query)]

    @property
    def _are_ours(self) -> ColumnElement[bool]:
        return offers.c.practice_id == self._practice_id
