"""What can go wrong with calendar feeds: a part of ``refusals``."""

from __future__ import annotations

from scheduling.domain.refusals import Refusal


class TooManyFeeds(Refusal):
    """The practice has as many feeds as it may."""

    code = "too_many_feeds"

    def __init__(self, most: int) -> None:
        super().__init__({"most": most})
