"""What a reception may and may not do with the chairs of one morning, as simply as it can be said: quarters in sets."""

from __future__ import annotations

from dataclasses import dataclass, field

OPEN = set(range(4, 20))
"""The quarters that the chairs take visits in, counted from 8:00."""


class Refused(Exception):  # noqa: N818 - an answer
    pass


@dataclass
class Booked:
    chair: int
    start: int
    length: int
    overbooked: bool
    status: str = "planned"

    @property
    def quarters(self) -> set[int]:
        return quarters(self.start, self.length)


def quarters(start: int, length: int) -> set[int]:
    return set(range(start, start + length))


@dataclass
class Morning:
    """Every verb raises Refused with the code of the refusal, and then nothing has changed."""

    visits: list[Booked] = field(default_factory=list)

    def book(self, chair: int, start: int, length: int, overbook: bool) -> None:
        rivals = self._rivals(chair, quarters(start, length), None)
        self._judge(quarters(start, length), meets=bool(rivals), overbook=overbook)
        self.visits.append(Booked(chair, start, length, bool(rivals)))

    def change(self, number: int, chair: int, start: int, length: int, overbook: bool) -> None:
        visit = self.visits[number]
        if (visit.chair, visit.start, visit.length) == (chair, start, length):
            return
        if visit.status != "planned":
            raise Refused("visit_not_changeable")
        wanted = quarters(start, length)
        rivals = self._rivals(chair, wanted, visit)
        new = wanted - visit.quarters if chair == visit.chair else wanted
        meets = any(rival.quarters & new for rival in rivals)
        self._judge(wanted, meets=meets, overbook=overbook)
        overbooked = meets or (visit.overbooked and bool(rivals))
        visit.chair, visit.start, visit.length, visit.overbooked = chair, start, length, overbooked

    def finish(self, number: int) -> None:
        if self.visits[number].status == "cancelled":
            raise Refused("visit_not_changeable")
        self.visits[number].status = "finished"

    def cancel(self, number: int) -> None:
        if self.visits[number].status == "finished":
            raise Refused("visit_not_changeable")
        self.visits[number].status = "cancelled"

    def restore(self, number: int, overbook: bool) -> None:
        visit = self.visits[number]
        if visit.status != "cancelled":
            raise Refused("visit_not_changeable")
        rivals = self._rivals(visit.chair, visit.quarters, visit)
        self._judge(visit.quarters, meets=bool(rivals), overbook=overbook)
        visit.status, visit.overbooked = "planned", bool(rivals)

    def free(self, chair: int, length: int) -> list[int]:
        """Starts at which a visit could be booked by somebody who does not overbook."""
        taken = set().union(*(visit.quarters for visit in self._live(chair)))
        return [start for start in sorted(OPEN) if quarters(start, length) <= OPEN - taken]

    def _live(self, chair: int) -> list[Booked]:
        return [visit for visit in self.visits if visit.chair == chair and visit.status != "cancelled"]

    def _rivals(self, chair: int, wanted: set[int], but: Booked | None) -> list[Booked]:
        return [visit for visit in self._live(chair) if visit is not but and visit.quarters & wanted]

    def _judge(self, wanted: set[int], *, meets: bool, overbook: bool) -> None:
        if not wanted <= OPEN:
            raise Refused("outside_working_time")
        if meets and not overbook:
            raise Refused("slot_taken")
