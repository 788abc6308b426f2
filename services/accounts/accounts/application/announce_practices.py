"""Tell the state of every practice once more, for a neighbour that keeps more of it than when it was told first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.application.ports import Tools
from accounts.domain.practice import PracticeChanged


@dataclass(frozen=True)
class Request:
    now: datetime
    after: UUID | None = None
    """The last practice that was told already."""
    at_most: int = 200


def announce_practices(tools: Tools, request: Request) -> list[UUID]:
    """The practices that were told, in the order of their ids; none when all are.

    Each has the version that it has: whoever knows a newer one by then ignores this, and telling twice does no harm.
    """
    with tools.transactions.everywhere() as accounts:
        practices = accounts.practices_after(request.after, request.at_most)
        for practice in practices:
            accounts.announce(PracticeChanged(practice, request.now))
    return [practice.id for practice in practices]
