"""The list of visits that new hours, a day off or a closed calendar left outside, to be moved one by one."""

from __future__ import annotations

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import render_template, request

from gateway import rpc
from gateway.auth import signed_in
from gateway.web import outside
from gateway.web.blueprint import web

A_PAGE = 50


@web.get("/calendar/outside")
@signed_in
def visits_outside() -> str:
    """By start; why each cannot stay, and the way to its move."""
    asked = scheduling.Page(limit=A_PAGE, cursor=request.args.get("cursor") or None)
    page = rpc.call(scheduling.list_visits_outside, asked)
    calendars = rpc.call(scheduling.list_calendars, Nothing()).items
    return render_template(
        "calendar/outside.html",
        page=page,
        calendars={c.id: c for c in calendars},
        reasons=outside.reasons(page.items, calendars),
    )
