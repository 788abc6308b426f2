"""What became of one visit: who booked, moved, marked or cancelled it, and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import g, render_template
from flask_babel import gettext as _

from gateway import rpc, trail
from gateway.auth import signed_in
from gateway.web import trail_words
from gateway.web.blueprint import is_htmx, web


@web.get("/visits/<uuid:visit_id>/history")
@signed_in
def visit_history(visit_id: UUID) -> str:
    """A part of the panel, or a page of its own without JavaScript."""
    changes, calendars = rpc.together(
        [
            (scheduling.read_visit_history, scheduling.VisitId(visit_id=visit_id)),
            (scheduling.list_calendars, Nothing()),
        ]
    )
    names = {str(c.id): c.name for c in rpc.need(calendars).items}
    people = trail.names_of_colleagues()
    lines = [_line(change, names, people) for change in rpc.need(changes).items]
    template = "visits/history.html" if is_htmx() else "visits/history_page.html"
    return render_template(template, lines=lines, visit_id=visit_id)


def _line(change: Any, calendars: dict[str, str], people: dict[UUID | None, str]) -> dict[str, Any]:
    return {
        "at": change.at,
        "who": _who(change.actor_id, people),
        "act": trail_words.act(change),
        "fields": trail_words.fields(change, calendars),
    }


def _who(actor_id: UUID | None, people: dict[UUID | None, str]) -> str:
    if actor_id is None:
        return str(_("Automatically"))
    if actor_id == g.signed_in.user.id:
        return str(_("you"))
    return people.get(actor_id) or str(_("Somebody unknown"))
