"""KONTROLE: who is due for a service again, and an invitation to those who are chosen."""

from __future__ import annotations

from typing import Any

from contracts.base import Nothing
from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import addresses, rpc
from gateway.auth import required, signed_in
from gateway.refusals import Unavailable
from gateway.web import message_form, news, recalls
from gateway.web.blueprint import web
from gateway.web.pages import write_messages


@web.get("/patients/recalls")
@signed_in
def patient_recalls() -> str:
    """Those who have waited longest first; without a service that has an interval, where to set one."""
    asked = scheduling.Page(limit=recalls.AT_ONCE, cursor=request.args.get("cursor") or None)
    page, services = rpc.together([(scheduling.list_recalls, asked), (scheduling.list_services, Nothing())])
    months = {one.id: one.interval_months for one in rpc.need(services).items if one.interval_months}
    return render_template(
        "recalls/list.html",
        page=rpc.need(page),
        months=months,
        newest=not request.args.get("cursor"),
        due=recalls.Due,
        reachable=recalls.reachable,
    )


@web.post("/patients/recalls/write")
@signed_in
def write_to_recalls() -> Any:
    """The page of a new message, to those ticked, with words to begin with. Nothing is sent or marked yet."""
    chosen = recalls.read(request.form.getlist("due"))
    if not chosen:
        news.tell(_("Tick the patients to write to."))
        return redirect(url_for("web.patient_recalls"), 303)
    values = {
        "who": message_form.RECALLS,
        "recalls": recalls.pack(chosen),
        "text": recalls.proposed(_language(), online=_booking_page()),
    }
    return write_messages.begin(values)


@web.post("/patients/recalls/dismiss")
@signed_in
def dismiss_recall() -> Any:
    """One is not to be proposed again, until another visit."""
    for due in recalls.read(request.form.getlist("dismiss")):
        mark = scheduling.RecallMark(patient_id=due.patient_id, service_id=due.service_id, mark="dismissed")
        rpc.call(scheduling.mark_recall, mark)
        news.tell(_("Left out until after the next visit."))
    return redirect(url_for("web.patient_recalls"), 303)


def _language() -> str:
    """That of the practice's messages; Polish while nobody can say."""
    try:
        return rpc.call(notifications.read_templates, Nothing()).language
    except Unavailable:
        return "pl"


def _booking_page() -> str | None:
    """Its address; None while the practice takes no bookings online."""
    if not write_messages.switches().online_booking:
        return None
    return addresses.booking_page(required().practice.slug)
