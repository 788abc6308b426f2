"""USTAWIENIA / KALENDARZE ZEWNĘTRZNE: the practice's visits in the calendar programs of its people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from contracts.base import Nothing
from contracts.faults import Fault
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import addresses, errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import chosen_calendars, feed_form, news
from gateway.web.blueprint import web
from gateway.web.feed_form import LABELS
from gateway.web.forms import Form, new_key


@web.get("/settings/calendar-feeds")
@signed_in
def calendar_feeds() -> str:
    return _page()


@web.post("/settings/calendar-feeds")
@signed_in
def add_calendar_feed() -> Any:
    """The answer shows the new address, this one time: it is kept nowhere."""
    form = Form(LABELS, request.form.to_dict())
    asked = feed_form.read(form)
    if asked is None:
        return _page(form), 422
    try:
        added = rpc.call(scheduling.add_feed, asked, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused, {"calendar_ids": "calendars"})
        return _page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = _("The answer did not come in time. Look at the list below before you add it again.")
        return _page(form), 503
    if added.token is None:  # the form was sent twice
        news.tell(
            _("This calendar has been added already, and its address was shown. Lost? Remove it and add it anew.")
        )
        return redirect(url_for("web.calendar_feeds"), 303)
    return _added(added, added.token)


@web.get("/settings/calendar-feeds/<uuid:feed_id>/remove")
@signed_in
def ask_to_remove_calendar_feed(feed_id: UUID) -> str:
    known = rpc.call(scheduling.list_feeds, Nothing()).items
    feed = next((one for one in known if one.id == feed_id), None)
    if feed is None:
        raise Refused(Fault(code="not_found", data={"what": "feed"}))
    return render_template("settings/feed_remove.html", feed=feed, last_read=feed_form.last_read, key=new_key())


@web.post("/settings/calendar-feeds/<uuid:feed_id>/remove")
@signed_in
def remove_calendar_feed(feed_id: UUID) -> Any:
    form = Form({}, request.form.to_dict())
    rpc.call(scheduling.remove_feed, scheduling.FeedId(feed_id=feed_id), idempotency_key=form.key)
    news.tell(_("Removed. The address shows nothing any more."))
    return redirect(url_for("web.calendar_feeds"), 303)


def _added(feed: scheduling.Feed, token: str) -> str:
    opens_at_once = addresses.feed_to_open(token)
    (calendars,) = rpc.together([(scheduling.list_calendars, Nothing())])
    return render_template(
        "settings/feed_added.html",
        feed=feed,
        # The address is shown whatever else does not answer: there is no second time.
        calendars=[] if isinstance(calendars, Exception) else calendars.items,
        names_of=chosen_calendars.names,
        address=addresses.feed(token),
        opens_at_once=opens_at_once,
        picture=segno.make(opens_at_once, micro=False).svg_data_uri(scale=4, border=2, dark="#111827", light="#ffffff"),
    )


def _page(refused: Form | None = None) -> str:
    """Rendered with what can be had: what was typed must not be lost because something else does not answer."""
    asked: list[rpc.Reading] = [(scheduling.list_feeds, Nothing()), (scheduling.list_calendars, Nothing())]
    feeds, calendars = (_had(answer, need=refused is None) for answer in rpc.together(asked))
    listed = sorted(calendars.items, key=lambda one: one.position) if calendars else []
    return render_template(
        "settings/feeds.html",
        feeds=feeds.items if feeds else [],
        calendars=listed,
        names_of=chosen_calendars.names,
        last_read=feed_form.last_read,
        shows=feed_form.SHOWS,
        form=refused or Form(LABELS, feed_form.fresh(listed)),
        key=new_key(),
    )


def _had(answer: Any, *, need: bool) -> Any:
    """None for a service that does not answer, unless ``need``. Raises Refused or Unavailable."""
    if isinstance(answer, Unavailable) and not need:
        return None
    return rpc.need(answer)
