"""What a calendar program fetches at a feed's secret address: the visits of some chairs, again and again."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, time, timedelta

from contracts.faults import Fault
from contracts.scheduling import rpc as scheduling
from flask import Response, request

from gateway import rpc
from gateway.refusals import Refused
from gateway.web import ical, language, words
from gateway.web.blueprint import web
from gateway.web.letters import keeps_address
from gateway.web.off_the_hub import off_the_hub

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")
_EVERY = timedelta(minutes=15)


@web.get("/feeds/<token>.ics")
@keeps_address
def feed_file(token: str) -> Response:
    """304 while nothing has changed, but once a day anew: the days that it shows move on.

    The ETag is scheduling's stamp of what is shown, so that visits are not even fetched for who has them, and a mark of
    what the file is written with.
    """
    if not _TOKEN.fullmatch(token):
        raise Refused(Fault(code="link_not_valid"))
    # The day, not the moment: the same visits are the same bytes until tomorrow, and SEQUENCE says what is newer.
    as_of = datetime.combine(rpc.now().astimezone(UTC).date(), time(), UTC)
    written_with = _hash(f"{as_of.isoformat()} {language.chosen()}", 8)
    feed = rpc.call(scheduling.read_feed, scheduling.FeedToken(token=token, known=_known(written_with)))
    tag = (feed.stamp or _hash(feed.model_dump_json(), 32)) + written_with
    response = Response(status=304)
    if not (feed.unchanged or request.if_none_match.contains_weak(tag)):
        response = Response(off_the_hub(lambda: _written(feed, as_of)), mimetype=ical.TYPE)
        response.headers["Content-Disposition"] = 'inline; filename="dentoro.ics"'
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _known(written_with: str) -> str | None:
    """The stamp of what the caller still has, if it was written as it would be now."""
    tags = request.if_none_match.as_set(include_weak=True)
    return next((tag.removesuffix(written_with) for tag in sorted(tags) if tag.endswith(written_with)), None)


def _hash(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _written(feed: scheduling.FeedVisits, as_of: datetime) -> bytes:
    entries = (_entry(visit) for visit in feed.items)
    return ical.subscription(entries, as_of, f"{feed.name} ({feed.practice_name})", _EVERY)


def _entry(visit: scheduling.FeedVisit) -> ical.Entry:
    return ical.Entry(
        id=visit.id,
        version=visit.version,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=", ".join(part for part in (visit.patient, visit.service_name) if part),
        location=visit.calendar_name,
        description=words.status(visit.status),
        cancelled=visit.status == "cancelled",
    )
