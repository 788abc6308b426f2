"""USTAWIENIA / USŁUGI: what is done, how long it takes, what it costs, and whether patients may book it online."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import conflicts, news, ordering, palette, service_form
from gateway.web.blueprint import is_htmx, web
from gateway.web.forms import Form, new_key
from gateway.web.service_form import LABELS, PARTS


@web.get("/settings/services")
@signed_in
def services() -> str:
    return _list()


@web.post("/settings/services/order")
@signed_in
def order_services() -> Any:
    """One service to another place (``to=<id>:<place>``); the others make room."""
    known = _listed()
    wanted = ordering.read(request.form.get("to"), [s.id for s in known])
    if wanted is not None:
        rpc.call(scheduling.change_service, scheduling.ChangeService(service_id=wanted.moved, position=wanted.place))
        name = next(s.name for s in known if s.id == wanted.moved)
        said = _("%(name)s: place %(place)s of %(all)s", name=name, place=wanted.place, all=len(known))
        back = {"to": f"{wanted.moved}:{wanted.before}"}
        news.tell(said, news.Undo(url_for("web.order_services"), "services", back))
    if is_htmx():
        return _list()
    return redirect(url_for("web.services", _anchor=wanted and f"row-{wanted.moved}"), 303)


@web.get("/settings/services/new")
@signed_in
def new_service() -> str:
    return _page(Form(LABELS, service_form.fresh(_listed())))


@web.post("/settings/services")
@signed_in
def add_service() -> Any:
    form = Form(LABELS, request.form.to_dict())
    fields = service_form.read(form)
    if form.refused:
        return _page(form), 422
    active = fields.pop("active")
    key = form.key or new_key()
    try:
        added = rpc.call(scheduling.add_service, scheduling.AddService(**fields), idempotency_key=f"{key}-add")
        if not active:  # written down for later
            off = scheduling.ChangeService(service_id=added.id, active=False)
            rpc.call(scheduling.change_service, off, idempotency_key=f"{key}-off")
    except Refused as refused:
        form.take(refused)
        if refused.code == "idempotency_key_reused":
            form.problem = _("This service has already been added. Look at the list before you add it again.")
        return _page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = _("The answer did not come in time. Send it again: it will not be added twice.")
        return _page(form, key=key), 503
    news.tell(_("Added: %(name)s.", name=added.name))
    return redirect(url_for("web.services"), 303)


@web.get("/settings/services/<uuid:service_id>")
@signed_in
def service(service_id: UUID) -> str:
    found = _read(service_id)
    values = service_form.values(found)
    return _page(Form(LABELS, values | {conflicts.SEEN: conflicts.seen(values, PARTS)}), found)


@web.post("/settings/services/<uuid:service_id>")
@signed_in
def change_service(service_id: UUID) -> Any:
    form = Form(LABELS, request.form.to_dict())
    status = _saved(service_id, form)
    if form.refused:
        return _page(form, _read(service_id)), status
    news.tell(_("Saved: %(name)s.", name=form.text("name")))
    return redirect(url_for("web.services"), 303)


def _saved(service_id: UUID, form: Form, *, again: bool = True) -> int:
    """Save the form, or say in it why not; the status to answer then."""
    fields = service_form.read(form)
    if form.refused:
        return 422
    change = scheduling.ChangeService(service_id=service_id, expected_version=form.version(), **fields)
    try:
        rpc.call(scheduling.change_service, change, idempotency_key=form.key)
    except Refused as refused:
        if refused.code != "version_conflict":
            form.take(refused)
            return errors.STATUS.get(refused.code, 422)
        now = service_form.values(_read(service_id))
        conflicts.merge(form, now, PARTS, service_form.describe)
        form.values |= {"expected_version": now["expected_version"], "key": new_key()}
        if not form.others and again:  # the other one saved the very same, or put the services in another order
            return _saved(service_id, form, again=False)
        form.problem = conflicts.explain()
        return errors.STATUS[refused.code]
    return 200


def _read(service_id: UUID) -> scheduling.Service:
    return rpc.call(scheduling.read_service, scheduling.ServiceId(service_id=service_id))


def _listed() -> list[scheduling.Service]:
    return sorted(rpc.call(scheduling.list_services, Nothing()).items, key=lambda s: s.position)


def _list() -> str:
    return render_template("settings/services.html", services=_listed(), money=service_form.money)


def _page(form: Form, found: scheduling.Service | None = None, key: str | None = None) -> str:
    return render_template(
        "settings/service.html",
        form=form,
        service=found,
        palette=palette.NAMES,
        lengths=service_form.lengths(form["minutes"]),
        online_booking=rpc.call(accounts.read_notifications, Nothing()).online_booking,
        key=key or new_key(),
    )
