"""Contracts <-> domain for free times and series: a part of ``wire``."""

from __future__ import annotations

from contracts.scheduling import rpc as messages

from scheduling.adapters import wire
from scheduling.application.book_series import SeriesBooked
from scheduling.application.list_free_times import FreeTimes


def free_times(known: FreeTimes) -> messages.FreeTimes:
    return messages.FreeTimes(
        items=[
            messages.FreeTime(calendar_id=calendar_id, starts_at=start.astimezone(known.zone))
            for calendar_id, start in known.items
        ],
        complete=known.complete,
    )


def series_booked(known: SeriesBooked) -> messages.SeriesBooked:
    return messages.SeriesBooked(
        series_id=known.series_id,
        visits=[wire.visit(shown) for shown in known.visits],
        refused=[messages.RefusedStart(starts_at=start, code=code) for start, code in known.refused],
    )
