"""The short checklist of a new practice: gone by itself when all of it is done."""

from __future__ import annotations

from typing import NamedTuple

from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import g, url_for
from flask_babel import gettext as _

from gateway import rpc
from gateway.web.context import may

_ADDRESS = ("street", "postal_code", "town")


class Step(NamedTuple):
    text: str
    url: str
    done: bool
    dialog: bool = False


def unfinished(*, visit_seen: bool) -> list[Step]:
    """All steps while one of them is not done, for those who may do them; ``visit_seen``: the page shows a visit.

    Hours stand on the page on which the address is saved: who has saved that has seen them, changed or not.
    """
    if not may("change_settings"):
        return []
    practice = g.signed_in.practice
    data = all(getattr(practice, field) for field in _ADDRESS)
    hours = data or rpc.call(scheduling.read_working_time, Nothing()).version > 1
    visit = visit_seen or bool(rpc.call(scheduling.list_visits, scheduling.ListVisits(limit=1)).items)
    settings = url_for("web.practice")
    steps = [
        Step(_("Practice data"), f"{settings}#s-street", data),
        Step(_("Working time"), f"{settings}#hours-title", hours),
        Step(_("Phone for the reminders"), f"{settings}#s-phone", bool(practice.phone)),
        Step(_("First visit"), url_for("web.new_visit"), visit, dialog=True),
    ]
    return [] if all(step.done for step in steps) else steps
