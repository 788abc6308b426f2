"""USTAWIENIA / REZERWACJA ONLINE: what patients may book by themselves, and where their page is."""

from __future__ import annotations

import functools
import io
from typing import Any

import segno
from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import addresses, auth, errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import conflicts, news, online_booking_form
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.online_booking_form import LABELS

_DOTS = 24
"""Pixels of one square of the picture to print."""


@web.get("/settings/online-booking")
@signed_in
def online_booking() -> str:
    values = online_booking_form.values(rpc.call(scheduling.read_booking_settings, Nothing()))
    return _page(Form(LABELS, values))


@web.post("/settings/online-booking")
@signed_in
def change_online_booking() -> Any:
    """What was typed stays on the screen, whatever happens."""
    form = Form(LABELS, request.form.to_dict())
    try:
        status = _saved(form)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        status = 503
    if form.refused:
        return _page(form), status
    news.tell(_("The settings are saved."))
    return redirect(url_for("web.online_booking"), 303)


@web.get("/settings/online-booking/qr.png")
@signed_in
def online_booking_picture() -> Response:
    """The address of the booking page as a QR code, large enough for a poster."""
    picture = io.BytesIO()
    segno.make(_address(), micro=False).save(picture, kind="png", scale=_DOTS, border=4)
    response = Response(picture.getvalue(), mimetype="image/png")
    name = f"qr-{auth.required().practice.slug}.png"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _saved(form: Form, *, again: bool = True) -> int:
    """Save the form, or say in it why not; the status to answer then."""
    fields = online_booking_form.read(form)
    if form.refused:
        return 422
    change = scheduling.ChangeBookingSettings(expected_version=form.version(), **fields)
    try:
        rpc.call(scheduling.change_booking_settings, change, idempotency_key=form.key)
    except Refused as refused:
        if refused.code != "version_conflict":
            online_booking_form.take(form, refused)
            return errors.STATUS.get(refused.code, 422)
        now = online_booking_form.values(rpc.call(scheduling.read_booking_settings, Nothing()))
        calendars = _calendars()
        describe = functools.partial(online_booking_form.describe, calendars)
        conflicts.merge(form, now, online_booking_form.parts(calendars), describe)
        form.values |= {"expected_version": now["expected_version"], "key": new_key()}
        if not form.others and again:  # the other one saved the very same
            return _saved(form, again=False)
        form.problem = conflicts.explain()
        return errors.STATUS[refused.code]
    return 200


def _calendars() -> list[scheduling.Calendar]:
    return sorted(rpc.call(scheduling.list_calendars, Nothing()).items, key=lambda one: one.position)


def _page(form: Form) -> str:
    """Rendered with what can be had: what was typed must not be lost because something else does not answer."""
    asked: list[rpc.Reading] = [
        (scheduling.list_calendars, Nothing()),
        (scheduling.list_services, Nothing()),
        (accounts.read_notifications, Nothing()),
    ]
    calendars, services, switches = (_had(answer) for answer in rpc.together(asked))
    listed = sorted(calendars.items, key=lambda one: one.position) if calendars else []
    if calendars and conflicts.SEEN not in form.values:
        form.values[conflicts.SEEN] = conflicts.seen(form.values, online_booking_form.parts(listed))
    address = _address()
    return render_template(
        "settings/online_booking.html",
        form=form,
        choices=online_booking_form.choices(form),
        calendars=listed,
        bookable=[one for one in services.items if one.active and one.bookable_online] if services else None,
        switched_on=switches.online_booking if switches else None,
        address=address,
        picture=segno.make(address, micro=False).svg_data_uri(scale=4, border=2, dark="#111827", light="#ffffff"),
        public_url=addresses.public_url(),
        key=new_key(),
    )


def _had(answer: Any) -> Any:
    """None for a service that does not answer. Raises Refused."""
    if isinstance(answer, Unavailable):
        return None
    return rpc.need(answer)


def _address() -> str:
    return addresses.booking_page(auth.required().practice.slug)
