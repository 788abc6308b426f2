"""Patients who are due for a service again: chosen on KONTROLE, written to in WIADOMOŚCI, and marked as invited."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from contracts.notifications import rpc as notifications
from contracts.scheduling import rpc as scheduling
from flask_babel import force_locale
from flask_babel import gettext as _

from gateway import rpc
from gateway.refusals import Refused
from gateway.web import message_form
from gateway.web.visit_form import read_id

AT_ONCE = 100
"""As many as the list shows; each is marked by a call of its own."""


class Due(NamedTuple):
    """Who is due for what."""

    patient_id: UUID
    service_id: UUID

    @property
    def value(self) -> str:
        """As a tick of the form sends it."""
        return f"{self.patient_id}:{self.service_id}"


def read(ticked: Iterable[str]) -> list[Due]:
    """What is none is left out."""
    pairs = (value.partition(":") for value in ticked)
    found = [(read_id(patient), read_id(service)) for patient, _colon, service in pairs]
    return [Due(patient, service) for patient, service in found if patient and service][:AT_ONCE]


def pack(chosen: Iterable[Due]) -> str:
    """For a hidden field of the message's form."""
    return message_form.pack(one for due in chosen for one in due)


def unpack(text: str) -> list[Due]:
    """What ``pack`` made; empty for anything else."""
    ids = message_form.unpack(text)
    return [Due(*pair) for pair in zip(ids[::2], ids[1::2], strict=True)] if len(ids) % 2 == 0 else []


def patients(chosen: Iterable[Due]) -> list[UUID]:
    """Each once, whatever they are due for."""
    return list(dict.fromkeys(due.patient_id for due in chosen))


def proposed(language: str, *, online: str | None) -> str:
    """Words to begin with, in the language of the practice's messages; ``online``: where they book by themselves."""
    with force_locale(language):
        if online:
            said = _(
                "Hello {{ patient_first_name }}, it is time for your next visit. Choose a time: %(url)s", url=online
            )
        else:
            said = _("Hello {{ patient_first_name }}, it is time for your next visit. Call us: {{ practice_phone }}")
        return str(said)


def mark_invited(chosen: list[Due], channel: notifications.Channel) -> None:
    """Those to whom a message could go. Once more is no harm.

    Raises:
        Unavailable: not all are marked; the message itself has gone out.
    """
    ids = patients(chosen)
    cards = (
        rpc.together([(scheduling.read_patient, scheduling.PatientId(patient_id=one)) for one in ids]) if ids else []
    )
    reached = {card.id for card in cards if isinstance(card, scheduling.Patient) and reachable(card, channel)}
    for due in chosen:
        if due.patient_id not in reached:
            continue
        mark = scheduling.RecallMark(patient_id=due.patient_id, service_id=due.service_id, mark="invited")
        with suppress(Refused):  # the card or the visit is gone meanwhile
            rpc.call(scheduling.mark_recall, mark)


def reachable(patient: scheduling.Patient, channel: notifications.Channel) -> bool:
    """Whether they agree to it and there is a number or an address."""
    return bool(getattr(patient.consents, channel) and (patient.phone if channel == "sms" else patient.email))
