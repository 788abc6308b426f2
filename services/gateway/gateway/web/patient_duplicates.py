"""Whether somebody like that has a card already; a hint, so never a reason not to show the page."""

from __future__ import annotations

from uuid import UUID

from contracts.scheduling import rpc as scheduling

from gateway import rpc
from gateway.refusals import Refused, Unavailable
from gateway.web import patient_form
from gateway.web.forms import Form


def like(form: Form) -> list[scheduling.Duplicate]:
    """Cards of whoever is being typed; none when nobody can say."""
    return _found(patient_form.read_typed(form))


def of(patient_id: UUID) -> list[scheduling.Duplicate]:
    """Other cards of a patient; none when nobody can say."""
    return _found(scheduling.FindDuplicates(patient_id=patient_id))


def _found(asked: scheduling.FindDuplicates) -> list[scheduling.Duplicate]:
    try:
        return list(rpc.call(scheduling.find_duplicates, asked).items)
    except (Refused, Unavailable):
        return []
