"""``/api/v1``: one module per resource."""

from __future__ import annotations

from apiflask import APIFlask

from gateway.api import (
    access,
    calendar_feeds,
    calendars,
    changes,
    days_off,
    free_times,
    holds,
    message_templates,
    messages,
    notifications,
    online_booking,
    openapi,
    patient_duplicates,
    patient_imports,
    patients,
    people,
    practice,
    practices,
    public,
    public_waiting,
    recalls,
    services,
    sessions,
    user,
    visit_links,
    visits,
    waiting_list,
    working_time,
)

RESOURCES = (
    practices,
    sessions,
    user,
    people,
    practice,
    notifications,
    online_booking,
    working_time,
    days_off,
    calendars,
    calendar_feeds,
    services,
    patients,
    patient_duplicates,
    patient_imports,
    visits,
    holds,
    free_times,
    messages,
    message_templates,
    changes,
    public,
    visit_links,
    waiting_list,
    recalls,
    public_waiting,
)


def register(app: APIFlask) -> None:
    """Put every resource under /api/v1, and what holds for all of them."""
    for resource in RESOURCES:
        app.register_blueprint(resource.blueprint, url_prefix="/api/v1")
    access.register(app)
    openapi.register(app)
