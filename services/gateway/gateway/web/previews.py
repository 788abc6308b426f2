"""Words as one patient sees them, while somebody writes them."""

from __future__ import annotations

from typing import Any

from contracts.faults import Fault
from contracts.notifications import rpc as notifications
from flask import Response, render_template

from gateway import rpc
from gateway.refusals import Refused, Unavailable
from gateway.web.forms import Form
from gateway.web.template_form import Which, words

_SHOWN_MAIL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
"""The policy of a letter that is looked at: its own styles, and nothing that runs, loads or leads away."""


def ask(form: Form, wanted: Which) -> notifications.Preview | None:
    """None for no words yet, and while nobody can say: a form without its preview is better than none."""
    if not form.text("text"):
        return None
    subject = form.text("subject") if wanted.channel == "email" else None
    asked = notifications.PreviewTemplate(**wanted.address, subject=subject, text=words(form))
    try:
        return rpc.call(notifications.preview_template, asked)
    except (Refused, Unavailable):
        return None


def answer(form: Form, wanted: Which, shown: dict[str, Any]) -> Any:
    """The part of a page that shows the preview; or, where the form says ``as=mail``, the letter itself."""
    preview = ask(form, wanted)
    if form["as"] != "mail":
        return render_template("messages/preview.html", preview=preview, **shown)
    if preview is None or preview.html is None:
        raise Refused(Fault(code="not_found"))
    return Response(preview.html, headers={"Content-Security-Policy": _SHOWN_MAIL})
