"""The pages of one practice's online booking: what they have in common, and how each step is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.base import Nothing
from contracts.scheduling import rpc as scheduling
from flask import render_template

from gateway import errors, headers, rpc, strangers
from gateway.refusals import Refused
from gateway.web import dates, frames, public_form, public_times
from gateway.web.forms import Form, new_key
from gateway.web.service_form import money


@dataclass(frozen=True)
class Door:
    """A practice and what it offers online."""

    slug: str
    practice: accounts.PublicPractice
    offer: scheduling.PublicBooking

    def service(self, values: Mapping[str, str]) -> scheduling.OfferedService | None:
        wanted = public_form.uuid_in(values, "service_id")
        return next((one for one in self.offer.services if one.id == wanted), None)

    def calendar(self, values: Mapping[str, str]) -> scheduling.OfferedCalendar | None:
        """The chair asked for; None for any."""
        wanted = public_form.uuid_in(values, "calendar_id")
        return next((one for one in self.offer.calendars if one.id == wanted), None)


def enter(slug: str) -> Door:
    """Asks for the practice and its offer; from here on the page has its clock, and may be framed by its sites.

    Raises:
        Refused: ``not_found``, or ``online_booking_off``.
    """
    practice = strangers.bookable(slug)
    offer = rpc.call(scheduling.read_public_booking, Nothing())
    dates.use_zone(offer.time_zone)
    if frames.is_framed():
        headers.allow_frames(offer.allowed_origins)
    return Door(slug, practice, offer)


def closed(slug: str) -> str:
    """That the practice takes no bookings online: its name, and nothing else that a stranger could want."""
    return render("public/off.html", slug, strangers.find(slug))


def services(door: Door) -> str:
    return render("public/services.html", door.slug, door.practice, services=door.offer.services)


def times(door: Door, service: scheduling.OfferedService, form: Form, wanted: public_times.Wanted) -> str:
    """The times of one service. What was typed on a later step (``form``) goes along in the forms."""
    calendar = door.calendar(form.values)

    def ask(begin: date, end: date) -> scheduling.PublicTimes:
        asked = scheduling.ListPublicTimes(
            service_id=service.id, from_=begin, to=end, calendar_id=calendar.id if calendar else None
        )
        return rpc.call(scheduling.list_public_times, asked)

    return render(
        "public/times.html",
        door.slug,
        door.practice,
        service=service,
        calendar=calendar,
        calendars=door.offer.calendars,
        times=public_times.look(ask, door.offer.first_date, door.offer.last_date, wanted),
        form=form,
        kept=public_form.kept(form) if public_form.has_typed(form) else {},
        key=new_key(),
    )


def details(door: Door, form: Form, hold: scheduling.PublicHold, notice: str | None = None) -> str:
    return render(
        "public/details.html",
        door.slug,
        door.practice,
        form=form,
        hold=hold,
        hidden=_hidden(form, hold),
        notice=notice,
        new_patients=door.offer.new_patients,
        key=new_key(),
    )


def code(door: Door, form: Form, hold: scheduling.PublicHold, notice: str | None = None) -> str:
    return render(
        "public/code.html",
        door.slug,
        door.practice,
        form=form,
        hold=hold,
        hidden=_hidden(form, hold),
        notice=notice,
        kept=public_form.kept(form),
        key=new_key(),
    )


def done(door: Door, visit: scheduling.PublicVisit, form: Form) -> str:
    return render("public/done.html", door.slug, door.practice, visit=visit, form=form)


def gone(door: Door, form: Form, refused: Refused) -> tuple[str, int]:
    """The time is somebody else's by now: others of that day, with all that was typed."""
    form.problem = errors.sentence(refused.code, refused.fault.data)
    service = door.service(form.values)
    status = errors.STATUS.get(refused.code, 422)
    if service is None:
        return services(door), status
    return times(door, service, form, public_times.Wanted(public_form.day_in(form.values))), status


def render(template: str, slug: str, practice: accounts.PublicPractice, **values: Any) -> str:
    def go(endpoint: str, **query: Any) -> str:
        return public_form.at(f"web.{endpoint}", slug, **query)

    framed = frames.is_framed()
    return render_template(
        template,
        practice=practice,
        framed=framed,
        go=go,
        money=money,
        other_language=public_form.other_language(),
        **values,
    )


def _hidden(form: Form, hold: scheduling.PublicHold) -> dict[str, str]:
    """The hold, and which time it is of, for the next step."""
    place = {name: form.values[name] for name in public_form.PLACE if form.text(name)}
    return {**place, "starts_at": hold.starts_at.isoformat(), "hold_id": str(hold.id), "token": hold.token}
