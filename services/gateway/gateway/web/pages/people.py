"""USTAWIENIA / UŻYTKOWNICY: the people of the practice, their roles, and invitations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.permissions import Role
from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused, Unavailable
from gateway.web import language, roles
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key

INVITE_LABELS = {"email": _l("E-mail"), "role": _l("Role")}
ROLE_LABELS = {"role": _l("Role")}


@web.get("/settings/people")
@signed_in
def people() -> str:
    return _page(Form(INVITE_LABELS, {"role": "receptionist"}))


@web.post("/settings/people")
@signed_in
def invite_person() -> Any:
    form = Form(INVITE_LABELS, request.form.to_dict())
    form.require("email")
    role = _role(form)
    if form.refused or role is None:
        return _page(form), 422
    asked = accounts.InvitePerson(email=form["email"].strip(), role=role, language=language.of_letters())
    try:
        invited = rpc.call(accounts.invite_person, asked, idempotency_key=form.key)
    except Refused as refused:
        if refused.code == "already_invited":
            form.refuse("email", "already_invited")
        else:
            form.take(refused)
        return _page(form), errors.STATUS.get(refused.code, 422)
    except Unavailable:
        form.problem = errors.sentence("unavailable", {})
        return _page(form, form.key), 503
    flash(_("The invitation was sent to %(email)s.", email=invited.email))
    return redirect(url_for("web.people", _anchor="invitations"), 303)


@web.post("/settings/people/invitations/<uuid:invitation_id>/resend")
@signed_in
def resend_invitation(invitation_id: UUID) -> Any:
    """Another letter; the link of the one before ends."""
    asked = accounts.InvitationId(invitation_id=invitation_id)
    try:
        sent = rpc.call(accounts.resend_invitation, asked, idempotency_key=Form({}, request.form.to_dict()).key)
    except Refused as refused:
        return _not_done(refused)
    flash(_("The invitation was sent to %(email)s again; the earlier link no longer works.", email=sent.email))
    return redirect(url_for("web.people", _anchor="invitations"), 303)


@web.post("/settings/people/invitations/<uuid:invitation_id>/withdraw")
@signed_in
def withdraw_invitation(invitation_id: UUID) -> Any:
    asked = accounts.InvitationId(invitation_id=invitation_id)
    try:
        rpc.call(accounts.withdraw_invitation, asked, idempotency_key=Form({}, request.form.to_dict()).key)
    except Refused as refused:
        return _not_done(refused)
    flash(_("The invitation is withdrawn: its link no longer works."))
    return redirect(url_for("web.people", _anchor="invitations"), 303)


@web.get("/settings/people/<uuid:person_id>")
@signed_in
def person(person_id: UUID) -> str:
    found = _read(person_id)
    return _person_page(found, Form(ROLE_LABELS, {"role": found.role, "expected_version": str(found.version)}))


@web.post("/settings/people/<uuid:person_id>")
@signed_in
def change_person(person_id: UUID) -> Any:
    form = Form(ROLE_LABELS, request.form.to_dict())
    role = _role(form)
    if role is None:
        return _person_page(_read(person_id), form), 422
    asked = accounts.ChangePerson(person_id=person_id, role=role, expected_version=form.version())
    try:
        changed = rpc.call(accounts.change_person, asked, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused)
        found = _read(person_id)
        form.values["expected_version"] = str(found.version)
        return _person_page(found, form), errors.STATUS.get(refused.code, 422)
    flash(_("%(person)s: %(role)s.", person=full_name(changed), role=roles.name(changed.role)))
    mine = person_id == g.signed_in.user.id
    return redirect(url_for("web.account" if mine else "web.people"), 303)


@web.post("/settings/people/<uuid:person_id>/remove")
@signed_in
def remove_person(person_id: UUID) -> Any:
    """Ends every session of the person at once; who removes themselves is a stranger from then on."""
    found = _read(person_id)
    form = Form(ROLE_LABELS, {**request.form.to_dict(), "role": found.role, "expected_version": str(found.version)})
    asked = accounts.PersonId(person_id=person_id)
    try:
        rpc.call(accounts.remove_person, asked, idempotency_key=form.key)
    except Refused as refused:
        form.take(refused)
        return _person_page(found, form), errors.STATUS.get(refused.code, 422)
    if person_id == g.signed_in.user.id:
        return redirect("/", 303)
    flash(_("%(person)s no longer works here and is logged out everywhere.", person=full_name(found)))
    return redirect(url_for("web.people"), 303)


def full_name(person: accounts.Person) -> str:
    return f"{person.first_name} {person.last_name}"


def _role(form: Form) -> Role | None:
    """The role that was chosen; notes when it is none that this person can give."""
    chosen = next((role for role in roles.offered(g.signed_in.user.role) if role == form["role"]), None)
    if chosen is None:
        form.refuse("role", "forbidden" if form["role"] in roles.ROLES else "required")
    return chosen


def _read(person_id: UUID) -> accounts.Person:
    found = rpc.call(accounts.read_person, accounts.PersonId(person_id=person_id))
    if found.removed:
        abort(404)
    return found


def _not_done(refused: Refused) -> Any:
    """Back to the list, which says how it is."""
    if refused.code == "not_found":
        flash(_("This invitation was accepted or withdrawn in the meantime."))
    else:
        flash(errors.sentence(refused.code, refused.fault.data))
    return redirect(url_for("web.people", _anchor="invitations"), 303)


def _page(form: Form, key: str | None = None) -> str:
    me = g.signed_in.user
    return render_template(
        "settings/people.html",
        form=form,
        key=key or new_key(),
        people=[person for person in rpc.call(accounts.list_people, Nothing()).items if not person.removed],
        invitations=rpc.call(accounts.list_invitations, Nothing()).items,
        me=me,
        roles=roles,
        offered=[(role, roles.name(role)) for role in roles.offered(me.role)],
        keys=new_key,
    )


def _person_page(found: accounts.Person, form: Form) -> str:
    me = g.signed_in.user
    owners = [p for p in rpc.call(accounts.list_people, Nothing()).items if p.role == "owner" and not p.removed]
    return render_template(
        "settings/person.html",
        form=form,
        key=new_key(),
        person=found,
        me=me,
        mine=found.id == me.id,
        roles=roles,
        offered=roles.offered(me.role),
        only_owner=[p.id for p in owners] == [found.id],
        may_change=roles.may_change(me.role, found.role),
    )
