"""Where SMSAPI calls us back: what became of an SMS, and what patients answered.

SMSAPI cannot sign in. What proves that it is SMSAPI is the secret in the address, which is set at SMSAPI and here; for
everybody else the address does not exist. It asks for a body of exactly ``OK`` and comes again when it gets none, so
whatever fails here (a service away) fails visibly. Numbers and texts go on to notifications and are written nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal

from apiflask import APIBlueprint
from contracts.notifications import rpc as notifications
from flask import Flask, Response, current_app, request

from gateway import rpc
from gateway.errors import Problem
from gateway.settings import GatewaySettings

blueprint = APIBlueprint("callbacks", __name__, enable_openapi=False)

Outcome = Literal["delivered", "undelivered", "expired", "rejected", "unknown"]

OUTCOMES: Mapping[str, Outcome] = {
    "402": "expired",
    "404": "delivered",
    "405": "undelivered",
    "406": "undelivered",  # FAILED
    "407": "rejected",
    "412": "rejected",  # STOP: the number asked for no more messages
}
"""Of SMSAPI's list of statuses those that are final; 403 sent, 408 unknown, 409 queue, 410 accepted are not."""

AT_ONCE = 500
"""Reports in one call to notifications."""
LONGEST_TEXT = 2000


def register(app: Flask, settings: GatewaySettings) -> None:
    """Answer under ``/callbacks/smsapi/<secret>/`` if there is a secret."""
    app.extensions["dentoro_callback_secret"] = settings.smsapi_callback_secret or ""
    app.register_blueprint(blueprint)


@blueprint.before_request
def _only_smsapi() -> Response | None:
    given, secret = str((request.view_args or {}).get("secret", "")), current_app.extensions["dentoro_callback_secret"]
    if secret and hmac.compare_digest(given.encode(), secret.encode()):
        return None
    return Response("", 404, mimetype="text/plain")


@blueprint.route("/callbacks/smsapi/<secret>/delivery", methods=["GET", "POST"])
def delivery(secret: str) -> Response:  # noqa: ARG001 - checked before
    """Reports, of one message or of several: then each field is a list with commas."""
    reports = list(_reports(request.values))
    for begin in range(0, len(reports), AT_ONCE):
        items = reports[begin : begin + AT_ONCE]
        rpc.call(notifications.take_delivery_reports, notifications.DeliveryReports(items=items))
    return _ok()


@blueprint.route("/callbacks/smsapi/<secret>/incoming", methods=["GET", "POST"])
def incoming(secret: str) -> Response:  # noqa: ARG001 - checked before
    """An SMS that somebody sent to us."""
    form = request.values
    sender = form.get("sms_from", "").strip()
    if not sender.lstrip("+").isdigit():
        raise Problem("malformed_request")
    reply = notifications.SmsReply(
        provider_id=_id_of_reply(form), sender=sender, text=form.get("sms_text", "")[:LONGEST_TEXT],
        at=_moment(form.get("sms_date", "")),
    )  # fmt: skip
    rpc.call(notifications.take_sms_reply, reply)
    return _ok()


def _reports(form: Mapping[str, str]) -> Iterator[notifications.DeliveryReport]:
    ids, statuses = _listed(form, "MsgId"), _listed(form, "status")
    if not any(ids) or len(ids) != len(statuses):
        raise Problem("malformed_request")
    keys, dates = _listed(form, "idx", len(ids)), _listed(form, "donedate", len(ids))
    for provider_id, status, key, date in zip(ids, statuses, keys, dates, strict=True):
        yield notifications.DeliveryReport(
            channel="sms",
            provider_id=provider_id or None,
            key=key or None,
            outcome=OUTCOMES.get(status, "unknown"),
            at=_moment(date),
        )


def _listed(form: Mapping[str, str], name: str, length: int | None = None) -> list[str]:
    """The elements of a list; ``length`` empty ones when it is left out or of another length than the messages."""
    found = [element.strip()[:255] for element in form.get(name, "").split(",")]
    return found if length in (None, len(found)) else [""] * (length or 0)


def _id_of_reply(form: Mapping[str, str]) -> str:
    """The same for the same reply. ``MsgId`` may be that of our own SMS, which can be answered more than once."""
    parts = [form.get(name, "") for name in ("MsgId", "sms_from", "sms_date", "sms_text")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _moment(seconds: str) -> datetime | None:
    """From seconds since 1970."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _ok() -> Response:
    return Response("OK", mimetype="text/plain")
