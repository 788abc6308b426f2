"""The page that a practice shows to everybody: what can be booked online, and when."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from contracts.scheduling import rpc as scheduling
from flask import Response, redirect, request

from gateway import rpc
from gateway.refusals import Refused
from gateway.web import public_form, public_pages, public_times
from gateway.web.blueprint import web
from gateway.web.forms import Form
from gateway.web.pages.assets import FOR_AN_HOUR, STATIC

_OFF = "online_booking_off"


@web.get("/b/<slug>")
def public_practice(slug: str) -> str:
    """What can be booked. With online booking off it shows the practice's name and nothing else."""
    try:
        return public_pages.services(public_pages.enter(slug))
    except Refused as refused:
        if refused.code != _OFF:
            raise
        return public_pages.closed(slug)


@web.get("/b/<slug>/times")
def public_times_page(slug: str) -> Any:
    """Of one service, on any chair or one."""
    try:
        door = public_pages.enter(slug)
    except Refused as refused:
        if refused.code != _OFF:
            raise
        return public_pages.closed(slug)
    asked = request.args.to_dict()
    service = door.service(asked)
    if service is None:
        return redirect(public_form.at("web.public_practice", slug), 303)
    form = Form(public_form.LABELS, {name: asked[name] for name in public_form.PLACE if name in asked})
    return public_pages.times(door, service, form, public_times.read_wanted(asked))


@web.post("/b/<slug>/times")
def other_public_times(slug: str) -> Any:
    """From a later step: the time that was held is free again, and what was typed is kept."""
    door = public_pages.enter(slug)
    form = public_form.read()
    _release(form)
    asked = form.values | dict(parse_qsl(form["go"], keep_blank_values=True))
    form.values = asked
    service = door.service(asked)
    if service is None:
        return public_pages.services(door)
    wanted = public_times.read_wanted(asked)
    if not (wanted.day or wanted.month):
        wanted = public_times.Wanted(public_form.day_in(asked))
    return public_pages.times(door, service, form, wanted)


def _release(form: Form) -> None:
    hold = public_form.hold_in(form)
    if hold is None:
        return
    try:
        rpc.call(scheduling.release_public_hold, hold)
    except Refused:
        return  # it has run out, or is a visit by now


@web.get("/b/<slug>/<any(hold, details, code, confirm):step>")
def public_step(slug: str, step: str) -> Any:  # noqa: ARG001 - any of them
    """An address that only a form leads to, opened again by itself."""
    return redirect(public_form.at("web.public_practice", slug), 303)


@web.get("/embed.js")
def embed_script() -> Response:
    """One script tag on a practice's own site puts the booking page there."""
    response = Response((STATIC / "embed.js").read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={FOR_AN_HOUR}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
