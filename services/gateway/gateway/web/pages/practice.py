"""USTAWIENIA / GABINET: what the practice is called and how it is reached, when it works, what its patients get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.base import Message, Nothing
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import conflicts, news, outside, practice_form, working_time_form
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key
from gateway.web.practice_form import LABELS, PARTS, VERSIONS

_CONFLICT = 412
_UNAVAILABLE = 503
_WRONG = 422


@web.get("/settings/practice")
@signed_in
def practice() -> str:
    values = _read()
    return _page(Form(LABELS, values | {conflicts.SEEN: conflicts.seen(values, PARTS)}))


@web.post("/settings/practice")
@signed_in
def change_practice() -> Any:
    """Both services are asked first; only when neither refuses anything are both changed.

    What was typed stays on the screen, whatever happens.
    """
    form = Form(LABELS, request.form.to_dict())
    if form["action"] == "copy":
        working_time_form.copy_monday(form)
        return _page(form)
    try:
        status = _saved(form)
    except Unavailable:
        form.problem = form.problem or errors.sentence("unavailable", {})
        status = _UNAVAILABLE
    if form.refused:
        return _page(form), status
    news.tell(_("The settings are saved."))
    return redirect(url_for("web.practice"), 303)


def _saved(form: Form, *, again: bool = True) -> int:
    """Save the form, or say in it why not; the status to answer then."""
    data, hours = practice_form.read_practice(form), practice_form.read_hours(form)
    refusals = list(_refusals(data, hours))
    if any(refused.code == "version_conflict" for refused in refusals):
        conflicts.merge(form, now := _read(), PARTS, practice_form.describe)
        form.values |= {field: now[field] for field in VERSIONS} | {"key": new_key()}
        if not form.others and again:  # the other one saved the very same, or it was this form, sent twice
            return _saved(form, again=False)
        form.problem = conflicts.explain()
    for refused in refusals:
        if refused.code != "version_conflict":
            practice_form.take(form, refused, hours)
    if form.refused:
        return _CONFLICT if form.others else next((errors.STATUS.get(r.code, _WRONG) for r in refusals), _WRONG)
    return _save(form, data, hours)


def _refusals(data: accounts.ChangePractice, hours: scheduling.ChangeWorkingTime) -> Iterator[Refused]:
    """What either service would refuse; nothing is changed."""
    asked: tuple[tuple[Any, Message], ...] = (
        (accounts.change_practice, data),
        (scheduling.change_working_time, hours),
    )
    for method, change in asked:
        try:
            rpc.call(method, change.model_copy(update={"only_check": True}))
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            yield refused


def _save(form: Form, data: accounts.ChangePractice, hours: scheduling.ChangeWorkingTime) -> int:
    key = form.key or new_key()
    halves = _("The practice's data and notifications are saved, the working time is not. Please save again.")
    kept = None
    try:
        kept = rpc.call(accounts.change_practice, data, idempotency_key=f"{key}-practice")
        form.values["practice_version"] = str(kept.version)
        rpc.call(scheduling.change_working_time, hours, idempotency_key=f"{key}-hours")
    except Refused as refused:  # somebody else came in between the question and the saving
        practice_form.take(form, refused, hours)
        form.problem = halves if kept else form.problem
        return errors.STATUS.get(refused.code, _WRONG)
    except Unavailable:
        form.problem = halves if kept else None
        raise
    return 200


def _read() -> dict[str, str]:
    return practice_form.values(
        rpc.call(accounts.read_practice, Nothing()),
        rpc.call(accounts.read_notifications, Nothing()),
        rpc.call(scheduling.read_working_time, Nothing()),
    )


def _page(form: Form) -> str:
    """Rendered with what can be had: what was typed must not be lost because something else does not answer."""
    try:
        own_hours = sum(c.own_hours for c in rpc.call(scheduling.list_calendars, Nothing()).items)
        left_outside = outside.count()
    except Unavailable:
        own_hours, left_outside = None, outside.NONE
    return render_template(
        "settings/practice.html",
        form=form,
        weekdays=working_time_form.weekdays(),
        quarters=working_time_form.quarters,
        own_hours=own_hours,
        outside=left_outside,
        key=new_key(),
    )
