"""``/api/v1``: one module per resource."""

from __future__ import annotations

from apiflask import APIFlask

from gateway.api import (
    access,
    calendars,
    messages,
    openapi,
    patients,
    practice,
    practices,
    sessions,
    visits,
    working_time,
)


def register(app: APIFlask) -> None:
    """Put every resource under /api/v1, and what holds for all of them."""
    for resource in (practices, sessions, practice, working_time, calendars, patients, visits, messages):
        app.register_blueprint(resource.blueprint, url_prefix="/api/v1")
    access.register(app)
    openapi.register(app)
