"""The OpenAPI 3.1 document: what APIFlask writes of the views, and what holds for all of them."""

from __future__ import annotations

import json
import re
from typing import Any

from apiflask import APIFlask

from gateway.api.access import is_public
from gateway.api.bodies import WALL_TIME

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457; `code` is stable.",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string", "description": "For people, in their language"},
        "data": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string", "description": "Dotted path in the body or query"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_REFUSED = {
    "description": "Refused; `code` says why",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body give the first answer again",
    "schema": {"type": "string", "maxLength": 255},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag it was read with; 412 `version_conflict` when it has changed since",
    "schema": {"type": "string"},
}
_BODY_MAY_BE_LEFT_OUT = {
    "post_visits_cancel_visit",
    "post_visits_restore_visit",
    "post_user_request_email_confirmation",
    "post_patient_imports_start_import",
}
_REPEATABLE = {
    "post_practices_register_practice",
    "post_people_invite",
    "post_people_resend_invitation",
    "post_people_accept_invitation",
    "post_calendars_add_calendar",
    "post_days_off_add_exceptions",
    "post_days_off_add_calendar_exceptions",
    "post_calendar_feeds_add_feed",
    "post_services_add_service",
    "post_patients_add_patient",
    "delete_patients_erase_patient",
    "post_patient_duplicates_merge_patients",
    "post_patient_imports_prepare_import",
    "post_patient_imports_start_import",
    "post_visits_book_visit",
    "post_visits_book_series",
    "post_visits_restore_visit",
    "post_visits_cancel_visit",
    "post_holds_hold_time",
    "post_holds_confirm_hold",
    "post_messages_write_messages",
    "post_messages_resend_message",
    "post_messages_stop_batch",
    "post_public_hold_public_time",
    "post_public_request_booking_code",
    "post_public_confirm_public_hold",
    "post_visit_links_confirm_linked_visit",
    "post_visit_links_cancel_linked_visit",
    "post_visit_links_move_linked_visit",
    "post_waiting_list_add_to_waiting_list",
    "delete_waiting_list_withdraw_waiting",
    "post_recalls_mark_recall",
    "post_public_waiting_ask_to_join_waiting_list",
    "post_public_waiting_confirm_joining",
    "post_public_waiting_accept_linked_offer",
    "post_public_waiting_refuse_linked_offer",
}
"""What makes something, so that an answer that got lost is asked for again: these take an Idempotency-Key."""
_VERSIONED = {
    "put_practice_change_practice",
    "put_notifications_change_notifications",
    "put_online_booking_change_booking_settings",
    "put_working_time_change_working_time",
    "patch_people_change_user",
    "patch_calendars_change_calendar",
    "delete_calendars_close_calendar",
    "put_calendars_change_calendar_working_time",
    "patch_services_change_service",
    "patch_patients_change_patient",
    "delete_patients_erase_patient",
    "post_patient_duplicates_merge_patients",
    "patch_visits_change_visit",
    "put_message_templates_change_message_settings",
    "put_message_templates_change_template",
    "post_visits_restore_visit",
    "post_visits_cancel_visit",
}
"""What changes something that has an ETag: these take If-Match."""


def register(app: APIFlask) -> None:
    """Complete the document whenever it is asked for."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        AUTO_OPERATION_ID=True,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        INFO={
            "description": "Practices and their people, calendars, hours and services, patients, visits and messages. "
            "Times are RFC 3339 with offset."
        },
    )

    @app.spec_processor  # type: ignore[arg-type]
    def complete(document: dict[str, Any]) -> dict[str, Any]:
        document = _plainly(document)
        document["paths"] = {path: item for path, item in document["paths"].items() if path.startswith("/api/")}
        components = document.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = _PROBLEM
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        public = {
            f"{method.lower()}_{rule.endpoint.replace('.', '_')}"
            for rule in app.url_map.iter_rules()
            for method in rule.methods or ()
            if is_public(app.view_functions[rule.endpoint])
        }
        for item in document["paths"].values():
            for operation in item.values():
                if isinstance(operation, dict) and "operationId" in operation:
                    _complete(operation, operation["operationId"] in public)
        return document


def _plainly(document: dict[str, Any]) -> dict[str, Any]:
    """Each of our models has one name (APIFlask writes ``Visits.Visit`` for a model within a model)."""
    text = re.sub(r"#/components/schemas/\w+\.(\w+)", r"#/components/schemas/\1", json.dumps(document))
    # Wall-clock times are HH:MM; the format "time" would have seconds and an offset.
    plain: dict[str, Any] = json.loads(text.replace('"format": "time"', f'"pattern": {json.dumps(WALL_TIME)}'))
    schemas = plain["components"]["schemas"]
    plain["components"]["schemas"] = {name.rpartition(".")[2]: schema for name, schema in schemas.items()}
    return plain


def _complete(operation: dict[str, Any], is_public: bool) -> None:
    name = operation["operationId"]
    operation["responses"] |= {"4XX": _REFUSED, "5XX": _REFUSED}
    operation["security"] = [] if is_public else [{"token": []}]
    if "requestBody" in operation:
        operation["requestBody"]["required"] = name not in _BODY_MAY_BE_LEFT_OUT
    if name in _REPEATABLE:
        operation["parameters"].append(_KEY)
    if name in _VERSIONED:
        operation["parameters"].append(_IF_MATCH)
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter["schema"] = _in_path(parameter["name"])
            parameter["required"] = True


def _in_path(name: str) -> dict[str, str]:
    if name.endswith("_id"):
        return {"type": "string", "format": "uuid"}
    return {"type": "string", "format": "date"} if name == "date" else {"type": "string"}
