"""What can go wrong at the door: one table from code to HTTP status, one place that makes the answer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, cast

from apiflask import HTTPError
from chassis.logs import log, name_of
from contracts.faults import FieldFault
from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from gateway.refusals import Refused, Unavailable
from gateway.sentences import sentence

__all__ = ["STATUS", "Problem", "problem", "sentence", "use_page"]

RETRY_AFTER_SECONDS = 2

STATUS: Mapping[str, int] = {
    # what the gateway itself finds
    "malformed_request": 400,
    "malformed_json": 400,
    "csrf_failed": 403,
    "method_not_allowed": 405,
    "body_too_large": 413,
    "unsupported_media_type": 415,
    # any service
    "validation_failed": 422,
    "not_found": 404,
    "version_conflict": 412,
    "idempotency_key_reused": 422,
    "forbidden": 403,
    "unauthenticated": 401,
    "unavailable": 503,
    "rate_limited": 429,
    "internal_error": 500,
    # accounts
    "email_taken": 409,
    "wrong_credentials": 401,
    "second_factor_required": 401,
    "wrong_code": 422,
    "link_not_valid": 410,
    "last_owner": 409,
    "already_invited": 409,
    "online_booking_off": 409,
    # scheduling
    "slot_taken": 409,
    "hold_expired": 409,
    "too_many_bookings": 409,
    "not_a_patient": 409,
    "change_too_late": 409,
    "offer_expired": 409,
    "already_waiting": 409,
    "too_many_feeds": 409,
    "outside_working_time": 422,
    "in_break": 422,
    "calendar_closed": 422,
    "practice_not_ready": 503,
    "last_calendar": 409,
    "visit_not_changeable": 409,
    "local_time_missing": 422,
    "patient_merged": 409,
    "patient_erased": 409,
    "patient_has_visits": 409,
    "import_too_large": 413,
    "import_not_csv": 422,
    "import_state": 409,
    # notifications
    "channel_off": 409,
    "no_recipients": 409,
    "message_not_resendable": 409,
}

_CODE_OF_STATUS = {
    400: "malformed_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "rate_limited",
    503: "unavailable",
}

Page = Callable[[int, str, str], Any]
"""Status, code and sentence to what a view may return: the HTML page of an error."""


class Problem(Exception):  # noqa: N818 - it is what is answered
    """Raised anywhere in a view to answer with this error."""

    def __init__(self, code: str, errors: Iterable[FieldFault] = (), headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.errors = list(errors)
        self.headers = dict(headers or {})


def problem(
    code: str,
    data: Mapping[str, Any] | None = None,
    errors: Iterable[FieldFault] = (),
    *,
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> Response:
    """The answer ``application/problem+json`` (RFC 9457) for a code, in the user's language."""
    number = status or STATUS.get(code, 422)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(number).phrase,
        "status": number,
        "code": code,
        "detail": sentence(code, data or {}),
        "errors": [{"field": e.field, "code": e.code, "detail": sentence(e.code, e.data)} for e in errors],
    }
    if data:
        body["data"] = dict(data)
    response = Response(json.dumps(body, ensure_ascii=False), number, mimetype="application/problem+json")
    response.headers.update(headers or {})
    response.headers.update(_when_again(code, data or {}))
    if number == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers["Cache-Control"] = "no-store"
    return response


def use_page(app: Flask, page: Page) -> None:
    """Let ``page`` render errors outside /api: called once, by the pages' blueprint."""
    app.extensions["dentoro_error_page"] = page


def register(app: Flask) -> None:
    """Answer every error of ``app``: problem+json under /api, a page elsewhere."""
    app.register_error_handler(Problem, lambda e: _answer(e.code, {}, e.errors, e.headers))
    app.register_error_handler(Refused, lambda e: _answer(e.code, e.fault.data, e.fault.errors, {}))
    app.register_error_handler(Unavailable, lambda _: _answer("unavailable", {}, (), {}))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(HTTPError, _http)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException | HTTPError) -> Any:
    if isinstance(error, HTTPException) and error.code is not None and error.code < HTTPStatus.BAD_REQUEST:
        return error  # a redirect
    if isinstance(error, CSRFError):
        return _answer("csrf_failed", {}, (), {})
    status = (error.status_code if isinstance(error, HTTPError) else error.code) or 500
    code = _CODE_OF_STATUS.get(
        status, "internal_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "malformed_request"
    )
    allow = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return _answer(code, {}, (), {"Allow": allow} if allow else {}, status)


def _unexpected(error: Exception) -> Any:
    log.error("request failed", error=name_of(error), exc_info=error)
    return _answer("internal_error", {}, (), {})


def _answer(
    code: str,
    data: Mapping[str, Any],
    errors: Iterable[FieldFault],
    headers: Mapping[str, str],
    status: int | None = None,
) -> Any:
    if request.path.startswith("/api/"):
        return problem(code, data, errors, headers=headers, status=status)
    number = status or STATUS.get(code, 422)
    page = cast("Page | None", current_app.extensions.get("dentoro_error_page"))
    response = current_app.make_response(
        page(number, code, sentence(code, data)) if page else Response(sentence(code, data), mimetype="text/plain")
    )
    response.status_code = number
    response.headers.update(headers)
    response.headers.update(_when_again(code, data))
    return response


def _when_again(code: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Retry-After, in whole seconds."""
    if code in {"unavailable", "practice_not_ready"}:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    seconds = data.get("retry_after")
    if code == "rate_limited" and isinstance(seconds, int | float):
        return {"Retry-After": str(max(1, math.ceil(seconds)))}
    return {}
