"""What a patient's card says, in words: ages, consents, why two cards look alike."""

from __future__ import annotations

from datetime import date

from contracts.scheduling import rpc as scheduling
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from gateway.web import dates

SOURCES = {
    "reception": _l("at the reception"),
    "patient": _l("by the patient's own hand"),
    "import": _l("with an imported file"),
    "online_booking": _l("while booking online"),
    "program": _l("through another program"),
}
CHANNELS = {"sms": _l("SMS"), "email": _l("E-mail")}
BECAUSE = {
    "phone": _l("the same phone"),
    "name_and_birth_date": _l("the same name and date of birth"),
    "pesel": _l("the same PESEL"),
}

_DOT = "\N{BULLET}"
_SHOWN_OF_PESEL = 2
_MONTHS = 12
_OF_MONTHS = 24
"""A child's age is said in months until it has so many."""


def name(patient: scheduling.Patient) -> str:
    """``Anna Kowalska``; of whom nothing is left, that."""
    if patient.state == "erased" and not any(sign.isalpha() for sign in patient.last_name):
        return str(_("Deleted patient"))
    return f"{patient.first_name} {patient.last_name}"


def age(born: date, today: date) -> str:
    """``36 lat``; ``14 miesięcy`` for the smallest."""
    months = (today.year - born.year) * _MONTHS + today.month - born.month - (today.day < born.day)
    if months < _OF_MONTHS:
        return str(ngettext("%(num)d month old", "%(num)d months old", max(0, months)))
    return str(ngettext("%(num)d year old", "%(num)d years old", months // _MONTHS))


def masked(pesel: str) -> str:
    """Enough to recognise it beside a document, too little to use it."""
    return _DOT * (len(pesel) - _SHOWN_OF_PESEL) + pesel[-_SHOWN_OF_PESEL:]


def consent(said: scheduling.ConsentSaid) -> str:
    """``zgoda, 24 listopada 2026, w recepcji``."""
    if said.source == "assumed":
        return str(_("taken as given: nobody has asked yet"))
    answer = _("agrees") if said.given else _("does not agree")
    day = dates.full(dates.wall(said.at).date())
    source = SOURCES.get(said.source)
    return ", ".join(str(part) for part in (answer, day, source) if part)


def consents(patient: scheduling.Patient) -> list[tuple[str, bool, str]]:
    """By channel: its name, the answer, and the answer in words with when and how it came, as far as that is known."""
    newest = {said.channel: said for said in patient.consents_said}
    told = []
    for channel, label in CHANNELS.items():
        given = getattr(patient.consents, channel)
        said = newest.get(channel)  # type: ignore[call-overload]
        plain = _("agrees") if given else _("does not agree")
        told.append((str(label), given, consent(said) if said and said.given == given else str(plain)))
    return told


def because(reasons: list[scheduling.SameBecause]) -> str:
    """``ten sam telefon, ten sam PESEL``."""
    return ", ".join(str(BECAUSE[reason]) for reason in reasons if reason in BECAUSE)
