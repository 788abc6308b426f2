from __future__ import annotations

from zoneinfo import ZoneInfo

from scheduling.application.ports import Desk
from scheduling.application.ports_feeds import Recall
from scheduling.application.shown import Page
from scheduling.domain.local_time import day_of


def list_recalls(desk: Desk, *, limit: int, cursor: str | None) -> tuple[Page[Recall], ZoneInfo]:
    """Active patients whose last visit for a service is its interval ago or longer, with none ahead for it.

    Only services on offer that have an interval. A visit counts once it has begun, unless it was cancelled or missed:
    not everybody marks each as finished. Who was dismissed comes again only after another visit. Answers the
    practice's zone beside them. Raises ValidationFailed for the cursor.
    """
    zone = desk.practices.read().zone
    return desk.recalls.due(day_of(desk.now, zone), zone, limit=limit, cursor=cursor), zone
