"""Every practice can be told once more, batch by batch, as it is."""

from __future__ import annotations

from accounts.application.announce_practices import Request, announce_practices
from accounts.application.change_practice import Request as Change
from accounts.application.change_practice import change_practice
from accounts.application.ports import Tools
from accounts.domain.practice import PracticeChanged

from services.accounts.tests.factories import NOW
from services.accounts.tests.fakes import tools
from services.accounts.tests.staff import by, found


def told(world: Tools) -> list[tuple[str, int]]:
    announced = world.transactions.kept.announced  # type: ignore[attr-defined]
    return [(each.practice.name, each.practice.version) for each in announced if isinstance(each, PracticeChanged)]


def test_all_are_told_batch_by_batch_with_the_version_they_have() -> None:
    world = tools()
    first, *_ = (found(world, f"{name}@x.example") for name in "abc")
    change_practice(world, Change(by(first.person), {"name": "Inny"}))
    earlier = told(world)
    after, batches = None, []
    while batch := announce_practices(world, Request(NOW, after, at_most=2)):
        batches.append(len(batch))
        after = batch[-1]
    assert batches == [2, 1]
    assert sorted(told(world)[len(earlier) :]) == [("Gabinet Śliwa", 1), ("Gabinet Śliwa", 1), ("Inny", 2)]
