"""HISTORIA ZMIAN: who changed what, and when, from every service that keeps such a record."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast, get_args
from uuid import UUID

from contracts.base import Nothing
from contracts.changes import Change, Subject
from contracts.scheduling import rpc as scheduling
from flask import render_template, request, url_for
from flask_babel import gettext as _

from gateway import rpc, trail
from gateway.auth import signed_in
from gateway.web import dates, trail_words
from gateway.web.blueprint import web

A_PAGE = 50
_PAGES = {
    "patient": ("web.patient", "patient_id"),
    "visit": ("web.visit", "visit_id"),
    "batch": ("web.message_batch", "batch_id"),
    "message": ("web.message", "message_id"),
}


@web.get("/settings/changes")
@signed_in
def changes() -> str:
    """The newest first; ``about`` a kind of thing, ``before`` the id of a change: only older ones."""
    asked = request.args.get("about", "")
    about = cast(Subject, asked) if asked in get_args(Subject) else None
    found = trail.newest(about, None, _id(request.args.get("before")), A_PAGE + 1)
    shown = found[:A_PAGE]
    days = groupby(shown, key=lambda change: dates.wall(change.at).date())
    names = _Names(shown)
    return render_template(
        "settings/changes.html",
        days=[(day, [names.line(change) for change in of_day]) for day, of_day in days],
        about=about or "",
        subjects=trail_words.SUBJECTS,
        older=shown[-1].id if len(found) > A_PAGE else None,
        newest=not request.args.get("before"),
    )


class _Names:
    """What the things on one page are called; asked for only where it is needed."""

    def __init__(self, shown: Iterable[Change]) -> None:
        listed = list(shown)
        subjects = {change.subject for change in listed}
        of_calendars = any(field.field == "calendar_id" for change in listed for field in change.fields)
        self.people = trail.names_of_people() if listed else {}
        self.calendars: dict[str, str] = {}
        self.services: dict[str, str] = {}
        if "calendar" in subjects or of_calendars:
            items = rpc.call(scheduling.list_calendars, Nothing()).items
            self.calendars = {str(calendar.id): calendar.name for calendar in items}
        if "service" in subjects:
            kinds = rpc.call(scheduling.list_services, Nothing()).items
            self.services = {str(service.id): service.name for service in kinds}

    def line(self, change: Change) -> dict[str, Any]:
        """One change, ready to be shown."""
        what, where = self._subject(change)
        return {
            "at": change.at,
            "who": self._who(change.actor_id),
            "act": trail_words.act(change),
            "what": what,
            "where": where,
            "fields": trail_words.fields(change, self.calendars),
        }

    def _who(self, actor_id: UUID | None) -> str:
        if actor_id is None:
            return str(_("Automatically"))
        return self.people.get(actor_id) or str(_("Somebody unknown"))

    def _subject(self, change: Change) -> tuple[str, str | None]:
        """What it is called, and where it is found; patients are not named here."""
        key = change.subject_id
        if key is None or key == change.actor_id:
            return "", None
        if change.subject in _PAGES:
            page, field = _PAGES[change.subject]
            return "", url_for(page, **{field: key})  # type: ignore[arg-type]
        names: dict[str, str] = {"calendar": self.calendars, "service": self.services}.get(change.subject, {})
        return names.get(str(key), self.people.get(key, "") if change.subject == "person" else ""), None


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
