"""What was written by hand to one patient or many: how far it has gone, and a way to stop it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.base import Page
from contracts.notifications import rpc as notifications
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import rpc, trail
from gateway.auth import required, signed_in
from gateway.refusals import Unavailable
from gateway.web import batches, news
from gateway.web.blueprint import web
from gateway.web.context import may
from gateway.web.forms import LONGEST_KEY, new_key

A_PAGE = 25


@web.get("/messages/batches")
@signed_in
def message_batches() -> str:
    """The newest first."""
    page = rpc.call(notifications.list_batches, Page(limit=A_PAGE, cursor=request.args.get("cursor") or None))
    return render_template(
        "messages/batches.html",
        lines=[batches.Progress(batch) for batch in page.items],
        next_cursor=page.next_cursor,
        newest=not request.args.get("cursor"),
    )


@web.get("/messages/batches/<uuid:batch_id>")
@signed_in
def message_batch(batch_id: UUID) -> str:
    """Its progress: asked again by the page while something is still to go out."""
    batch = rpc.call(notifications.read_batch, notifications.BatchId(batch_id=batch_id))
    return render_template("messages/batch.html", batch=batch, progress=batches.Progress(batch), writer=_writer(batch))


@web.post("/messages/batches/<uuid:batch_id>/stop")
@signed_in
def stop_batch(batch_id: UUID) -> Any:
    key = request.form.get("key", "")[:LONGEST_KEY] or new_key()
    stopped = rpc.call(notifications.stop_batch, notifications.BatchId(batch_id=batch_id), idempotency_key=key)
    out = batches.Progress(stopped).out
    news.tell(_("The sending is stopped. Gone out before that: %(number)s.", number=out))
    return redirect(url_for("web.message_batch", batch_id=batch_id), 303)


def _writer(batch: notifications.Batch) -> str:
    """The name of who wrote it; nothing where nobody of the practice did, or where one may not see who works here."""
    user = required().user
    if batch.actor_id == user.id:
        return f"{user.first_name} {user.last_name}"
    if batch.actor_id is None or not may("manage_people"):
        return ""
    try:
        return trail.names_of_people().get(batch.actor_id, "")
    except Unavailable:
        return ""
