"""What a reception may and may not do with the chairs of two mornings, as simply as it can be said: quarters in sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

A_WEEK = 1000
"""From a quarter to the same one a week later."""
OPEN = {quarter + week for quarter in range(4, 20) for week in (0, A_WEEK)}
"""The quarters that the chairs take visits in, counted from 8:00."""
HOLD_MINUTES = 10
CHAIRS = 2
STRANGERS_QUARTERS = 2


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


@dataclass
class Held:
    chair: int
    start: int
    length: int
    until: int
    confirmed: bool = False

    @property
    def quarters(self) -> set[int]:
        return quarters(self.start, self.length)


def quarters(start: int, length: int) -> set[int]:
    return set(range(start, start + length))


@dataclass
class Mornings:
    """Every verb raises Refused with the code of the refusal, and then nothing has changed."""

    visits: list[Booked] = field(default_factory=list)
    holds: list[Held] = field(default_factory=list)
    minute: int = 0

    def book(self, chair: int, start: int, length: int, overbook: bool) -> None:
        rivals = self._rivals(chair, quarters(start, length), None)
        self._judge(quarters(start, length), meets=bool(rivals), overbook=overbook)
        self.visits.append(Booked(chair, start, length, bool(rivals)))

    def series(self, chair: int, start: int, length: int) -> None:
        starts = (start, start + A_WEEK)
        for each in starts:
            self._judge(quarters(each, length), meets=bool(self._rivals(chair, quarters(each, length), None)))
        self.visits += [Booked(chair, each, length, overbooked=False) for each in starts]

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

    def hold(self, chair: int, start: int, length: int) -> None:
        wanted = quarters(start, length)
        self._judge(wanted, meets=bool(self._rivals(chair, wanted, None)))
        self.holds.append(Held(chair, start, length, self.minute + HOLD_MINUTES))

    def hold_any(self, start: int) -> None:
        """A stranger does, for half an hour: on the chair with the least to do that day, of those that are free."""
        wanted = quarters(start, STRANGERS_QUARTERS)
        self._judge(wanted, meets=False)
        free = [chair for chair in range(CHAIRS) if not self._rivals(chair, wanted, None)]
        if not free:
            raise Refused("slot_taken")
        chair = min(free, key=lambda chair: self._load(chair, start // A_WEEK))
        self.holds.append(Held(chair, start, STRANGERS_QUARTERS, self.minute + HOLD_MINUTES))

    def confirm(self, number: int) -> None:
        hold = self.holds[number]
        if hold.confirmed:
            return
        if not self._lasts(hold) and self._rivals(hold.chair, hold.quarters, None):
            raise Refused("hold_expired")
        hold.confirmed = True
        self.visits.append(Booked(hold.chair, hold.start, hold.length, overbooked=False))

    def release(self, number: int) -> None:
        hold = self.holds[number]
        if hold.confirmed:
            raise Refused("not_found")
        hold.until = min(hold.until, self.minute)

    def wait(self, minutes: int) -> None:
        self.minute += minutes

    def free(self, chair: int, length: int) -> list[int]:
        """Starts at which a visit could be booked by somebody who does not overbook."""
        taken = set().union(*(each.quarters for each in self._taking(chair)))
        return [start for start in sorted(OPEN) if quarters(start, length) <= OPEN - taken]

    def lasting(self) -> list[tuple[int, int, int]]:
        """Chair, start and length of the holds that have not run out."""
        return sorted((hold.chair, hold.start, hold.length) for hold in self.holds if self._lasts(hold))

    def _load(self, chair: int, week: int) -> int:
        return sum(each.length for each in self._taking(chair) if each.start // A_WEEK == week)

    def _lasts(self, hold: Held) -> bool:
        return not hold.confirmed and self.minute < hold.until

    def _taking(self, chair: int) -> Iterable[Booked | Held]:
        yield from (visit for visit in self.visits if visit.chair == chair and visit.status != "cancelled")
        yield from (hold for hold in self.holds if hold.chair == chair and self._lasts(hold))

    def _rivals(self, chair: int, wanted: set[int], but: Booked | None) -> list[Booked | Held]:
        return [each for each in self._taking(chair) if each is not but and each.quarters & wanted]

    def _judge(self, wanted: set[int], *, meets: bool, overbook: bool = False) -> None:
        if not wanted <= OPEN:
            raise Refused("outside_working_time")
        if meets and not overbook:
            raise Refused("slot_taken")
