"""Calendar feeds and what is marked of recalls, in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from scheduling.application.ports_feeds import FeedVisit, RecallMark
from scheduling.domain.feed import Feed
from scheduling.domain.refusals import NotFound

if TYPE_CHECKING:
    from services.scheduling.tests.fakes import FakeDesk


class FakeFeeds:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: dict[UUID, Feed] = {}
        self.written = 0

    def all(self) -> list[Feed]:
        return list(self.kept.values())

    def read(self, feed_id: UUID) -> Feed:
        if feed_id not in self.kept:
            raise NotFound("feed")
        return self.kept[feed_id]

    def add(self, feed: Feed) -> None:
        self.kept[feed.id] = feed
        self.written += 1

    save = add

    def remove(self, feed_id: UUID) -> None:
        del self.kept[feed_id]

    def visits(self, feed, starting_in, most) -> list[FeedVisit]:
        found = [visit for visit in self.desk.visits.kept.values() if visit.calendar_id in feed.calendar_ids]
        within = [visit for visit in found if starting_in.starts_at <= visit.starts_at < starting_in.ends_at]
        return [self._shown(visit) for visit in sorted(within, key=lambda visit: visit.starts_at)[:most]]

    def visits_stamp(self, feed, starting_in, most) -> str:
        return repr([(each.id, each.version) for each in self.visits(feed, starting_in, most)])

    def _shown(self, visit) -> FeedVisit:
        patient = self.desk.patients.read(visit.patient_id)
        return FeedVisit(
            id=visit.id,
            version=visit.version,
            during=visit.during,
            status=visit.status,
            first_name=patient.card.first_name,
            last_name=patient.card.last_name,
            erased=patient.state == "erased",
            service_name=self.desk.services.read(visit.service_id).name if visit.service_id else None,
            calendar_name=self.desk.calendars.read(visit.calendar_id).name,
        )


class FakeRecalls:
    def __init__(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.kept: dict[tuple[UUID, UUID], RecallMark] = {}

    def due(self, today, zone, *, limit, cursor):
        raise NotImplementedError

    def last_visit_at(self, patient_id, service_id, now):
        begun = [
            visit.starts_at
            for visit in self.desk.patient_visits.of(patient_id)
            if visit.service_id == service_id
            and visit.status not in {"cancelled", "no_show"}
            and visit.starts_at <= now
        ]
        return max(begun, default=None)

    def mark(self, mark: RecallMark) -> bool:
        key = (mark.patient_id, mark.service_id)
        before = self.kept.get(key, RecallMark(*key))
        after = replace(
            before,
            **{
                name: max(filter(None, (getattr(before, name), getattr(mark, name))), default=None)
                for name in ("invited_at", "invited_for", "dismissed_for")
            },
        )
        self.kept[key] = after
        return after != before

    def hand_over(self, from_: UUID, to: UUID) -> None:
        for (patient_id, _), mark in list(self.kept.items()):
            if patient_id == from_:
                self.mark(replace(mark, patient_id=to))
        self.forget(from_)

    def forget(self, patient_id: UUID) -> None:
        self.kept = {key: mark for key, mark in self.kept.items() if key[0] != patient_id}
